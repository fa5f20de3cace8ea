/*
 * The alert command: a process of its own that gets counts on its standard
 * input as one JSON object, never text.
 */
#ifndef RUN_ALERT_H
#define RUN_ALERT_H

#include <sys/types.h>

#include "conf/config.h"
#include "store/escalations.h"

#define ALERT_PATIENCE_MS 30000
#define ALERT_RETRY_MS 60000	/* after a command that failed */
#define ALERT_AGAIN_MS 5000	/* after one that could not be started */
/* Flags of days longer ago are history read late, not news. */
#define ALERT_NEWS_DAYS 2

struct alerter {
	const struct config *config;
	pid_t pid;		/* 0: none runs */
	int64_t escalation;	/* what it tells */
	size_t next_alert;	/* which of the configured comes after it */
	int64_t started_ms;	/* ticks */
	int64_t retry_ms;	/* ticks: not before */
};

void alerter_init(struct alerter *, const struct config *);
/* Ends a command that still runs. */
void alerter_done(struct alerter *);
/* Starts the next command when none runs and one waits in the outbox. */
int alerter_work(struct alerter *, struct store *, struct err *) MUST_USE;
/* Something runs or waits. */
bool alerter_busy(const struct alerter *);

#endif
