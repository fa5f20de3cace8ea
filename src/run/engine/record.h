/*
 * From an answered message to rows in the store.
 */
#ifndef RUN_ENGINE_RECORD_H
#define RUN_ENGINE_RECORD_H

#include "conf/people.h"
#include "run/engine/account_event.h"
#include "store/records/incidents.h"

/* Within a transaction: every person's incident of the event, or the
 * unreadable one.  Returns how many rows became contacts (>= 0).  newest_ms
 * is the latest that it may be now: our clock may have been set back, and
 * what the server dates behind it is no less possible for that. */
int record_event(struct store *, const struct config *,
	const struct people *, const struct account_event *, const char *folder,
	uint32_t uidvalidity, int64_t newest_ms, struct err *) MUST_USE;

#endif
