/*
 * A flag: what the detector has to say, with its reason; and a list of them.
 *
 * Kinds and levels are words, as they are recorded; detect/kinds.h has them.
 * A flag that is written down is an escalation (store/records/escalations.h):
 * the detector says it again each time, the row stays as it was.
 */
#ifndef DETECT_FLAG_H
#define DETECT_FLAG_H

#include <stddef.h>

#include "base/day.h"
#include "detect/kinds.h"

#define FLAG_REASON 1200	/* bytes */

struct flag {
	int64_t at_ms;
	struct day day;
	char kind[FLAG_KIND];
	const char *level;	/* a constant */
	int64_t count;
	double usual;
	double limit;
	/* What was recorded of the same kind and level from this day to the
	 * flag's own says the same. */
	struct day armed;
	char *reason;		/* one sentence */
};

/* Zero is none. */
struct flags {
	struct flag *at;
	size_t n;
};

#define ARMED_EVER ((struct day){ INT32_MIN })

/* Copies the reason. */
void flags_add(struct flags *, const struct flag *, const char *reason);
void flags_done(struct flags *);	/* for CLEANUP() */

#endif
