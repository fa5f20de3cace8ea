/*
 * The few questions of `add` on a terminal, answered in plain words.
 */
#ifndef CMD_ENTRY_QUESTIONS_H
#define CMD_ENTRY_QUESTIONS_H

#include "cmd/command.h"

#define QUESTIONS_MAX 16

/* The answers; what was given to the call points into them. */
struct questions {
	struct buf answers[QUESTIONS_MAX];
	size_t n;
};

/* Asks, and puts the answers where the options would have.  An answer that
 * cannot be is asked for again.  EX_NOINPUT: the input ended. */
int questions_ask(struct questions *, struct call *, struct err *)
	MUST_USE;
void questions_done(struct questions *);	/* for CLEANUP() */

#endif
