#include "run/engine/account_link.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/backoff.h"
#include "base/file.h"
#include "base/safe.h"
#include "run/child/frames.h"
#include "run/child/source_child.h"
#include "store/records/cursors.h"
#include "store/records/landmarks.h"
#include "store/records/missed.h"

void
account_link_init(struct account_link *l, struct account *a, uint32_t index)
{
	*l = (struct account_link){ .account = a, .index = index,
		.from_ms = MOMENT_NONE, .since_ms = MOMENT_NONE,
		.until_ms = MOMENT_NONE,
		.tried_ms = MOMENT_NONE };
	l->child.wire.fd = -1;
	l->lane.n = SHELF_NO_LANE;
}

static void
leave_lane(struct account_link *l)
{
	if (l->shelf != NULL)
		shelf_give(l->shelf, l->lane.n);
	l->shelf = NULL;
	l->lane = (struct lane){ .n = SHELF_NO_LANE };
}

void
account_link_drop(struct account_link *l)
{
	child_stop(&l->child);
	while (l->head != NULL) {
		struct account_event *i = account_link_pop(l);

		if (i->kind == EVENT_MESSAGE && i->state == EVENT_WAITING)
			account_event_orphan(i);
		else
			account_event_free(i);
	}
	leave_lane(l);
	l->events = l->bytes = 0;
	l->probe = NULL;
	l->state = LINK_WAITING;
	/* The store may have rolled back what it was told. */
	l->told[0] = '\0';
}

void
account_link_done(struct account_link *l)
{
	account_link_drop(l);
	free(l->folder);
	l->folder = NULL;
}

struct points {
	struct wire *wire;
	uint32_t n;
	struct store *store;
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
	struct points *points = arg;
	struct point p = { span_str(c->folder), c->uidvalidity,
		c->last_uid };

