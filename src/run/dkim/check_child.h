/*
 * The checker: a process in the reader's sandbox that looks at the DKIM
 * signatures of messages, with keys that it is given.
 */
#ifndef RUN_DKIM_CHECK_CHILD_H
#define RUN_DKIM_CHECK_CHILD_H

#include "read/dkim/signature.h"
#include "run/child/spawn.h"

/* The child's body; arg is not used.  It links the library, enters the
 * sandbox, sends FRAME_READY and answers frames in order.  Without the
 * library or the sandbox it exits without FRAME_READY and says why. */
int check_child_body(struct wire *, void *arg);

/* Put one request into a wire. */
void check_child_ask_list(struct wire *, const struct signature_context *,
	struct span message);
void check_child_ask_check(struct wire *, uint32_t place, const char *record,
	struct span message);

#endif
