#include "run/fetcher.h"

#include <signal.h>
#include <stdlib.h>

#include "base/file.h"
#include "base/sandbox.h"
#include "run/frames.h"
#include "source/source.h"

/* What waits in the wire before it is written. */
#define FLUSH_BYTES 65536

struct fetcher {
	struct wire *wire;
	const struct account *account;
	struct source *source;
	struct point *points;	/* names are ours */
	size_t n_points;
};

static void
forget_points(struct fetcher *f)
{
	for (size_t i = 0; i < f->n_points; i++)
		free((char *)(uintptr_t)f->points[i].name.at);
	free(f->points);
	f->points = NULL;
	f->n_points = 0;
}

static int
take_points(struct fetcher *f, struct frame *in)
{
	uint32_t n = frame_get_u32(in);

	forget_points(f);
	f->points = mem_get(n, sizeof(*f->points));
	for (uint32_t i = 0; i < n && !in->bad; i++) {
		struct point p;

		point_get(in, &p);
		p.name.at = str_of(p.name);
		f->points[f->n_points++] = p;
	}
	return frame_close(in);
}

static uint32_t
on_point(void *arg, struct span folder, uint32_t uidvalidity)
{
	const struct fetcher *f = arg;

	for (size_t i = 0; i < f->n_points; i++)
		if (span_eq(f->points[i].name, folder) &&
		    f->points[i].uidvalidity == uidvalidity)
			return f->points[i].last_uid;
	return 0;
}

static int
send_now(struct fetcher *f, size_t most)
{
	frame_end(f->wire);
	return wire_pending(f->wire) >= most ? wire_flush(f->wire) : 0;
}

static int
on_folder(void *arg, const struct folder *folder)
{
	struct fetcher *f = arg;

	frame_begin(f->wire, FRAME_FOLDER);
	folder_put(f->wire, folder);
	return send_now(f, 0);
}

static int
on_message(void *arg, const struct message *m)
{
	struct fetcher *f = arg;

	frame_begin(f->wire, FRAME_MESSAGE);
	message_put(f->wire, m);
	return send_now(f, FLUSH_BYTES);
}

static int
on_number(struct fetcher *f, enum frame_kind kind, uint32_t n)
{
	frame_begin(f->wire, (uint8_t)kind);
	frame_put_u32(f->wire, n);
	return send_now(f, 0);
}

static int
on_skipped(void *arg, uint32_t uid)
{
	return on_number(arg, FRAME_SKIPPED, uid);
}

static int
on_batch(void *arg, uint32_t last_uid)
{
	return on_number(arg, FRAME_BATCH, last_uid);
}

static int
tell_problem(struct fetcher *f, enum problem why, const struct err *err)
{
	frame_begin(f->wire, FRAME_PROBLEM);
	frame_put_u8(f->wire, (uint8_t)why);
	frame_put_str(f->wire, err->text);
	frame_end(f->wire);
	return wire_flush(f->wire) == -1 ? EX_SOFTWARE : EX_UNAVAILABLE;
}

static int
tell_end(struct fetcher *f, bool complete, const struct err *err)
{
	frame_begin(f->wire, FRAME_PASS_END);
	frame_put_u8(f->wire, complete);
	frame_put_str(f->wire, complete ? "" : err->text);
	return send_now(f, 0);
}

/* The password command runs in source_imap.open, so the sandbox comes
 * after it and before the first mailbox is looked at. */
static int
open_source(struct fetcher *f, enum problem *why, struct err *err)
{
	if (f->source != NULL)
		return 0;
	if (source_imap.open(f->account, &f->source, why, err) == -1)
		return -1;
	*why = PROBLEM_PROTOCOL;
	return sandbox_source(err);
}

static int
make_pass(struct fetcher *f)
{
	const struct sink sink = { f, on_point, on_folder, on_message,
		on_skipped, on_batch };
	enum problem why = PROBLEM_NETWORK;
	struct err err;
	int got;

	if (open_source(f, &why, &err) == -1)
		return tell_problem(f, why, &err);
	got = source_imap.pass(f->source, &sink, &why, &err);
	if (got == -1)
		return tell_problem(f, why, &err);
	return tell_end(f, got == 0, &err) == -1 ? EX_SOFTWARE : 0;
}

int
fetcher_body(struct wire *wire, void *arg)
{
	struct fetcher f = { .wire = wire, .account = arg };
	struct frame in;

	signal(SIGPIPE, SIG_IGN);
	while (wire_wait(wire, &in) == 1) {
		int got;

		if (in.kind != FRAME_PASS || take_points(&f, &in) == -1)
			return EX_PROTOCOL;
		got = make_pass(&f);
		if (got != 0)
			return got;
	}
	source_imap.close(f.source);
	forget_points(&f);
	return EX_OK;
}
