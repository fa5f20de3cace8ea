/*
 * A tag-list of RFC 6376, 3.2: "v=1; d=example.org; s=a1".  Strict: whoever
 * signs makes it by machine.
 */
#ifndef READ_DKIM_TAG_LIST_H
#define READ_DKIM_TAG_LIST_H

#include <stdint.h>

#include "base/span.h"

#define TAG_LIST_MAX 40

struct tag_value {
	struct span name, value;	/* trimmed; the value may be folded */
};

struct tag_list {
	struct tag_value at[TAG_LIST_MAX];
	size_t n;
};

/* NULL, or what is wrong with it. */
const char *tag_list_read(struct span, struct tag_list *out);
/* The empty span when it is not there. */
struct span tag_list_get(const struct tag_list *, const char *name);
bool tag_list_have(const struct tag_list *, const char *name);
/* Digits only, at most 12 of them (RFC 6376, 3.5, t= and x=). */
bool tag_list_number(struct span, int64_t *out);

#endif
