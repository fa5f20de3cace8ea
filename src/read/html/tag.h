/*
 * HTML tags: what they do to text, and finding them in the bytes.
 */
#ifndef READ_HTML_TAG_H
#define READ_HTML_TAG_H

#include <stdint.h>

#include "base/span.h"

enum tag_does {
	TAG_BLOCK = 1 << 0,	/* its text stands on lines of its own */
	TAG_VOID = 1 << 1,	/* has no content */
	TAG_CELL = 1 << 2,	/* a blank between it and the last */
	TAG_DROP = 1 << 3,	/* its content is raw and never shown */
	TAG_RAW = 1 << 4,	/* its content is text without tags */
	TAG_QUOTE = 1 << 5,
	TAG_PRE = 1 << 6,
	TAG_BARRIER = 1 << 7,	/* inner end tags do not reach out of it */
	TAG_CLOSES_P = 1 << 8,	/* ends an open paragraph */
	TAG_SAME = 1 << 9,	/* ends an open one of its own kind */
};

enum tag_id {
	TAG_OTHER,		/* unknown: told apart by their name's hash */
	TAG_A, TAG_P, TAG_TABLE, TAG_TD, TAG_TH, TAG_TR, TAG_STYLE, TAG_IMG,
	TAG_BODY, TAG_HTML, TAG_INPUT, TAG_META, TAG_BDO, TAG_FIRST_PLAIN
};

struct tag {
	uint32_t id;		/* tells tags apart */
	unsigned does;		/* TAG_ bits */
	struct span name;
	struct span attributes;	/* what is between the name and the '>' */
	bool end;		/* an end tag */
};

struct attribute {
	struct span name, value;	/* references not decoded */
};

/* The span begins with '<'.  The length of the tag, comment or declaration
 * there, or 0 when the '<' is only a character.  out->name is empty when
 * it is no tag. */
size_t tag_read(struct span, struct tag *out);
/* Takes the first attribute off *rest. */
bool attribute_next(struct span *rest, struct attribute *out);
/* Length of the raw text before "</name", or all of it. */
size_t tag_raw_len(struct span, struct span name);

#endif
