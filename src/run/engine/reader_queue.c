#include "run/engine/reader_queue.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>

#include "base/backoff.h"
#include "base/day.h"
#include "base/log.h"
#include "model/dkim.h"
#include "run/child/frames.h"

#define REFUSED_MOST 5
#define KILLED_MOST 20		/* where it is waited for */
#define START_AGAIN_MS 20	/* then doubled */
#define START_AGAIN_MOST_MS 5000

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
	d->head = d->tail = d->unsent = NULL;
	d->ready = false;
	d->bytes = d->events = d->asked = d->careful = 0;
}

/* The texts that `read` asks for are longer than any verdict. */
static size_t
reader_most(uint8_t kind)
{
	return kind == FRAME_TEXT ? 0 : frame_most(kind);
}

/* Whoever ended it from outside (who is short of memory) has done so before
 * it was ready; one that ends by itself there, or cannot be started, never
 * will be. */
static int
start_failed(struct reader_queue *d, bool killed, struct err *err)
{
	if (!killed && ++d->refused == REFUSED_MOST)
		return err_set(err, EX_OSERR,
		    "the reader did not enter its sandbox");
	d->deaths++;
	log_line(LOG_LEVEL_WARNING, "the reader ended before it was ready "
	    "and is started again");
	d->start_ms = clock_ticks_ms() + backoff_ms(START_AGAIN_MS,
	    START_AGAIN_MOST_MS, d->unready++);
	return 0;
}

static int
start_reader(struct reader_queue *d, struct err *err)
{
	int got;

	d->since_ms = clock_ticks_ms();
	shelf_lend(&d->shelf, true);
	got = child_start(&d->reader, "floodmark-read", reader_body,
	    &d->setup, err);
	shelf_lend(&d->shelf, false);
	d->reader.wire.most = reader_most;
	return got;
}

/* Another, in place of one that was there: what fails now may not later. */
static int
start_again(struct reader_queue *d, struct err *err)
{
	if (start_reader(d, err) == 0)
		return 0;
	log_line(LOG_LEVEL_WARNING, "%s", err->text);
	return start_failed(d, false, err);
}

int
reader_queue_start(struct reader_queue *d, struct err *err)
{
	/* Before the first fork: all have it from there. */
	if (d->shelf.at == NULL && shelf_open(&d->shelf,
	    d->setup.config->max_connections, err) == -1)
		return -1;
	d->unready = d->refused = 0;
	return start_reader(d, err);
}

int
reader_queue_open(struct reader_queue *d, struct err *err)
{
	int got = reader_queue_start(d, err);

	while (got == 0 && !d->ready) {
		struct pollfd p = { d->reader.wire.fd, POLLIN, 0 };

		if (d->unready == KILLED_MOST)
			return err_set(err, EX_OSERR, "the reader was ended "
			    "before it entered its sandbox");
		(void)poll(&p, 1, d->reader.pid > 0 ? 1000 :
		    START_AGAIN_MS);
		if (p.revents != 0)
			got = reader_queue_listen(d, err);
		if (got == 0)
			got = reader_queue_check_time(d, err);
		if (got == 0)
			got = reader_queue_pump(d, err);
	}
	return got;
}

int64_t
reader_queue_due_ms(const struct reader_queue *d)
{
	return d->reader.pid > 0 ? INT64_MAX : d->start_ms;
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
	return d->ready && d->unsent != NULL && (d->careful == 0 ||
	    d->asked == 0) && wire_pending(&d->reader.wire) <
	    READER_QUEUE_BYTES;
}

/* How a reader came to its end. */
enum ending {
	READER_GONE,		/* by itself, or by somebody else */
	READER_LIED,		/* it broke the rules; by us */
	READER_LATE,		/* it took too long; by us */
};

static int revive(struct reader_queue *, enum ending, struct err *);