	if (landmarks_get(points->store, c, &p, err) == -1)
		return -1;
	point_put(points->wire, &p);
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
ask_refused(struct account_link *l, struct store *st, struct err *err)
{
	struct points p = { &l->child.wire, 0, st };

	if (missed_list(st, l->account->name, count_refused, &p, err) == -1)
		return -1;
	frame_put_u32(&l->child.wire, p.n);
	return missed_list(st, l->account->name, put_refused, &p, err);
}

static int
ask_pass(struct account_link *l, struct store *st, struct err *err)
{
	struct points p = { &l->child.wire, 0, st };

	if (cursor_list(st, l->account->name, count_point, &p, err) == -1)
		return -1;
	frame_begin(&l->child.wire, FRAME_PASS);
	frame_put_u8(&l->child.wire, (uint8_t)l->care);
	frame_put_u32(&l->child.wire, p.n);
	if (cursor_list(st, l->account->name, put_point, &p, err) == -1 ||
	    ask_refused(l, st, err) == -1)
		return -1;
	frame_end(&l->child.wire);
	return 0;
}

/* A child, with a lane of the shelf where there is one. */
static int
start_child(struct account_link *l, struct shelf *shelf, struct err *err)
{
	struct source_child_setup setup;
	int got;

	l->shelf = shelf;
	l->lane = (struct lane){ .n = shelf_take(shelf) };
	setup = (struct source_child_setup){ l->account, shelf, l->lane.n,
		l->refused };
	shelf_lend(shelf, true);
	got = child_start(&l->child, "floodmark-imap", source_child_body,
	    &setup, err);
	shelf_lend(shelf, false);
	if (got == -1)
		leave_lane(l);
	return got;
}

int
account_link_start(struct account_link *l, struct store *st,
    struct shelf *shelf, struct err *err)
{
	if (l->child.pid == 0 && start_child(l, shelf, err) == -1)
		return -1;
	l->state = LINK_PASSING;
	l->ended = false;
	l->started_ms = l->tried_ms = clock_now_ms();
	l->began_ms = clock_ticks_ms();
	l->heard_ms = l->began_ms;
	l->reading = false;
	l->pass_read = l->pass_contacts = 0;
	l->probe = NULL;
	if (ask_pass(l, st, err) == -1)
		return -1;
	/* Now, not when the engine next looks at it: there is a server to
	 * wait for.  A child that is gone is noticed then. */
	(void)!wire_write(&l->child.wire);
	return 0;
}

static bool is_end_event(const struct account_event *);

static void
event_push(struct account_link *l, struct account_event *i)
{
	l->events++;
	l->bytes += i->message.bytes.len;
	if (is_end_event(i))
		l->events = l->bytes = 0;
	if (l->tail != NULL)
		l->tail->next = i;
	else
		l->head = i;
	l->tail = i;
}

struct account_event *
account_link_pop(struct account_link *l)
{
	struct account_event *i = l->head;

	l->head = i->next;
	if (l->head == NULL)
		l->tail = NULL;
	if (l->probe == i)
		l->probe = NULL;
	if (l->looked == i)
		l->looked = NULL;
	return i;
}

static bool
is_waiting(const struct account_event *i)
{
	return i->kind == EVENT_MESSAGE && i->state == EVENT_WAITING;
}

static bool
is_end_event(const struct account_event *i)
{
	return i->kind == EVENT_BATCH || i->kind == EVENT_PASS_END ||
	    i->kind == EVENT_BROKEN;
}

/* Asked at every turn, with hundreds of events under way: those that are
 * answered, which are the first, are not looked at again. */
enum link_ready
account_link_ready(struct account_link *l)
{
	struct account_event *i = l->looked == NULL ? l->head : l->looked->next;
	bool waiting;

	for (; i != NULL && !is_end_event(i) && !is_waiting(i); i = i->next)
		l->looked = i;
	waiting = i != NULL && is_waiting(i);
	if (waiting && l->tail->kind != EVENT_BROKEN)
		return LINK_NOT_READY;
	while (i != NULL && !is_end_event(i))
		i = i->next;
	if (i == NULL)
		return LINK_NOT_READY;
	if (i->kind == EVENT_BROKEN)
		return LINK_BROKEN;
	return waiting ? LINK_NOT_READY : LINK_READY;
}

void
account_link_break(struct account_link *l)
{
	child_stop(&l->child);
	event_push(l, account_event_new(EVENT_BROKEN));
}

void
account_link_try_token(struct account_link *l)
{
	l->token_again = true;
	l->next_ms = clock_ticks_ms();
	account_link_drop(l);
}

void
account_link_failed(struct account_link *l)
{
	int64_t wait = backoff_ms(LINK_BACKOFF_MIN_MS, LINK_BACKOFF_MAX_MS,
	    l->failures);

	if (l->why == PROBLEM_LOGIN && wait < LINK_BACKOFF_LOGIN_MS)
		wait = LINK_BACKOFF_LOGIN_MS;
	if (wait > LINK_BACKOFF_MAX_MS)
		wait = LINK_BACKOFF_MAX_MS;
	/* Jitter, so that many accounts do not come back at once. */
	wait += wait / 5 * (random() % 100) / 100;
	l->token_again = false;
	l->failures++;
	l->failed_total++;
	l->attempted = true;
	l->worked = false;
	/* It takes a moment: what it waits begins when the child is gone. */
	account_link_drop(l);
	l->next_ms = clock_ticks_ms() + wait;
}

static void
set_problem(struct account_link *l, enum problem why, const char *text)
{
	l->why = why;
	l->refused.any = false;
	snprintf(l->detail, sizeof(l->detail), "%s: %s", problem_name(why),
	    text);
}

static int
take_message(struct account_link *l, struct frame *in,
    struct reader_queue *queue)
{
	struct message m;
	struct account_event *i;

