/*
 * How the clock stood behind the rows that follow: evidence of which boot of
 * the machine they are of, and of whether anybody kept its clock.  Between
 * two rows of one boot, the time of day and the uptime went on together, to
 * less than CLOCK_STEP_MS.
 */
#ifndef STORE_RECORDS_CLOCKS_H
#define STORE_RECORDS_CLOCKS_H

#include "base/timekeeping.h"
#include "store/core/rows.h"
#include "store/core/store.h"

/* A time server that slews a clock moves it by less than that in a day. */
#define CLOCK_STEP_MS 60000

/* From here on the first row of each batch stands behind one of these, unless
 * it follows from the newest.  For programs: they write what happens now. */
void store_keep_clock(struct store *);
/* 1: what was read does not follow from the newest row, and *out is to be
 * written; its strings are those of what was read. */
int clock_follow(struct store *, const struct timekeeping *,
	struct clock_row *out, struct err *) MUST_USE;
/* The same before a row of a batch, once in each; `now` is room. */
int clock_due(struct store *, struct timekeeping *now, struct clock_row *out,
	struct err *) MUST_USE;

#endif
