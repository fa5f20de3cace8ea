/*
 * How far each alert command was told of what waits in the outbox.
 */
#ifndef STORE_ALERTS_H
#define STORE_ALERTS_H

#include "store/store.h"

struct alert_state {
	const char *alert;	/* its name: a digest of its command and its
				 * words, for the command may hold secrets */
	int64_t upto;		/* the newest escalation it was told of */
	int64_t told_ms;	/* when; MOMENT_NONE: never */
};

/* 1: it was never told anything; *out is then zero but for told_ms. */
int alert_get(struct store *, const char *alert, struct alert_state *out,
	struct err *) MUST_USE;
int alert_set(struct store *, const struct alert_state *, struct err *)
	MUST_USE;

#endif
