/*
 * Escalation over the store: writes down what the detector flags.
 */
#ifndef RUN_ESCALATION_RUN_H
#define RUN_ESCALATION_RUN_H

#include "conf/people.h"
#include "detect/flag.h"
#include "store/records/escalations.h"

/* Within a transaction.  A flag names the contact that raised it, so that it
 * does not matter when this runs or how often: what is recorded already
 * stays, and of one spell nothing is recorded that a row of it says already.
 * *flags: how many new. */
int escalations_write(struct store *, const struct config *,
	const struct people *, int64_t now_ms, int *flags,
	struct err *) MUST_USE;

/* The rows of a person: what was recorded. */
struct recorded_flag {
	char *kind, *level;
	struct day day;
	int64_t at_ms;
	bool found;		/* the detector still says it */
};

struct recorded_flags {
	struct recorded_flag *at;
	size_t n;
};

int recorded_load(struct store *, const char *person,
	struct recorded_flags *, struct err *) MUST_USE;
void recorded_done(struct recorded_flags *);	/* for CLEANUP() */
/* A row that says the flag already, or NULL. */
struct recorded_flag *recorded_of(const struct recorded_flags *,
	const struct flag *);

#endif
