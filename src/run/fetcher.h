/*
 * The source child: one account, one credential.
 */
#ifndef RUN_FETCHER_H
#define RUN_FETCHER_H

#include "conf/config.h"
#include "run/shelf.h"
#include "run/spawn.h"

struct fetcher_setup {
	const struct account *account;
	const struct shelf *shelf;
	uint32_t lane;
};

/* The child's body; arg is a struct fetcher_setup.  Waits for FRAME_PASS, makes
 * one pass, sends FRAME_PASS_END and waits for the next with the connection
 * kept; a problem is told in FRAME_PROBLEM, then it exits. */
int fetcher_body(struct wire *, void *arg);

#endif
