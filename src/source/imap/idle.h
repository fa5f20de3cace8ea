/*
 * Waiting for the next pass: by IDLE (RFC 2177) where it is offered and
 * wanted, so that a new message is known at once; else only for the word.
 */
#ifndef SOURCE_IMAP_IDLE_H
#define SOURCE_IMAP_IDLE_H

#include "source/imap/session.h"

/* A server may hang up after 30 minutes of IDLE (RFC 2177, 3). */
#define IDLE_AGAIN_MS (25 * 60 * 1000)
/* One that ends sooner, and brought nothing, is followed by a pause, each time
 * twice as long. */
#define IDLE_SHORT_MS 1000
#define IDLE_PAUSE_MS 1000
#define IDLE_PAUSE_MOST_MS 60000

/* The session has the mailbox open that is watched, which had so many
 * messages when it was read.  0: fd can be read (or was closed); 1: the
 * number is another. */
int idle_wait(struct session *, int fd, uint32_t before, enum problem *why,
	struct err *) MUST_USE;

#endif
