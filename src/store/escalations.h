/*
 * Escalations as recorded (never rewritten), and the alerts they cause.
 */
#ifndef STORE_ESCALATIONS_H
#define STORE_ESCALATIONS_H

#include "base/day.h"
#include "store/store.h"

struct escalation {
	int64_t id;
	int64_t at_ms;		/* receipt of the contact that caused it */
	struct day day;
	const char *person;
	const char *kind;	/* "volume" */
	const char *level;	/* "raised" | "flood" */
	int64_t count;
	double usual, limit;
	const char *reason;	/* the arithmetic, one sentence, no text */
	int64_t recorded_ms;
};

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
