/*
 * Alert commands: processes of their own that get a payload
 * (run/alert/alert_payload.h) on their standard input.
 *
 * The first flag is told at once; what comes within `every` after it waits
 * and is told together, and nothing is told in quiet hours.  What waits is
 * the outbox of the store, and how far each command was told stands there,
 * too: a restart neither loses nor repeats.
 */
#ifndef RUN_ALERT_ALERT_H
#define RUN_ALERT_ALERT_H

#include "conf/config.h"
#include "run/child/hook.h"
#include "store/records/alerts.h"
#include "store/records/escalations.h"

#define ALERT_PATIENCE_MS 30000

/* One configured command. */
struct alert_told {
	char name[DIGEST_TEXT];
	struct alert_state state;
	bool dirty;		/* the state is newer than the store's */
	int failures;		/* in a row */
	int64_t retry_ms;	/* ticks: not before */
};

struct alerter {
	const struct config *config;
	struct hours quiet;	/* for alerts without hours of their own */
	struct alert_told *told;	/* one an alert; NULL: not yet read */
	struct hook hook;	/* its command */
	size_t which;		/* whose it is */
	int64_t upto;		/* what it tells */
};

void alerter_init(struct alerter *, const struct config *);
/* Ends a command that still runs. */
void alerter_done(struct alerter *);
/* Starts the next command when none runs and it is time. */
int alerter_work(struct alerter *, struct store *, struct err *) MUST_USE;
/* Something runs. */
bool alerter_busy(const struct alerter *);
/* Whether a payload may be told at that moment; told_ms MOMENT_NONE: it
 * would be the first. */
bool alert_may(const struct alert *, const struct hours *otherwise,
	int64_t told_ms, int64_t now_ms);

#endif
