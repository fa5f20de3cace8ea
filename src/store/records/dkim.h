/*
 * What messages bear to show where they are from: rows of evidence, and the
 * messages whose turn it is yet to be looked at.
 */
#ifndef STORE_RECORDS_DKIM_H
#define STORE_RECORDS_DKIM_H

#include "model/dkim.h"
#include "store/core/rows.h"
#include "store/records/incidents.h"

/* Within a batch.  1: there is a row of that field of that message already,
 * and it stays as it is. */
int dkim_record(struct store *, const struct dkim_row *, int64_t *id,
	struct err *) MUST_USE;
typedef int dkim_each(const struct dkim_row *, void *arg, struct err *);
/* Those of one message, what was checked before what was stated. */
int dkim_list(struct store *, const struct digest *, dkim_each *,
	void *arg, struct err *) MUST_USE;
/* All there are, in the order recorded. */
int dkim_list_all(struct store *, dkim_each *, void *arg, struct err *)
	MUST_USE;
/* How many rows with each result the messages have that the filter takes;
 * `n` has room for DKIM_RESULT_COUNT. */
int dkim_counts(struct store *, const struct filter *, int64_t *n,
	struct err *) MUST_USE;

/* Within a batch.  Nothing when it waits already or has rows. */
int wait_add(struct store *, const struct dkim_wait *, struct err *)
	MUST_USE;
/* The one whose turn is next, now or later; one that would have to wait past
 * most_ms comes first, since no clock that was right set it.  The account is
 * the caller's to free.  1: none waits. */
int wait_next(struct store *, int64_t most_ms, struct dkim_wait *,
	struct err *) MUST_USE;
/* How it stands with that one, without its account; 1: it does not wait. */
int wait_get(struct store *, const struct digest *, struct dkim_wait *,
	struct err *) MUST_USE;
/* Within a batch: tries, since_ms and next_ms of one that waits. */
int wait_set(struct store *, const struct dkim_wait *, struct err *)
	MUST_USE;
/* Within a batch: it waits no more. */
int wait_done(struct store *, const struct digest *, struct err *) MUST_USE;
/* Of one account or (NULL) of all. */
int wait_count(struct store *, const char *account, int64_t *n,
	struct err *) MUST_USE;

#endif
