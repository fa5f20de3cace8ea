/*
 * How far each alert command was told of what waits in the outbox.
 */
#ifndef STORE_RECORDS_ALERTS_H
#define STORE_RECORDS_ALERTS_H

#include "store/core/rows.h"
#include "store/core/store.h"

/* 1: it was never told anything; *out is then zero but for told_ms. */
int alert_get(struct store *, const char *alert, struct alert_state *out,
	struct err *) MUST_USE;
/* With its row of store/records/told.h. */
int alert_set(struct store *, const struct alert_state *, struct err *)
	MUST_USE;

#endif
