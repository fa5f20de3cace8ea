/*
 * The queue: messages on their way to the reader and its answers.
 *
 * Several messages are in flight at once.  When the reader dies, nobody
 * knows which one killed it, so the unanswered ones are asked again one at
 * a time by a new reader.  One that it dies on alone is asked again, unless
 * it took all the time there is: a death may be nobody's fault.  Then it is
 * read by the salvage splitter, and when even that dies it is unreadable.
 * A reader that was killed from outside, such as by a kernel that is short of
 * memory, says little of the message: that is forgiven more often.
 *
 * How long a message may take is counted by the system, in time of the
 * processor (base/sandbox.h); READER_QUEUE_PATIENCE_MS is for a reader that
 * sleeps, and so long that a machine with much else to do does not reach it.
 */
#ifndef RUN_ENGINE_READER_QUEUE_H
#define RUN_ENGINE_READER_QUEUE_H

#include "run/child/reader.h"
#include "run/engine/account_event.h"

/* In flight, soft: one more fits. */
#define READER_QUEUE_BYTES ((size_t)6 << 20)
#define READER_QUEUE_EVENTS 2000
#define READER_QUEUE_PATIENCE_MS 300000		/* wall time for one answer */
#define READER_QUEUE_AGAIN 1		/* so often after an ordinary death */
#define READER_QUEUE_AGAIN_KILLED 20	/* and after one from outside */

struct reader_queue {
	struct reader_setup setup;
	struct shelf shelf;
	struct child reader;
	bool ready;		/* FRAME_READY has come */
	int unready;		/* readers in a row that never were */
	int refused;		/* those of them that ended by themselves */
	int64_t start_ms;	/* ticks: no reader before; see
				 * reader_queue_due_ms */
	char sandbox[80];	/* of the last that was ready */
	struct account_event *head, *tail;	/* unanswered, in order */
	struct account_event *unsent;		/* the first not asked yet */
	size_t bytes, events;
	size_t asked;		/* in flight */
	size_t careful;		/* so many more are asked one at a time */
	int64_t since_ms;	/* ticks: last answer, or asked when idle, or
				 * started when not ready */
	int64_t deaths;		/* of readers */
};

void reader_queue_init(struct reader_queue *, const struct config *,
	const struct people *);
/* After every account_link_drop: the events left are orphans. */
void reader_queue_done(struct reader_queue *);
/* Starts the reader and waits until it says that it is sandboxed;
 * EX_OSERR when it cannot be. */
int reader_queue_open(struct reader_queue *, struct err *) MUST_USE;
/* The same without waiting. */
int reader_queue_start(struct reader_queue *, struct err *) MUST_USE;
/* Ticks: when reader_queue_pump has a reader to start; INT64_MAX: there is
 * one. */
int64_t reader_queue_due_ms(const struct reader_queue *);
bool reader_queue_has_room(const struct reader_queue *);
/* The event must live until it is answered or dropped. */
void reader_queue_add(struct reader_queue *, struct account_event *);
/* Asks what may be asked; call after poll and before it. */
int reader_queue_pump(struct reader_queue *, struct err *) MUST_USE;
/* Takes answers; a dead or lying reader is replaced, which nobody waits
 * for. */
int reader_queue_listen(struct reader_queue *, struct err *) MUST_USE;
/* Ends a reader that takes too long. */
int reader_queue_check_time(struct reader_queue *, struct err *) MUST_USE;

#endif
