/*
 * The messages of a file: those of an mbox, or the one that it is.
 */
#ifndef CMD_REPLAY_MBOX_H
#define CMD_REPLAY_MBOX_H

#include "model/message.h"

/*
 * An mbox begins with "From "; so does each message in it, after an empty
 * line, and ">From " in a message is that line with one ">" less (mboxrd).
 * `n` counts from 1, and is 0 when the file is no mbox.  "-" is standard
 * input.  Bytes past LIMIT_MESSAGE_BYTES of a message are not kept.
 */
int mbox_each(const char *path,
	int (*each)(const struct message *, size_t n, void *arg,
	    struct err *),
	void *arg, struct err *) MUST_USE;

#endif
