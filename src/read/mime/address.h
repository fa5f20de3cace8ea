/*
 * Address lists of RFC 5322 and what is sent instead.
 *
 * An address is what a mail server would take as one: in angle brackets,
 * or bare.  What only looks like one inside a display name, a quoted
 * string or a comment is never reported as an address.  Whoever has no
 * address at all is reported with a name only.
 */
#ifndef READ_MIME_ADDRESS_H
#define READ_MIME_ADDRESS_H

#include "model/letter.h"

/* Adds what the field (folded or not) names to the end of the list.
 * `hint`: as in word.h. */
void address_add(struct letter *, struct span field, struct span hint,
	struct address **list);

#endif
