/*
 * Escalation over the store: asks detect/ about every day and writes down
 * what it flags.
 */
#ifndef RUN_ESCALATE_H
#define RUN_ESCALATE_H

#include "conf/people.h"
#include "store/store.h"

/* Within a transaction.  A flag names the contact that passed the limit,
 * so that it does not matter when this runs or how often: what is recorded
 * already stays.  *flags: how many new. */
int escalate(struct store *, const struct people *, int64_t now_ms,
	int *flags, struct err *) MUST_USE;

#endif
