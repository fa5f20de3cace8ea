/*
 * The times that the rows of a ledger state, one behind the other.  Rows are
 * written in the order of their numbers, so a time that lies before that of an
 * earlier row was stated by a clock that was set, or is not when the row was
 * written.  Which of the two no ledger can tell: these are notes, not faults.
 */
#ifndef STORE_RECORDS_TIMES_H
#define STORE_RECORDS_TIMES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/day.h"
#include "base/span.h"

/* Who enters something by hand has begun before it is written. */
#define TIMES_SLACK_MS (15 * 60 * 1000)

#define TIMES_NOTE 300		/* bytes of a note */

/* The worst of one kind. */
struct times_worst {
	int64_t n;		/* how often */
	int64_t row, before;	/* of the ledger */
	int64_t ms, before_ms;	/* what they state */
};

struct times {
	int64_t newest_ms, newest_row;	/* row 0: none yet */
	int64_t clock_row, clock_ms, uptime_ms;
	char boot[64];
	struct times_worst back;	/* behind a later time */
	struct times_worst set;		/* while the machine ran */
	struct times_worst fixed;	/* by FLOODMARK_NOW */
};

/* A row of the ledger, as its canonical JSON. */
void times_take(struct times *, int64_t row, struct span entry);
/* The i-th note: the row it is about, and what to say; 0: there is none. */
int64_t times_note(const struct times *, int i, char out[TIMES_NOTE]);

#endif
