/*
 * A child process at the other end of a wire.
 */
#ifndef RUN_CHILD_SPAWN_H
#define RUN_CHILD_SPAWN_H

#include <sys/types.h>

#include "base/frame.h"

struct child {
	pid_t pid;		/* 0: none */
	struct wire wire;	/* non-blocking on the engine's side */
};

/* Runs body(wire, arg) in a forked child that keeps only the wire and
 * stderr and dies with its parent; its return value is the exit status. */
int child_start(struct child *, const char *name,
	int (*body)(struct wire *, void *arg), void *arg, struct err *)
	MUST_USE;
/* Waits: 1: a frame came; 0: none did in that time, the child is gone or
 * breaks the rules.  What waits for it is written meanwhile. */
int child_hear(struct child *, int64_t patience_ms, struct frame *)
	MUST_USE;
/* Ends it and what it started (SIGKILL), reaps it, closes the wire; safe to
 * call twice.  How it ended, as waitpid tells: one that was gone already, by
 * its own end; 0 where there was none. */
int child_stop(struct child *);

#endif
