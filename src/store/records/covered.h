/*
 * What is claimed to be covered of an account, as evidence: a row whenever
 * the claim changes by a day, which a pass for news does not.
 *
 * A claim is made at the end of a pass that read all folders to their end,
 * by source_set, in the transaction that says so in the table of sources.
 */
#ifndef STORE_RECORDS_COVERED_H
#define STORE_RECORDS_COVERED_H

#include "store/core/rows.h"
#include "store/core/store.h"

/* The newest row of each account, `until_ms` as the table of sources has it
 * within the day: it moves without a row. */
typedef int covered_each(const struct covered *, void *arg, struct err *);
int covered_list(struct store *, covered_each *, void *arg, struct err *)
	MUST_USE;
/* Within a batch: a row when the state says more or less than the newest. */
int covered_follow(struct store *, const struct source_state *,
	struct err *) MUST_USE;
/* Within the migration that made the table: what stood in that of sources,
 * which was all there was; its `from` was that of the oldest message, and of
 * the claim. */
int covered_found(struct store *, const struct source_state *,
	struct err *) MUST_USE;

#endif
