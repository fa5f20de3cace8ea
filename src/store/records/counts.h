/*
 * Daily counts, and the sources they come from.
 */
#ifndef STORE_RECORDS_COUNTS_H
#define STORE_RECORDS_COUNTS_H

#include "store/core/rows.h"
#include "store/records/coverage.h"
#include "store/records/incidents.h"

/* Ordered by (day, person, channel). */
typedef int daily_each(const struct daily *, void *arg, struct err *);
int daily_list(struct store *, const struct filter *, daily_each *,
	void *arg, struct err *) MUST_USE;
/* The same for who adds the channels that the filter takes: no row tells of
 * which it is, and none is refused for a channel nobody knows; daily_pairs
 * does that. */
int daily_sums(struct store *, const struct filter *, daily_each *,
	void *arg, struct err *) MUST_USE;
/* Every person and channel that ever had a contact, ordered by both; of the
 * filter only person and channel are looked at.  Its cost is that of the
 * pairs, not of the days. */
typedef int pair_each(const char *person, enum channel, void *arg,
	struct err *);
int daily_pairs(struct store *, const struct filter *, pair_each *,
	void *arg, struct err *) MUST_USE;
/* Incoming contacts of the person on `n` days that end with `last`, oldest
 * first, over all channels. */
int daily_series(struct store *, const char *person, struct day last,
	int n, int64_t *out, struct err *) MUST_USE;
/* First and last day with an incident or any coverage; 1: there is none. */
int daily_range(struct store *, struct day *first, struct day *last,
	struct err *) MUST_USE;

/* With what it claims in the ledger (store/records/covered.h), in one
 * transaction. */
int source_set(struct store *, const struct source_state *, struct err *)
	MUST_USE;
typedef int source_each(const struct source_state *, void *arg,
	struct err *);
int source_list(struct store *, source_each *, void *arg, struct err *)
	MUST_USE;
#endif
