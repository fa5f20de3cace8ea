/*
 * The limits that were in force: what a day's contacts of a person could
 * reach without being flagged, as the detector has it.  In a spell that is
 * flagged already it is the day's own limit alone.
 */
#ifndef BUNDLE_WRITE_LIMITS_H
#define BUNDLE_WRITE_LIMITS_H

#include "base/day.h"
#include "store/core/store.h"

#define LIMITS_NONE (-1)	/* of a day outside the record */

/* Of days from `start` with those counts; `known`: collected in full.  All of
 * a person's days, or the first ones have no past. */
void limits_of(struct day start, int days, const int64_t *counts,
	const bool *known, int64_t *out);

/* Of `n` days from `first`, over all channels.  The days before them count,
 * too: it reads all that the store has. */
int limits_read(struct store *, const char *person, struct day first, int n,
	int64_t *out, struct err *) MUST_USE;

#endif
