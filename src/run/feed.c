#include "run/feed.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/safe.h"
#include "run/fetcher.h"
#include "run/frames.h"
#include "store/cursors.h"
#include "store/missed.h"

void
feed_init(struct feed *f, struct account *a, uint32_t index)
{
	*f = (struct feed){ .account = a, .index = index,
		.from_ms = MOMENT_NONE, .until_ms = MOMENT_NONE,
		.tried_ms = MOMENT_NONE };
	f->child.wire.fd = -1;
	f->lane.n = SHELF_NO_LANE;
}

static void
leave_lane(struct feed *f)
{
	if (f->shelf != NULL)
		shelf_give(f->shelf, f->lane.n);
	f->shelf = NULL;
	f->lane = (struct lane){ .n = SHELF_NO_LANE };
}

void
feed_drop(struct feed *f)
{
	child_stop(&f->child);
	while (f->head != NULL) {
		struct item *i = feed_pop(f);

		if (i->kind == ITEM_MESSAGE && i->state == ITEM_WAITING)
			item_orphan(i);
		else
			item_free(i);
	}
	leave_lane(f);
	f->probe = NULL;
	f->state = FEED_WAITING;
	/* The store may have rolled back what it was told. */
	f->told[0] = '\0';
}

void
feed_done(struct feed *f)
{
	feed_drop(f);
	free(f->folder);
	f->folder = NULL;
}

struct points {
	struct wire *wire;
	uint32_t n;
};

static int
count_point(const struct cursor *c, void *arg, struct err *err)
{
	(void)c;
	(void)err;
	((struct points *)arg)->n++;
	return 0;
}

static int
put_point(const struct cursor *c, void *arg, struct err *err)
{
	const struct point p = { span_str(c->folder), c->uidvalidity,
		c->last_uid };

	(void)err;
	point_put(((struct points *)arg)->wire, &p);
	return 0;
}

static int
count_refused(const struct missed *m, void *arg, struct err *err)
{
	(void)err;
	((struct points *)arg)->n += m->outcome == MISS_REFUSED;
	return 0;
}

static int
put_refused(const struct missed *m, void *arg, struct err *err)
{
	const struct missing row = { span_str(m->folder), m->uidvalidity,
		m->uid, m->at_ms, m->outcome };

	(void)err;
	if (m->outcome == MISS_REFUSED)
		missing_put(((struct points *)arg)->wire, &row);
	return 0;
}

/* Those that the server refused before: it is asked again. */
static int
ask_refused(struct feed *f, struct store *st, struct err *err)
{
	struct points p = { &f->child.wire, 0 };

	if (missed_list(st, f->account->name, count_refused, &p, err) == -1)
		return -1;
	frame_put_u32(&f->child.wire, p.n);
	return missed_list(st, f->account->name, put_refused, &p, err);
}

static int
ask_pass(struct feed *f, struct store *st, struct err *err)
{
	struct points p = { &f->child.wire, 0 };

	if (cursor_list(st, f->account->name, count_point, &p, err) == -1)
		return -1;
	frame_begin(&f->child.wire, FRAME_PASS);
	frame_put_u8(&f->child.wire, (uint8_t)f->care);
	frame_put_u32(&f->child.wire, p.n);
	if (cursor_list(st, f->account->name, put_point, &p, err) == -1 ||
	    ask_refused(f, st, err) == -1)
		return -1;
	frame_end(&f->child.wire);
	return 0;
}

/* A child, with a lane of the shelf where there is one. */
static int
start_child(struct feed *f, struct shelf *shelf, struct err *err)
{
	struct fetcher_setup setup;
	int got;

	f->shelf = shelf;
	f->lane = (struct lane){ .n = shelf_take(shelf) };
	setup = (struct fetcher_setup){ f->account, shelf, f->lane.n };
	shelf_lend(shelf, true);
	got = child_start(&f->child, "floodmark-imap", fetcher_body, &setup,
	    err);
	shelf_lend(shelf, false);
	if (got == -1)
		leave_lane(f);
	return got;
}

int
feed_start(struct feed *f, struct store *st, struct shelf *shelf,
    struct err *err)
{
	if (f->child.pid == 0 && start_child(f, shelf, err) == -1)
		return -1;
	f->state = FEED_PASSING;
	f->ended = false;
	f->started_ms = f->tried_ms = clock_now_ms();
	f->began_ms = clock_ticks_ms();
	f->heard_ms = f->began_ms;
	f->reading = false;
	f->pass_read = f->pass_contacts = 0;
	f->probe = NULL;
	if (ask_pass(f, st, err) == -1)
		return -1;
	/* Now, not when the engine next looks at it: there is a server to
	 * wait for.  A child that is gone is noticed then. */
	(void)!wire_write(&f->child.wire);
	return 0;
}

static void
push(struct feed *f, struct item *i)
{
	if (f->tail != NULL)
		f->tail->next = i;
	else
		f->head = i;
	f->tail = i;
}

