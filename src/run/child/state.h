/*
 * The daemon's word to `status` about what the store does not know: that it
 * cannot be written, and which timestamps fail.  A file beside it, of fixed
 * size and allocated at the start, so that a full disk does not keep it from
 * speaking.
 */
#ifndef RUN_CHILD_STATE_H
#define RUN_CHILD_STATE_H

#include "base/err.h"

#define STATE_BYTES 1024	/* of each part */

enum state_part {
	STATE_STORE,		/* one line */
	STATE_STAMPS,		/* a line for each authority that fails */
	STATE_PARTS
};

/* Opens (and allocates) STORE.state; -1 is no reason to stop. */
int state_open(const char *store_path, int *fd, struct err *) MUST_USE;
/* "" when all is well. */
void state_say(int fd, enum state_part, const char *problem);
/* What it says now, "" when nothing or no daemon ever ran. */
void state_hear(const char *store_path, enum state_part,
	char out[STATE_BYTES]);

#endif
