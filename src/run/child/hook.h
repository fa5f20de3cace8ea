/*
 * An hook: a command of the user's that gets one text on its standard
 * input and is looked after until it ends.  Nothing here waits for it.
 */
#ifndef RUN_CHILD_HOOK_H
#define RUN_CHILD_HOOK_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Before a command that failed is tried again. */
#define HOOK_RETRY_MS 60000	/* after the first failure; then doubled */
#define HOOK_RETRY_MOST_MS 3600000

/* Zero: none runs. */
struct hook {
	pid_t pid;
	int64_t started_ms;	/* ticks */
};

enum hook_end {
	HOOK_RUNS,
	HOOK_DONE,		/* exit 0 */
	HOOK_FAILED,
	HOOK_LATE,		/* it had its time, and was ended */
};

/* The text must fit into a pipe (64 KB).  False: it cannot be started. */
bool hook_start(struct hook *, const char *command, const char *text);
/* How it goes; `most_ms` is all the time it has. */
enum hook_end hook_look(struct hook *, int64_t most_ms);
bool hook_runs(const struct hook *);
/* Ends it and what it started. */
void hook_stop(struct hook *);
/* How long to wait after so many failures in a row. */
int64_t hook_retry_ms(int failures);

#endif
