/*
 * A sentence that grows; what does not fit is left out.
 */
#ifndef DETECT_SENTENCE_H
#define DETECT_SENTENCE_H

#include <stddef.h>
#include <stdint.h>

#include "model/channel.h"

struct sentence {
	char *at;
	size_t left;
};

void say(struct sentence *, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* "11th" */
void say_nth(struct sentence *, int64_t);

/* "0 to 4", or "3" where both are the same */
void say_range(struct sentence *, int64_t low, int64_t high);
/* Words that somebody entered, which may be long: their beginning, so that
 * what stands behind them is said as well. */
void say_entered(struct sentence *, const char *);

/* "e-mail", and with its article: "an e-mail". */
const char *channel_noun(enum channel);
const char *channel_one(enum channel);

#endif
