/*
 * How far a message with this Message-ID, text and person was matched in an
 * account.  Every incident of the group up to `seen_to` has a sighting
 * there, so the search for one without starts behind it.  A memory only: a
 * flood of ten thousand mails under one Message-ID would otherwise look at
 * fifty million sightings.
 */
#ifndef STORE_CORE_DEDUP_CACHE_H
#define STORE_CORE_DEDUP_CACHE_H

#include "model/incident.h"

#define DEDUP_COUNT 256		/* groups remembered at a time */

struct dedup {
	struct digest key;
	int64_t seen_to;	/* incident id; 0: nothing is known */
};

struct store;

/* The group's place; another group may have to leave it. */
struct dedup *dedup_of(struct store *, const struct incident *,
	const char *account);
/* After a rollback ids are given out again. */
void dedup_forget(struct store *);

#endif
