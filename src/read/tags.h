/*
 * A tag-list of RFC 6376, 3.2: "v=1; d=example.org; s=a1".  Strict: whoever
 * signs makes it by machine.
 */
#ifndef READ_TAGS_H
#define READ_TAGS_H

#include <stdint.h>

#include "base/span.h"

#define TAGS_MAX 40

struct tag {
	struct span name, value;	/* trimmed; the value may be folded */
};

struct tags {
	struct tag at[TAGS_MAX];
	size_t n;
};

/* NULL, or what is wrong with it. */
const char *tags_read(struct span, struct tags *out);
/* The empty span when it is not there. */
struct span tags_get(const struct tags *, const char *name);
bool tags_have(const struct tags *, const char *name);
/* Digits only, at most 12 of them (RFC 6376, 3.5, t= and x=). */
bool tags_number(struct span, int64_t *out);

#endif
