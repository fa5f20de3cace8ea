#include "run/child/source_child.h"

#include <signal.h>
#include <stdlib.h>

#include "base/day.h"
#include "base/file.h"
#include "run/child/frames.h"
#include "source/source.h"

/* What is in the wire or on the shelf before the engine learns of it. */
#define FLUSH_BYTES (256 << 10)
/* Signs of life are no closer than this. */
#define ALIVE_GAP_MS 500

struct source_child {
	struct wire *wire;
	struct ring ring;
	size_t untold;		/* bytes on the shelf */
	const struct account *account;
	const struct source_ops *ops;	/* of its kind */
	struct source *source;
	struct token token;	/* see source.h */
	struct point *points;	/* names are ours */
	size_t n_points;
	struct missing *refused;	/* names are ours */
	size_t n_refused;
	enum care care;
	int64_t spoke_ms;	/* ticks: the last sign of life */
};

static void
forget_points(struct source_child *f)
{
	for (size_t i = 0; i < f->n_points; i++)
		free((char *)(uintptr_t)f->points[i].name.at);
	for (size_t i = 0; i < f->n_refused; i++)
		free((char *)(uintptr_t)f->refused[i].folder.at);
	free(f->points);
	free(f->refused);
	f->points = NULL;
	f->refused = NULL;
	f->n_points = f->n_refused = 0;
}

static void
take_refused(struct source_child *f, struct frame *in)
{
	uint32_t n = frame_get_u32(in);

	f->refused = mem_get(n, sizeof(*f->refused));
	for (uint32_t i = 0; i < n && !in->bad; i++) {
		struct missing m;

		missing_get(in, &m);
		m.folder.at = str_of(m.folder);
		f->refused[f->n_refused++] = m;
	}
}

static int
take_points(struct source_child *f, struct frame *in)
{
	uint32_t n;

	f->care = (enum care)(frame_get_u8(in) % CARE_COUNT);
	n = frame_get_u32(in);
	forget_points(f);
	f->points = mem_get(n, sizeof(*f->points));
	for (uint32_t i = 0; i < n && !in->bad; i++) {
		struct point p;

		point_get(in, &p);
		p.name.at = str_of(p.name);
		f->points[f->n_points++] = p;
	}
	take_refused(f, in);
	return frame_close(in);
}

static const struct point *
on_known(void *arg, struct span folder, uint32_t uidvalidity)
{
	const struct source_child *f = arg;

	for (size_t i = 0; i < f->n_points; i++)
		if (span_eq(f->points[i].name, folder) &&
		    f->points[i].uidvalidity == uidvalidity)
			return &f->points[i];
	return NULL;
}

static uint32_t
on_point(void *arg, struct span folder, uint32_t uidvalidity)
{
	const struct point *p = on_known(arg, folder, uidvalidity);

	return p == NULL ? 0 : p->last_uid;
}

static const struct missing *
on_refused(void *arg, struct span folder, uint32_t uidvalidity, size_t i)
{
	const struct source_child *f = arg;

	for (size_t k = 0; k < f->n_refused; k++)
		if (span_eq(f->refused[k].folder, folder) &&
		    f->refused[k].uidvalidity == uidvalidity && i-- == 0)
			return &f->refused[k];
	return NULL;
}

static int
send_now(struct source_child *f, size_t most)
{
	if (wire_pending(f->wire) < most)
		return 0;
	f->untold = 0;
	return wire_flush(f->wire);
}

static int
on_folder(void *arg, const struct folder *folder)
{
	struct source_child *f = arg;

	frame_begin(f->wire, FRAME_FOLDER);
	folder_put(f->wire, folder);
	frame_end(f->wire);
	return send_now(f, 0);
}

/* FRAME_ROOM */
static int
take_room(struct source_child *f, struct frame *in)
{
	ring_free(&f->ring, frame_get_u32(in));
	return frame_close(in);
}

/* As wire_wait, for a frame that is not about room. */
static int
source_child_hear(struct source_child *f, struct frame *in)
{
	int got;

	while ((got = wire_wait(f->wire, in)) == 1 && in->kind == FRAME_ROOM)
		if (take_room(f, in) == -1)
			return -1;
	return got;
}

/* The engine knows of all that is on the shelf, and will say. */
static int
wait_room(struct source_child *f)
{
	struct frame in;

	if (send_now(f, 0) == -1 || wire_wait(f->wire, &in) != 1 ||
	    in.kind != FRAME_ROOM)
		return -1;
	return take_room(f, &in);
}

/* Onto the shelf, where it can go there. */
static int
put_up(struct source_child *f, struct message *m)
{
	if (f->ring.shelf == NULL || m->bytes.len == 0 ||
	    m->bytes.len > SHELF_LONGEST)
		return 0;
	while (!ring_add(&f->ring, m->bytes, &m->place))
		if (wait_room(f) == -1)
			return -1;
	m->shared = true;
	f->untold += m->bytes.len;
	return 0;
}

