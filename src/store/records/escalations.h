/*
 * Escalations: the flags (detect/flag.h) as they were recorded, never
 * rewritten, and the alerts they cause.
 */
#ifndef STORE_RECORDS_ESCALATIONS_H
#define STORE_RECORDS_ESCALATIONS_H

#include "base/day.h"
#include "store/core/rows.h"
#include "store/core/store.h"

/* With its outbox row.  `usual` and `limit` must be finite.
 * 1: there is one for (person, day, kind, level) already; *id is its. */
int escalation_record(struct store *, const struct escalation *,
	int64_t *id, struct err *) MUST_USE;
typedef int escalation_each(const struct escalation *, void *arg,
	struct err *);
/* Ordered by (day, at, id); person NULL: all. */
int escalation_list(struct store *, const char *person, escalation_each *,
	void *arg, struct err *) MUST_USE;

/* Alerts not handed over yet; a row is made by escalation_record. */
int outbox_list(struct store *, escalation_each *, void *arg, struct err *)
	MUST_USE;
/* That one and all before it. */
int outbox_done(struct store *, int64_t escalation_id, int64_t now_ms,
	struct err *) MUST_USE;

#endif