	message_get(in, &m);
	if (frame_close(in) == -1 || (m.shared && !shelf_has(l->shelf,
	    l->lane.n, m.place, m.bytes.len)))
		return -1;
	m.account = l->index;
	if (m.shared)
		m.bytes.at = l->shelf->at + m.place;
	i = account_event_message(&m, m.shared ? &l->lane : NULL);
	event_push(l, i);
	reader_queue_add(queue, i);
	if (m.probe)
		l->probe = i;
	return 0;
}

void
account_link_answer_probe(struct account_link *l)
{
	if (l->probe == NULL || l->probe->state == EVENT_WAITING)
		return;
	l->probe->superseded = l->probe->state != EVENT_NOTHING;
	frame_begin(&l->child.wire, FRAME_WHOLE);
	frame_put_u8(&l->child.wire, l->probe->superseded);
	frame_end(&l->child.wire);
	/* Whatever is recorded of it rests on the whole. */
	l->probe->state = EVENT_NOTHING;
	account_event_drop_bytes(l->probe);
	l->probe = NULL;
}

void
account_link_tell_room(struct account_link *l)
{
	if (!lane_tells(&l->lane))
		return;
	frame_begin(&l->child.wire, FRAME_ROOM);
	frame_put_u32(&l->child.wire, l->lane.upto);
	frame_end(&l->child.wire);
}

static int
take_folder(struct account_link *l, struct frame *in,
    struct reader_queue *queue)
{
	struct folder folder;

	(void)queue;
	folder_get(in, &folder);
	if (frame_close(in) == -1)
		return -1;
	l->reading = true;
	/* Nothing came of the one before, and there may be thousands. */
	if (l->tail != NULL && l->tail->kind == EVENT_FOLDER &&
	    l->tail->folder.role != ROLE_PHONE)
		account_event_rename(l->tail, &folder);
	else
		event_push(l, account_event_folder(&folder));
	return 0;
}

static int
take_missing(struct account_link *l, struct frame *in,
    struct reader_queue *queue)
{
	struct account_event *i = account_event_new(EVENT_MISSING);

