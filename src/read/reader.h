/*
 * The reader at work on one letter: where passages are added.
 */
#ifndef READ_READER_H
#define READ_READER_H

#include "base/buf.h"
#include "read/read.h"

struct reader {
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
void reader_passage(struct reader *, struct span text, unsigned marks);
/* The same with the text copied into the arena. */
void reader_passage_copy(struct reader *, struct span text, unsigned marks);

#endif
