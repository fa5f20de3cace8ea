/*
 * The reader at work on one letter: where passages are added.
 */
#ifndef READ_TEXT_LETTER_BUILDER_H
#define READ_TEXT_LETTER_BUILDER_H

#include "base/buf.h"
#include "read/read.h"

struct letter_builder {
	struct letter *letter;
	const struct read_context *context;
	struct passage **tail;
	size_t text_left;	/* of LIMIT_TEXT_BYTES */
	size_t passages_left;	/* of LIMIT_PASSAGES */
	uint32_t part;		/* the part being read */
	const char *cut;	/* where a message that goes on is cut */
};

/* Adds a passage unless it is blank, and one more of those of its lines
 * that are drawn backwards (LETTER_REORDERED).  The text is UTF-8 and lives
 * as long as the letter: in its arena or in the message itself. */
void letter_builder_passage(struct letter_builder *, struct span text,
	unsigned marks);
/* The same with the text copied into the arena. */
void letter_builder_passage_copy(struct letter_builder *, struct span text,
	unsigned marks);

#endif
