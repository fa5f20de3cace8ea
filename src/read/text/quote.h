/*
 * Plain text split into passages: what the writer wrote, what he quotes
 * and what he forwards.
 *
 * Quoted are lines behind '>', and everything after a line such as "On …
 * wrote:", "-----Original Message-----" or a block of From:, Sent:, To: in
 * the languages of quote.c; forwarded is everything after "Begin forwarded
 * message:" and its like.  '>' is taken off, so that a phrase broken
 * across quoted lines is one again.  The marks say what the text looks
 * like: a sender can make his own words look quoted.
 */
#ifndef READ_TEXT_QUOTE_H
#define READ_TEXT_QUOTE_H

#include "read/text/letter_builder.h"

/* `text` is UTF-8 and lives as long as the letter. */
void quote_split(struct letter_builder *, struct span text, unsigned marks);

#endif
