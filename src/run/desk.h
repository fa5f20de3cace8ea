/*
 * The desk: messages on their way to the reader and its answers.
 *
 * Several messages are in flight at once.  When the reader dies, nobody
 * knows which one killed it, so the unanswered ones are asked again one at
 * a time by a new reader.  One that it dies on alone is asked once more, if
 * the death was quick: it may have been nobody's fault, such as the kernel's
 * choice when memory is short.  Then it is read by the salvage splitter, and
 * when even that dies it is unreadable.
 */
#ifndef RUN_DESK_H
#define RUN_DESK_H

#include "run/item.h"
#include "run/reader.h"

#define DESK_BYTES ((size_t)6 << 20)	/* in flight, soft: one more fits */
#define DESK_ITEMS 2000
#define DESK_PATIENCE_MS 60000		/* wall time for one answer */
#define DESK_QUICK_MS 2000		/* a death so soon may be an accident */

struct desk {
	struct reader_setup setup;
	struct shelf shelf;
	struct child reader;
	bool ready;		/* FRAME_READY has come */
	char sandbox[80];
	struct item *head, *tail;	/* unanswered, in order */
	struct item *unsent;		/* the first not asked yet */
	size_t bytes, items;
	size_t asked;		/* in flight */
	size_t careful;		/* so many more are asked one at a time */
	int64_t since_ms;	/* ticks: last answer, or asked when idle */
	int64_t deaths;			/* of readers, to be told */
};

void desk_init(struct desk *, const struct config *, const struct people *);
/* After every feed_drop: the items left are orphans. */
void desk_done(struct desk *);
/* Starts the reader and waits until it says that it is sandboxed;
 * EX_OSERR when it cannot be. */
int desk_open(struct desk *, struct err *) MUST_USE;
bool desk_has_room(const struct desk *);
/* The item must live until it is answered or dropped. */
void desk_add(struct desk *, struct item *);
/* Asks what may be asked; call after poll and before it. */
int desk_pump(struct desk *, struct err *) MUST_USE;
/* Takes answers; a dead or lying reader is replaced. */
int desk_listen(struct desk *, struct err *) MUST_USE;
/* Ends a reader that takes too long. */
int desk_check_time(struct desk *, struct err *) MUST_USE;

#endif