	(void)queue;
	missing_get(in, &i->missing);
	i->missing.folder = (struct span){ NULL, 0 };
	event_push(l, i);
	return frame_close(in);
}

/* Something came while nobody asked: the next pass is due now. */
static int
take_changed(struct account_link *l, struct frame *in,
    struct reader_queue *queue)
{
	(void)queue;
	/* A pass that was asked for meanwhile will find it. */
	if (l->state == LINK_WAITING)
		l->next_ms = l->began_ms + LINK_CHANGE_GAP_MS;
	return frame_close(in);
}

/* It works; that it spoke is all there is to it. */
static int
take_alive(struct account_link *l, struct frame *in, struct reader_queue *queue)
{
	(void)l;
	(void)queue;
	return frame_close(in);
}

static int
take_batch(struct account_link *l, struct frame *in, struct reader_queue *queue)
{
	struct account_event *i = account_event_new(EVENT_BATCH);

	(void)queue;
	i->uid = frame_get_u32(in);
	landmark_get(in, &i->mark);
	event_push(l, i);
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
take_pass_end(struct account_link *l, struct frame *in,
    struct reader_queue *queue)
{
	struct account_event *i = account_event_new(EVENT_PASS_END);

	(void)queue;
	i->complete = frame_get_u8(in) != 0;
	copy_text(frame_get_span(in), i->why, sizeof(i->why));
	event_push(l, i);
	return frame_close(in);
}

static int
take_token(struct frame *in, struct token *t)
{
	struct span digest;

	t->any = frame_get_u8(in) != 0;
	digest = frame_get_span(in);
	if (digest.len != sizeof(t->digest.at))
		return -1;
	memcpy(t->digest.at, digest.at, digest.len);
	return 0;
}

static int
take_problem(struct account_link *l, struct frame *in,
    struct reader_queue *queue)
{
	uint8_t why = frame_get_u8(in);
	struct token token;
	char text[160];

	(void)queue;
	copy_text(frame_get_span(in), text, sizeof(text));
	if (take_token(in, &token) == -1 || frame_close(in) == -1 ||
	    why >= PROBLEM_COUNT)
		return -1;
	set_problem(l, (enum problem)why, text);
	l->refused = token;
	l->refused.any = token.any && !l->token_again &&
	    why == PROBLEM_LOGIN;
	l->care = why == PROBLEM_PROTOCOL ? CARE_ALONE : CARE_NONE;
	return 1;
}

static int (*const takers[FRAME_KIND_COUNT])(struct account_link *,
	struct frame *,
    struct reader_queue *) = {
	[FRAME_FOLDER] = take_folder,
	[FRAME_MESSAGE] = take_message,
	[FRAME_MISSING] = take_missing,
	[FRAME_CHANGED] = take_changed,
	[FRAME_ALIVE] = take_alive,
	[FRAME_BATCH] = take_batch,
	[FRAME_PASS_END] = take_pass_end,
	[FRAME_PROBLEM] = take_problem,
};

/* What is of a folder comes after it: there is nowhere else to put it. */
static bool
may_say(const struct account_link *l, uint8_t kind)
{
	bool of_folder = kind == FRAME_MESSAGE || kind == FRAME_MISSING ||
	    kind == FRAME_BATCH;

	return frame_allowed(kind, FROM_SOURCE) && (l->reading || !of_folder);
}

int
account_link_take(struct account_link *l, struct reader_queue *queue)
{
	struct frame in;
	int got;

	while (reader_queue_has_room(queue)) {
		got = frame_next(&l->child.wire, &in);
		if (got == 0)
			return l->ended ? 1 : 0;
		if (got == 1 && may_say(l, in.kind))
			got = takers[in.kind](l, &in, queue);
		else
			got = -1;
		if (l->events > FEED_ITEMS_MAX || l->bytes > FEED_BYTES_MAX)
			got = -1;
		if (got == -1)
			set_problem(l, PROBLEM_PROTOCOL,
			    "the source child broke the rules");
		if (got != 0)
			return 1;
	}
	wire_trim(&l->child.wire);
	return 0;
}

/* A child that ended may have told why: that is still in the buffer. */
int
account_link_listen(struct account_link *l, struct reader_queue *queue)
{
	l->heard_ms = clock_ticks_ms();
	if (wire_read(&l->child.wire) <= 0) {
		l->ended = true;
		l->care = CARE_BEFORE;
		set_problem(l, PROBLEM_PROTOCOL, "the source child ended");
	}
	return account_link_take(l, queue);
}

/* Between passes, after the end of one, and while it waits for us. */
static bool
may_be_silent(const struct account_link *l, const struct reader_queue *queue)
{
	return l->state != LINK_PASSING || l->probe != NULL ||
	    !reader_queue_has_room(queue) || wire_pending(&l->child.wire) > 0 ||
	    (l->tail != NULL && l->tail->kind == EVENT_PASS_END);
}

bool
account_link_is_silent(struct account_link *l, const struct reader_queue *queue)
{
	int64_t now = clock_ticks_ms();
	char text[80];

	if (may_be_silent(l, queue))
		l->heard_ms = now;
	if (now - l->heard_ms < l->account->patience_s * 1000)
		return false;
	snprintf(text, sizeof(text), "nothing came for %lld s; ended",
	    (long long)l->account->patience_s);
	set_problem(l, PROBLEM_NETWORK, text);
	/* It may be a message that keeps it busy for ever. */
	l->care = l->reading ? CARE_BEFORE : CARE_NONE;
	return true;
}

static int64_t
behind(const struct account_link *l)
{
	return l->state == LINK_PASSING && l->listed > l->committed ?
	    (int64_t)(l->listed - l->committed) : 0;
}

void
account_link_log_detail(const struct account_link *l, char *out, size_t size)
{
	const char *name = strchr(l->detail, '"');
	const char *end = name == NULL ? NULL : strrchr(name + 1, '"');

	if (name == NULL)
		snprintf(out, size, "%s", l->detail);
	else
		snprintf(out, size, "%.*s\"...\"%s",
		    (int)(name - l->detail), l->detail,
		    end == NULL ? "" : end + 1);
}

struct source_state
account_link_status(const struct account_link *l, const char *sandbox)
{
	return (struct source_state){ .account = l->account->name,
		.from_ms = l->since_ms, .until_ms = l->until_ms,
		.oldest_ms = l->from_ms, .recorded_ms = clock_now_ms(),
		.tried_ms = l->tried_ms, .behind = behind(l),
		.skipped = l->missed, .detail = l->detail,
		.state = !l->attempted ? "starting" : l->worked ? "ok" :
		    "error", .sandbox = sandbox };
}
