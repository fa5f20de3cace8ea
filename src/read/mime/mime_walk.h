/*
 * The walk through a message's parts (RFC 2046): one pass, no recursion,
 * a bounded stack of open multiparts and messages.
 *
 * A multipart without a boundary, or whose boundary never comes, is read
 * as text; one that is never closed ends with what holds it; headers of
 * messages inside become passages (FORWARDED) of From, To, Date, Subject.
 * Beyond LIMIT_DEPTH or LIMIT_PARTS what is left is read as one text.
 */
#ifndef READ_MIME_MIME_WALK_H
#define READ_MIME_MIME_WALK_H

#include "read/mime/part.h"

/* `top` is settled from the message's own header; `body` follows it. */
void mime_walk(struct letter_builder *, const struct part *top,
	struct span body);

#endif
