/*
 * A flag: what the detector has to say, with its reason; and a list of them.
 *
 * Kinds and levels are words, as they are recorded:
 *
 *	volume, volume-CHANNEL		raised, flood, easing, usual
 *	new-channel-CHANNEL		noted
 *	new-identifier, identifier-burst, many-addresses	noted
 *	new-target-WORD			noted
 *	resumption, night, threat	noted
 *	breach-NUMBER			milestone
 */
#ifndef DETECT_FLAG_H
#define DETECT_FLAG_H

#include <stddef.h>

#include "base/day.h"

#define FLAG_REASON 1200	/* bytes */
#define FLAG_KIND 64
#define LEVEL_NOTED "noted"
#define LEVEL_MILESTONE "milestone"

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
