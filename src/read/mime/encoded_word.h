/*
 * Header text: RFC 2047 encoded words, however broken, and raw 8-bit.
 *
 * Adjacent words of one charset are joined before they are converted, so
 * that a character may be split between two; words are decoded within
 * quoted strings and without blanks around them too.  A word that is not
 * ended reaches to the next word or to the end.
 */
#ifndef READ_MIME_ENCODED_WORD_H
#define READ_MIME_ENCODED_WORD_H

#include "model/letter.h"

/* The value (unfolded or not) as UTF-8: the same span when there is
 * nothing to decode, else in the letter's arena.  `hint` names the charset
 * of raw 8-bit text that is not UTF-8: that of the body, by custom. */
struct span word_text(struct letter *, struct span value, struct span hint);
/* Length of the well-ended word the span begins with and that holds
 * nothing an address parser must see (<, > or a quote), else 0. */
size_t word_len(struct span);

#endif
