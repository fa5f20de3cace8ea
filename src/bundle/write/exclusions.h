/*
 * What the counts leave out, and why, and what was seen several times and is
 * counted once: a count is attacked there first.
 */
#ifndef BUNDLE_WRITE_EXCLUSIONS_H
#define BUNDLE_WRITE_EXCLUSIONS_H

#include "store/records/incidents.h"

#define EXCLUSIONS_MAX 60	/* listed of each sort; all are in the ledger */

struct excluded {
	int64_t n;		/* of all incidents: its exhibit number */
	enum state state;
	char *reason;		/* of a withdrawal; "" when none was given */
};

/* One contact of which the accounts have different bytes. */
struct versions {
	int64_t n;		/* its exhibit number */
	int64_t places;		/* sightings */
	int64_t originals;
};

struct exclusions {
	struct excluded *out;	/* withdrawn and unreadable, in order */
	size_t n_out;
	int64_t n_out_all;
	int64_t copied;		/* contacts seen in several places */
	int64_t places;		/* of those, all together */
	struct versions *versions;
	size_t n_versions;
	int64_t n_versions_all;
	int64_t missed;		/* messages listed by a server, never read */
};

/* Takes one incident of the selection; `n` as above. */
int exclusions_take(struct exclusions *, struct store *,
	const struct incident *, int64_t n, struct err *) MUST_USE;
/* Messages missed on the filter's days, or on no day that is known. */
int exclusions_missed(struct exclusions *, struct store *,
	const struct filter *, struct err *) MUST_USE;
void exclusions_done(struct exclusions *);

#endif
