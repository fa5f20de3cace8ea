/*
 * The daemon's word to `status` when the store cannot be written: a file
 * beside it, of fixed size and allocated at the start, so that a full disk
 * does not keep it from speaking.
 */
#ifndef RUN_STATE_H
#define RUN_STATE_H

#include "base/err.h"

#define STATE_BYTES 1024

/* Opens (and allocates) STORE.state; -1 is no reason to stop. */
int state_open(const char *store_path, int *fd, struct err *) MUST_USE;
/* One line; "" when all is well. */
void state_say(int fd, const char *problem);
/* What it says now, "" when nothing or no daemon ever ran. */
void state_hear(const char *store_path, char out[STATE_BYTES]);

#endif