struct item *
feed_pop(struct feed *f)
{
	struct item *i = f->head;

	f->head = i->next;
	if (f->head == NULL)
		f->tail = NULL;
	if (f->probe == i)
		f->probe = NULL;
	if (f->looked == i)
		f->looked = NULL;
	return i;
}

static bool
is_waiting(const struct item *i)
{
	return i->kind == ITEM_MESSAGE && i->state == ITEM_WAITING;
}

static bool
is_end(const struct item *i)
{
	return i->kind == ITEM_BATCH || i->kind == ITEM_PASS_END ||
	    i->kind == ITEM_BROKEN;
}

/* Asked at every turn, with hundreds of items under way: those that are
 * answered, which are the first, are not looked at again. */
enum feed_ready
feed_ready(struct feed *f)
{
	struct item *i = f->looked == NULL ? f->head : f->looked->next;
	bool waiting;

	for (; i != NULL && !is_end(i) && !is_waiting(i); i = i->next)
		f->looked = i;
	waiting = i != NULL && is_waiting(i);
	if (waiting && f->tail->kind != ITEM_BROKEN)
		return FEED_NOT_READY;
	while (i != NULL && !is_end(i))
		i = i->next;
	if (i == NULL)
		return FEED_NOT_READY;
	if (i->kind == ITEM_BROKEN)
		return FEED_BROKEN;
	return waiting ? FEED_NOT_READY : FEED_READY;
}

void
feed_break(struct feed *f)
{
	child_stop(&f->child);
	push(f, item_new(ITEM_BROKEN));
}

void
feed_failed(struct feed *f)
{
	int64_t wait = FEED_BACKOFF_MIN_MS;

	for (unsigned i = 0; i < f->failures && wait < FEED_BACKOFF_MAX_MS;
	    i++)
		wait *= 2;
	if (f->why == PROBLEM_LOGIN && wait < FEED_BACKOFF_LOGIN_MS)
		wait = FEED_BACKOFF_LOGIN_MS;
	if (wait > FEED_BACKOFF_MAX_MS)
		wait = FEED_BACKOFF_MAX_MS;
	/* Jitter, so that many accounts do not come back at once. */
	wait += wait / 5 * (random() % 100) / 100;
	f->failures++;
	f->failed_total++;
	f->attempted = true;
	f->worked = false;
	f->next_ms = clock_ticks_ms() + wait;
	feed_drop(f);
}

static void
set_problem(struct feed *f, enum problem why, const char *text)
{
	f->why = why;
	snprintf(f->detail, sizeof(f->detail), "%s: %s", problem_name(why),
	    text);
}

static int
take_message(struct feed *f, struct frame *in, struct desk *desk)
{
	struct message m;
	struct item *i;

	message_get(in, &m);
	if (frame_close(in) == -1 || (m.shared && !shelf_has(f->shelf,
	    f->lane.n, m.place, m.bytes.len)))
		return -1;
	m.account = f->index;
	if (m.shared)
		m.bytes.at = f->shelf->at + m.place;
	i = item_message(&m, m.shared ? &f->lane : NULL);
	push(f, i);
	desk_add(desk, i);
	if (m.probe)
		f->probe = i;
	return 0;
}

void
feed_answer_probe(struct feed *f)
{
	if (f->probe == NULL || f->probe->state == ITEM_WAITING)
		return;
	f->probe->superseded = f->probe->state != ITEM_NOTHING;
	frame_begin(&f->child.wire, FRAME_WHOLE);
	frame_put_u8(&f->child.wire, f->probe->superseded);
	frame_end(&f->child.wire);
	/* Whatever is recorded of it rests on the whole. */
	f->probe->state = ITEM_NOTHING;
	item_drop_bytes(f->probe);
	f->probe = NULL;
}

void
feed_tell_room(struct feed *f)
{
	if (!lane_tells(&f->lane))
		return;
	frame_begin(&f->child.wire, FRAME_ROOM);
	frame_put_u32(&f->child.wire, f->lane.upto);
	frame_end(&f->child.wire);
}

static int
take_folder(struct feed *f, struct frame *in, struct desk *desk)
{
	struct folder folder;

	(void)desk;
	folder_get(in, &folder);
	if (frame_close(in) == -1)
		return -1;
	push(f, item_folder(&folder));
	f->reading = true;
	return 0;
}

static int
take_missing(struct feed *f, struct frame *in, struct desk *desk)
{
	struct item *i = item_new(ITEM_MISSING);

	(void)desk;
	missing_get(in, &i->missing);
	i->missing.folder = (struct span){ NULL, 0 };
	push(f, i);
	return frame_close(in);
}

/* Something came while nobody asked: the next pass is due now. */
static int
take_news(struct feed *f, struct frame *in, struct desk *desk)
{
	(void)desk;
	/* A pass that was asked for meanwhile will find it. */
	if (f->state == FEED_WAITING)
		f->next_ms = f->began_ms + FEED_NEWS_GAP_MS;
	return frame_close(in);
}

/* It works; that it spoke is all there is to it. */
static int
take_alive(struct feed *f, struct frame *in, struct desk *desk)
{
	(void)f;
	(void)desk;
	return frame_close(in);
}

