/*
 * What messages bear to show where they are from: rows of evidence, and the
 * messages whose turn it is yet to be looked at.
 */
#ifndef STORE_PROOFS_H
#define STORE_PROOFS_H

#include "model/proof.h"
#include "store/incidents.h"

/* Within a batch.  1: there is a row of that field of that message already,
 * and it stays as it is. */
int proof_record(struct store *, const struct proof *, int64_t *id,
	struct err *) MUST_USE;
typedef int proof_each(const struct proof *, void *arg, struct err *);
/* Those of one message, what was checked before what was stated. */
int proof_list(struct store *, const struct digest *, proof_each *,
	void *arg, struct err *) MUST_USE;
/* All there are, in the order recorded. */
int proof_list_all(struct store *, proof_each *, void *arg, struct err *)
	MUST_USE;
/* How many rows with each result the messages have that the filter takes;
 * `n` has room for PROOF_RESULT_COUNT. */
int proof_counts(struct store *, const struct filter *, int64_t *n,
	struct err *) MUST_USE;

/* A message that waits for its turn; housekeeping, no evidence. */
struct proof_wait {
	struct digest original;
	const char *account;
	bool whole;		/* what is kept is all of it */
	int64_t received_ms;
	int64_t tries;		/* without an answer */
	int64_t since_ms;	/* the first of them; MOMENT_NONE: none */
	int64_t next_ms;	/* moment: not before */
};

/* Within a batch.  Nothing when it waits already or has rows. */
int wait_add(struct store *, const struct proof_wait *, struct err *)
	MUST_USE;
/* The one whose turn is next, now or later; one that would have to wait past
 * most_ms comes first, since no clock that was right set it.  The account is
 * the caller's to free.  1: none waits. */
int wait_next(struct store *, int64_t most_ms, struct proof_wait *,
	struct err *) MUST_USE;
/* How it stands with that one, without its account; 1: it does not wait. */
int wait_get(struct store *, const struct digest *, struct proof_wait *,
	struct err *) MUST_USE;
/* Within a batch: tries, since_ms and next_ms of one that waits. */
int wait_set(struct store *, const struct proof_wait *, struct err *)
	MUST_USE;
/* Within a batch: it waits no more. */
int wait_done(struct store *, const struct digest *, struct err *) MUST_USE;
/* Of one account or (NULL) of all. */
int wait_count(struct store *, const char *account, int64_t *n,
	struct err *) MUST_USE;

#endif
