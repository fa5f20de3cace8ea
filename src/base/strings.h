/*
 * A list of our own strings.
 */
#ifndef BASE_STRINGS_H
#define BASE_STRINGS_H

#include "base/span.h"

struct strings {
	char **at;
	size_t n;
};

void strings_add(struct strings *, struct span);	/* copies */
void strings_done(struct strings *);

#endif
