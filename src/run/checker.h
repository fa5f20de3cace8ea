/*
 * The checker: a process in the reader's sandbox that looks at the DKIM
 * signatures of messages, with keys that it is given.
 */
#ifndef RUN_CHECKER_H
#define RUN_CHECKER_H

#include "read/signature.h"
#include "run/spawn.h"

/* The child's body; arg is not used.  It links the library, enters the
 * sandbox, sends FRAME_READY and answers frames in order.  Without the
 * library or the sandbox it exits without FRAME_READY and says why. */
int checker_body(struct wire *, void *arg);

/* Put one request into a wire. */
void checker_ask_bears(struct wire *, const struct signature_context *,
	struct span message);
void checker_ask_check(struct wire *, uint32_t place, const char *record,
	struct span message);

#endif
