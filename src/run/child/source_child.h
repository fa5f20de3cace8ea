/*
 * The source child: one account, one credential.
 */
#ifndef RUN_CHILD_SOURCE_CHILD_H
#define RUN_CHILD_SOURCE_CHILD_H

#include "conf/config.h"
#include "run/child/shelf.h"
#include "run/child/spawn.h"
#include "source/source.h"

struct source_child_setup {
	const struct account *account;
	const struct shelf *shelf;
	uint32_t lane;
	struct token refused;	/* by the server, just now */
};

/* The child's body; arg is a struct source_child_setup.  Waits for FRAME_PASS,
 * makes one pass, sends FRAME_PASS_END and waits for the next with the
 * connection kept; a problem is told in FRAME_PROBLEM, then it exits. */
int source_child_body(struct wire *, void *arg);

#endif