int
reader_queue_pump(struct reader_queue *d, struct err *err)
{
	if (clock_ticks_ms() >= reader_queue_due_ms(d) &&
	    start_again(d, err) == -1)
		return -1;
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
		return revive(d, READER_GONE, err);
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

/* Whether a message may be asked again; what was forgiven of whoever killed
 * the reader is not held against the message. */
static bool
is_forgiven(struct account_event *i, enum ending how, int status)
{
	int by = WIFSIGNALED(status) ? WTERMSIG(status) : 0;

	if (how == READER_LATE || by == SIGPROF)
		return false;
	if (how == READER_GONE && by == SIGKILL)
		return i->killed++ < READER_QUEUE_AGAIN_KILLED;
	return i->mode == READ_FULL && i->again++ < READER_QUEUE_AGAIN;
}

/* What becomes of a message that the reader died on alone. */
static void
blame(struct reader_queue *d, enum ending how, int status)
{
	struct account_event *i = d->head;

	if (is_forgiven(i, how, status))
		return;
	if (i->mode == READ_FULL) {
		i->mode = READ_SALVAGE;
		i->again = i->killed = 0;
	} else {
		event_answered(take_head(d), EVENT_UNREADABLE);
	}
}

/* A new reader in the dead one's place; see the head of queue.h. */
static int
revive(struct reader_queue *d, enum ending how, struct err *err)
{
	int status = child_stop(&d->reader);

	if (!d->ready)
		return start_failed(d, how == READER_GONE &&
		    WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL, err);
	d->ready = false;
	d->deaths++;
	/* A death is an outcome, but many of them are a sign of something. */
	log_line(LOG_LEVEL_WARNING, "the reader ended at a message and was "
	    "started again");
	if (d->asked == 1)
		blame(d, how, status);
	d->careful = d->careful > d->asked ? d->careful : d->asked;
	d->asked = 0;
	d->unsent = d->head;
	if (d->careful > d->events)
		d->careful = d->events;
	return start_again(d, err);
}

/* -1: the reader lies. */
static int
take_ready(struct reader_queue *d, struct frame *f)
{
	struct span name = frame_get_span(f);

	if (frame_close(f) == -1 || d->ready)
		return -1;
	snprintf(d->sandbox, sizeof(d->sandbox), "%.*s", (int)name.len,
	    name.len == 0 ? "" : name.at);
	d->ready = true;
	d->unready = d->refused = 0;
	d->since_ms = clock_ticks_ms();
	return 0;
}

static int
take_names(struct reader_queue *d, struct frame *f)
{
	static struct dkim_names names;
	struct span bytes = f->left;

	dkim_names_get(f, &names);
	if (frame_close(f) == -1 || d->asked == 0)
		return -1;
	return account_event_names(d->head, bytes);
}

static int
take_answer(struct reader_queue *d, struct frame *f)
{
	struct account_event *i;

	if (f->kind == FRAME_READY)
		return take_ready(d, f);
	if (f->kind == FRAME_SIGNED)
		return take_names(d, f);
	if (!frame_allowed(f->kind, FROM_READER) || d->asked == 0 ||
	    (f->kind != FRAME_NOTHING && f->kind != FRAME_VERDICT))
		return -1;
	if (f->kind == FRAME_VERDICT &&
	    account_event_verdict(d->head, f->left) == -1)
		return -1;
	i = take_head(d);
	d->asked--;
	d->since_ms = clock_ticks_ms();
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
			return revive(d, READER_LIED, err);
	if (got == -1)
		return revive(d, READER_LIED, err);
	return alive <= 0 ? revive(d, READER_GONE, err) : 0;
}

int
reader_queue_check_time(struct reader_queue *d, struct err *err)
{
	if (d->reader.pid == 0 || (d->ready && d->asked == 0) ||
	    clock_ticks_ms() - d->since_ms < READER_QUEUE_PATIENCE_MS)
		return 0;
	return revive(d, READER_LATE, err);
}
