/*
 * An errand: a command of the user's that gets one text on its standard
 * input and is looked after until it ends.  Nothing here waits for it.
 */
#ifndef RUN_ERRAND_H
#define RUN_ERRAND_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Before a command that failed is tried again. */
#define ERRAND_RETRY_MS 60000	/* after the first failure; then doubled */
#define ERRAND_RETRY_MOST_MS 3600000

/* Zero: none runs. */
struct errand {
	pid_t pid;
	int64_t started_ms;	/* ticks */
};

enum errand_end {
	ERRAND_RUNS,
	ERRAND_DONE,		/* exit 0 */
	ERRAND_FAILED,
	ERRAND_LATE,		/* it had its time, and was ended */
};

/* The text must fit into a pipe (64 KB).  False: it cannot be started. */
bool errand_start(struct errand *, const char *command, const char *text);
/* How it goes; `most_ms` is all the time it has. */
enum errand_end errand_look(struct errand *, int64_t most_ms);
bool errand_runs(const struct errand *);
/* Ends it and what it started. */
void errand_stop(struct errand *);
/* How long to wait after so many failures in a row. */
int64_t errand_retry_ms(int failures);

#endif