static int
take_batch(struct feed *f, struct frame *in, struct desk *desk)
{
	struct item *i = item_new(ITEM_BATCH);

	(void)desk;
	i->uid = frame_get_u32(in);
	push(f, i);
	return frame_close(in);
}

static void
copy_text(struct span s, char *out, size_t size)
{
	CLEANUP(buf_done) struct buf text = { .max = size - 1,
		.truncate = true };

	safe_text(&text, s, SAFE_ONE_LINE);
	snprintf(out, size, "%s", buf_str(&text));
}

static int
take_end(struct feed *f, struct frame *in, struct desk *desk)
{
	struct item *i = item_new(ITEM_PASS_END);

	(void)desk;
	i->complete = frame_get_u8(in) != 0;
	copy_text(frame_get_span(in), i->why, sizeof(i->why));
	push(f, i);
	return frame_close(in);
}

static int
take_problem(struct feed *f, struct frame *in, struct desk *desk)
{
	uint8_t why = frame_get_u8(in);
	char text[160];

	(void)desk;
	copy_text(frame_get_span(in), text, sizeof(text));
	if (frame_close(in) == -1 || why >= PROBLEM_COUNT)
		return -1;
	set_problem(f, (enum problem)why, text);
	f->care = why == PROBLEM_PROTOCOL ? CARE_ALONE : CARE_NONE;
	return 1;
}

static int (*const takers[FRAME_KIND_COUNT])(struct feed *, struct frame *,
    struct desk *) = {
	[FRAME_FOLDER] = take_folder,
	[FRAME_MESSAGE] = take_message,
	[FRAME_MISSING] = take_missing,
	[FRAME_NEWS] = take_news,
	[FRAME_ALIVE] = take_alive,
	[FRAME_BATCH] = take_batch,
	[FRAME_PASS_END] = take_end,
	[FRAME_PROBLEM] = take_problem,
};

int
feed_take(struct feed *f, struct desk *desk)
{
	struct frame in;
	int got;

	while (desk_has_room(desk)) {
		got = frame_next(&f->child.wire, &in);
		if (got == 0)
			return f->ended ? 1 : 0;
		if (got == 1 && frame_allowed(in.kind, FROM_SOURCE))
			got = takers[in.kind](f, &in, desk);
		else
			got = -1;
		if (got == -1)
			set_problem(f, PROBLEM_PROTOCOL,
			    "the source child broke the rules");
		if (got != 0)
			return 1;
	}
	wire_trim(&f->child.wire);
	return 0;
}

/* A child that ended may have told why: that is still in the buffer. */
int
feed_listen(struct feed *f, struct desk *desk)
{
	f->heard_ms = clock_ticks_ms();
	if (wire_read(&f->child.wire) <= 0) {
		f->ended = true;
		f->care = CARE_BEFORE;
		set_problem(f, PROBLEM_PROTOCOL, "the source child ended");
	}
	return feed_take(f, desk);
}

/* Between passes, after the end of one, and while it waits for us. */
static bool
may_be_silent(const struct feed *f, const struct desk *desk)
{
	return f->state != FEED_PASSING || f->probe != NULL ||
	    !desk_has_room(desk) || wire_pending(&f->child.wire) > 0 ||
	    (f->tail != NULL && f->tail->kind == ITEM_PASS_END);
}

bool
feed_is_silent(struct feed *f, const struct desk *desk)
{
	int64_t now = clock_ticks_ms();
	char text[80];

	if (may_be_silent(f, desk))
		f->heard_ms = now;
	if (now - f->heard_ms < f->account->patience_s * 1000)
		return false;
	snprintf(text, sizeof(text), "nothing came for %lld s; ended",
	    (long long)f->account->patience_s);
	set_problem(f, PROBLEM_NETWORK, text);
	/* It may be a message that keeps it busy for ever. */
	f->care = f->reading ? CARE_BEFORE : CARE_NONE;
	return true;
}

static int64_t
behind(const struct feed *f)
{
	return f->state == FEED_PASSING && f->listed > f->settled ?
	    (int64_t)(f->listed - f->settled) : 0;
}

void
feed_log_detail(const struct feed *f, char *out, size_t size)
{
	const char *name = strchr(f->detail, '"');
	const char *end = name == NULL ? NULL : strrchr(name + 1, '"');

	if (name == NULL)
		snprintf(out, size, "%s", f->detail);
	else
		snprintf(out, size, "%.*s\"...\"%s",
		    (int)(name - f->detail), f->detail,
		    end == NULL ? "" : end + 1);
}

struct source_state
feed_status(const struct feed *f, const char *sandbox)
{
	return (struct source_state){ .account = f->account->name,
		.from_ms = f->from_ms, .until_ms = f->until_ms,
		.tried_ms = f->tried_ms, .behind = behind(f),
		.skipped = f->missed, .detail = f->detail,
		.state = !f->attempted ? "starting" : f->worked ? "ok" :
		    "error", .sandbox = sandbox };
}
