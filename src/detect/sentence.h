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

/* "e-mail", and with its article: "an e-mail". */
const char *channel_noun(enum channel);
const char *channel_one(enum channel);

#endif
