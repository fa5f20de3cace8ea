/*
 * What an alert command gets: the flags of the outbox that are news and
 * that it wants, as one JSON object with counts, kinds and reasons.  No
 * message text, no name but the person's id.
 */
#ifndef RUN_ALERT_ALERT_PAYLOAD_H
#define RUN_ALERT_ALERT_PAYLOAD_H

#include "conf/config.h"
#include "store/records/escalations.h"

/* Flags of days longer before they were found are history read late. */
#define PAYLOAD_DAYS 2
/* Flags listed at most, the newest; "total" counts them all.  So many fit
 * into a pipe before the command reads from it. */
#define PAYLOAD_FLAGS 40

struct alert_payload;

/* Of escalations after `after` that wait. */
int alert_payload_read(struct store *, const struct alert *, int64_t after,
	struct alert_payload **, struct err *) MUST_USE;
void alert_payload_free(struct alert_payload **);	/* for CLEANUP() */
/* How many flags it tells. */
int64_t alert_payload_total(const struct alert_payload *);
/* The newest escalation that waits, told or not; 0: none waits. */
int64_t alert_payload_newest(const struct alert_payload *);
/* One line without its end; malloc'd. */
char *alert_payload_json(const struct alert_payload *);

#endif
