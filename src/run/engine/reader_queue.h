/*
 * The queue: messages on their way to the reader and its answers.
 *
 * Several messages are in flight at once.  When the reader dies, nobody
 * knows which one killed it, so the unanswered ones are asked again one at
 * a time by a new reader.  One that it dies on alone is asked once more, if
 * the death was quick: it may have been nobody's fault, such as the kernel's
 * choice when memory is short.  Then it is read by the salvage splitter, and
 * when even that dies it is unreadable.
 */
#ifndef RUN_ENGINE_READER_QUEUE_H
#define RUN_ENGINE_READER_QUEUE_H

#include "run/child/reader.h"
#include "run/engine/account_event.h"

/* In flight, soft: one more fits. */
#define READER_QUEUE_BYTES ((size_t)6 << 20)
#define READER_QUEUE_EVENTS 2000
#define READER_QUEUE_PATIENCE_MS 60000		/* wall time for one answer */
/* A death so soon may be an accident. */
#define READER_QUEUE_QUICK_MS 2000

struct reader_queue {
	struct reader_setup setup;
	struct shelf shelf;
	struct child reader;
	bool ready;		/* FRAME_READY has come */
	char sandbox[80];
	struct account_event *head, *tail;	/* unanswered, in order */
	struct account_event *unsent;		/* the first not asked yet */
	size_t bytes, events;
	size_t asked;		/* in flight */
	size_t careful;		/* so many more are asked one at a time */
	int64_t since_ms;	/* ticks: last answer, or asked when idle */
	int64_t deaths;			/* of readers, to be told */
};

void reader_queue_init(struct reader_queue *, const struct config *,
	const struct people *);
/* After every account_link_drop: the events left are orphans. */
void reader_queue_done(struct reader_queue *);
/* Starts the reader and waits until it says that it is sandboxed;
 * EX_OSERR when it cannot be. */
int reader_queue_open(struct reader_queue *, struct err *) MUST_USE;
bool reader_queue_has_room(const struct reader_queue *);
/* The event must live until it is answered or dropped. */
void reader_queue_add(struct reader_queue *, struct account_event *);
/* Asks what may be asked; call after poll and before it. */
int reader_queue_pump(struct reader_queue *, struct err *) MUST_USE;
/* Takes answers; a dead or lying reader is replaced. */
int reader_queue_listen(struct reader_queue *, struct err *) MUST_USE;
/* Ends a reader that takes too long. */
int reader_queue_check_time(struct reader_queue *, struct err *) MUST_USE;

#endif
