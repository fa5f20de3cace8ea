#include "run/engine/reader_queue.h"

#include <stdio.h>
#include <string.h>

#include "base/day.h"
#include "run/child/frames.h"

#define START_PATIENCE_MS 20000
#define START_TRIES 5

void
reader_queue_init(struct reader_queue *d, const struct config *c,
    const struct people *p)
{
	*d = (struct reader_queue){ .setup = { c, p, &d->shelf } };
	d->reader.wire.fd = -1;
}

void
reader_queue_done(struct reader_queue *d)
{
	child_stop(&d->reader);
	/* What is left is nobody's: its links were dropped before. */
	while (d->head != NULL) {
		struct account_event *i = d->head;

		d->head = i->next_read;
		account_event_free(i);
	}
	shelf_done(&d->shelf);
	*d = (struct reader_queue){ .setup = d->setup, .deaths = d->deaths };
	d->reader.wire.fd = -1;
}

/* 1: it ended, or did not say that it is ready. */
static int
start_reader(struct reader_queue *d, struct frame *f, struct err *err)
{
	int got;

	shelf_lend(&d->shelf, true);
	got = child_start(&d->reader, "floodmark-read", reader_body,
	    &d->setup, err);
	shelf_lend(&d->shelf, false);
	if (got == -1)
		return -1;
	if (child_hear(&d->reader, START_PATIENCE_MS, f) == 1 &&
	    f->kind == FRAME_READY)
		return 0;
	child_stop(&d->reader);
	return 1;
}

/* It may be ended from outside (by who is short of memory) before it is
 * ready; one that cannot enter its sandbox never will be. */
int
reader_queue_open(struct reader_queue *d, struct err *err)
{
	struct frame f;
	struct span sandbox;
	int got = 1;

	/* Before the first fork: all have it from there. */
	if (d->shelf.at == NULL && shelf_open(&d->shelf,
	    d->setup.config->max_connections, err) == -1)
		return -1;
	for (int i = 0; got == 1 && i < START_TRIES; i++)
		got = start_reader(d, &f, err);
	if (got == -1)
		return -1;
	if (got == 1)
		return err_set(err, EX_OSERR,
		    "the reader did not enter its sandbox");
	sandbox = frame_get_span(&f);
	snprintf(d->sandbox, sizeof(d->sandbox), "%.*s", (int)sandbox.len,
	    sandbox.len == 0 ? "" : sandbox.at);
	d->ready = true;
	d->since_ms = clock_ticks_ms();
	return 0;
}

bool
reader_queue_has_room(const struct reader_queue *d)
{
	return d->bytes < READER_QUEUE_BYTES && d->events < READER_QUEUE_EVENTS;
}

void
reader_queue_add(struct reader_queue *d, struct account_event *i)
{
	i->next_read = NULL;
	if (d->tail != NULL)
		d->tail->next_read = i;
	else
		d->head = i;
	d->tail = i;
	if (d->unsent == NULL)
		d->unsent = i;
	d->bytes += i->message.bytes.len;
	d->events++;
}

/* In a careful time one question at a time. */
static bool
may_ask(const struct reader_queue *d)
{
	return d->unsent != NULL && (d->careful == 0 || d->asked == 0) &&
	    wire_pending(&d->reader.wire) < READER_QUEUE_BYTES;
}

static int revive(struct reader_queue *, struct err *);

int
reader_queue_pump(struct reader_queue *d, struct err *err)
{
	while (may_ask(d)) {
		if (d->asked == 0)
			d->since_ms = clock_ticks_ms();
		reader_ask(&d->reader.wire, d->unsent->mode,
		    &d->unsent->message);
		d->unsent = d->unsent->next_read;
		d->asked++;
	}
	if (wire_pending(&d->reader.wire) > 0 &&
	    wire_write(&d->reader.wire) == -1)
		return revive(d, err);
	return 0;
}

static struct account_event *
take_head(struct reader_queue *d)
{
	struct account_event *i = d->head;

	d->head = i->next_read;
	if (d->head == NULL)
		d->tail = NULL;
	d->bytes -= i->message.bytes.len;
	d->events--;
	if (d->careful > 0)
		d->careful--;
	return i;
}

static void
event_answered(struct account_event *i, enum account_event_state state)
{
	i->state = state;
	if (i->orphan)
		account_event_free(i);
	else if (state == EVENT_NOTHING)
		account_event_drop_bytes(i);
	else
		account_event_keep_bytes(i);
}

/* What becomes of a message that the reader died on alone. */
static void
blame(struct reader_queue *d, struct account_event *i)
{
	bool quick = clock_ticks_ms() - d->since_ms < READER_QUEUE_QUICK_MS;

	if (i->mode == READ_FULL && quick && !i->again)
		i->again = true;
	else if (i->mode == READ_FULL)
		i->mode = READ_SALVAGE;
	else
		event_answered(take_head(d), EVENT_UNREADABLE);
}

/* A new reader in the dead one's place; see the head of queue.h. */
static int
revive(struct reader_queue *d, struct err *err)
{
	bool known = d->asked == 1;

	child_stop(&d->reader);
	d->ready = false;
	d->deaths++;
	if (known)
		blame(d, d->head);
	d->careful = d->careful > d->asked ? d->careful : d->asked;
	d->asked = 0;
	d->unsent = d->head;
	if (d->careful > d->events)
		d->careful = d->events;
	return reader_queue_open(d, err);
}

/* -1: the reader lies. */
static int
take_answer(struct reader_queue *d, const struct frame *f)
{
	struct account_event *i;

	if (!frame_allowed(f->kind, FROM_READER) || d->asked == 0 ||
	    (f->kind != FRAME_NOTHING && f->kind != FRAME_VERDICT))
		return -1;
	i = take_head(d);
	d->asked--;
	d->since_ms = clock_ticks_ms();
	if (f->kind == FRAME_VERDICT) {
		buf_init(&i->verdict, FRAME_MAX);
		buf_add_span(&i->verdict, f->left);
	}
	event_answered(i, f->kind == FRAME_VERDICT ? EVENT_FOUND :
	    EVENT_NOTHING);
	return 0;
}

int
reader_queue_listen(struct reader_queue *d, struct err *err)
{
	struct frame f;
	int alive = wire_read(&d->reader.wire), got;

	while ((got = frame_next(&d->reader.wire, &f)) == 1)
		if (take_answer(d, &f) == -1)
			return revive(d, err);
	return alive <= 0 || got == -1 ? revive(d, err) : 0;
}

int
reader_queue_check_time(struct reader_queue *d, struct err *err)
{
	if (d->asked == 0 ||
	    clock_ticks_ms() - d->since_ms < READER_QUEUE_PATIENCE_MS)
		return 0;
	return revive(d, err);
}
