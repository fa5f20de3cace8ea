/*
 * The witness: a command that gets the ledger's head once a civil day, to
 * take it out of our reach (a solicitor, a second mailbox).  A chain shows
 * that nothing in it was changed; only a head kept elsewhere shows that its
 * end was not cut off.
 *
 * It gets one line, "SEQ HEAD DAY", and nothing else of the case.  What was
 * taken (exit 0) is a setting of the ledger, so the day is not told twice and
 * the record says which heads others have.
 */
#ifndef RUN_ALERT_WITNESS_H
#define RUN_ALERT_WITNESS_H

#include "base/day.h"
#include "conf/config.h"
#include "run/child/hook.h"
#include "store/core/store.h"

#define WITNESS_SETTING "witness"
#define WITNESS_LINE 128	/* "SEQ HEAD DAY", line end and NUL */
#define WITNESS_PATIENCE_MS 60000

struct witness {
	const struct config *config;
	struct hook hook;
	char line[WITNESS_LINE];	/* what it was given */
	char told[DAY_TEXT];	/* the last day it took; "": not known */
	int64_t retry_ms;	/* ticks: not before */
	int failures;		/* in a row */
};

void witness_init(struct witness *, const struct config *);
/* Ends a command that still runs. */
void witness_done(struct witness *);
/* Starts the command when the day has not been told; no batch is open. */
int witness_work(struct witness *, struct store *, struct err *) MUST_USE;
/* One runs. */
bool witness_busy(const struct witness *);

#endif