static int
on_source_message(void *arg, const struct message *got)
{
	struct source_child *f = arg;
	struct message m = *got;

	if (put_up(f, &m) == -1)
		return -1;
	frame_begin(f->wire, FRAME_MESSAGE);
	message_put(f->wire, &m);
	frame_end(f->wire);
	return send_now(f, f->untold < FLUSH_BYTES ? FLUSH_BYTES : 0);
}

/* The engine answers when the reader has seen the probe. */
static int
on_whole(void *arg)
{
	struct source_child *f = arg;
	struct frame in;
	uint8_t want;

	if (send_now(f, 0) == -1 || source_child_hear(f, &in) != 1 ||
	    in.kind != FRAME_WHOLE)
		return -1;
	want = frame_get_u8(&in);
	return frame_close(&in) == -1 ? -1 : want != 0;
}

static int
on_missing(void *arg, const struct missing *m)
{
	struct source_child *f = arg;

	frame_begin(f->wire, FRAME_MISSING);
	missing_put(f->wire, m);
	frame_end(f->wire);
	return send_now(f, 0);
}

static int
on_batch(void *arg, uint32_t last_uid, struct landmark mark)
{
	struct source_child *f = arg;

	frame_begin(f->wire, FRAME_BATCH);
	frame_put_u32(f->wire, last_uid);
	landmark_put(f->wire, &mark);
	frame_end(f->wire);
	return send_now(f, 0);
}

/* That nobody listens is noticed by whoever has something to say. */
static void
on_alive(void *arg)
{
	struct source_child *f = arg;
	int64_t now = clock_ticks_ms();

	if (now - f->spoke_ms < ALIVE_GAP_MS)
		return;
	f->spoke_ms = now;
	frame_begin(f->wire, FRAME_ALIVE);
	frame_end(f->wire);
	(void)!send_now(f, 0);
}

static int
tell_problem(struct source_child *f, enum problem why, const struct err *err)
{
	frame_begin(f->wire, FRAME_PROBLEM);
	frame_put_u8(f->wire, (uint8_t)why);
	frame_put_str(f->wire, err->text);
	frame_put_u8(f->wire, why == PROBLEM_LOGIN && f->token.any);
	frame_put_span(f->wire, span_of((const char *)f->token.digest.at,
	    sizeof(f->token.digest.at)));
	frame_end(f->wire);
	return wire_flush(f->wire) == -1 ? EX_SOFTWARE : EX_UNAVAILABLE;
}

static int
tell_end(struct source_child *f, bool complete, const struct err *err)
{
	frame_begin(f->wire, FRAME_PASS_END);
	frame_put_u8(f->wire, complete);
	frame_put_str(f->wire, complete ? "" : err->text);
	frame_end(f->wire);
	return send_now(f, 0);
}

static int
make_pass(struct source_child *f)
{
	const struct sink sink = { f, on_point, on_folder, on_source_message,
		on_whole, on_missing, on_batch, on_alive, on_known,
		on_refused };
	enum problem why = PROBLEM_NETWORK;
	struct err err;
	int got;

	f->spoke_ms = clock_ticks_ms();
	if (f->source == NULL && f->ops->open(f->account, &f->token,
	    &f->source, &why, &err) == -1)
		return tell_problem(f, why, &err);
	got = f->ops->pass(f->source, &sink, f->care, &why, &err);
	if (got == -1)
		return tell_problem(f, why, &err);
	return tell_end(f, got == 0, &err) == -1 ? EX_SOFTWARE : 0;
}

/* 1: the next frame; 0: the engine is gone; -1: told why. */
static int
wait_pass(struct source_child *f, struct frame *in)
{
	enum problem why = PROBLEM_NETWORK;
	struct err err;
	int got = frame_next(f->wire, in);

	if (got != 0 || f->source == NULL)
		return got == 0 ? wire_wait(f->wire, in) : got;
	got = f->ops->wait(f->source, f->wire->fd, &why, &err);
	if (got == -1) {
		(void)!tell_problem(f, why, &err);
		return -1;
	}
	if (got == 1) {
		frame_begin(f->wire, FRAME_CHANGED);
		frame_end(f->wire);
		if (send_now(f, 0) == -1)
			return 0;
	}
	return wire_wait(f->wire, in);
}

int
source_child_body(struct wire *wire, void *arg)
{
	const struct source_child_setup *setup = arg;
	struct source_child f = { .wire = wire, .account = setup->account,
		.ops = source_of(setup->account), .token = setup->refused };
	struct frame in;
	int code = 0;

	signal(SIGPIPE, SIG_IGN);
	shelf_leave(setup->shelf, setup->lane);
	ring_init(&f.ring, setup->shelf, setup->lane);
	while (code == 0 && wait_pass(&f, &in) == 1) {
		if (in.kind == FRAME_ROOM)
			code = take_room(&f, &in) == -1 ? EX_PROTOCOL : 0;
		else if (in.kind != FRAME_PASS || take_points(&f, &in) == -1)
			code = EX_PROTOCOL;
		else
			code = make_pass(&f);
	}
	f.ops->close(f.source);
	forget_points(&f);
	return code;
}
