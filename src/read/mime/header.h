/*
 * Splitting a header into its fields, as they stand (RFC 5322, 2.2 and 4).
 *
 * Lenient: blanks before the colon are taken; a line that is no field
 * (an mbox "From " line, a line without a colon with a field behind it)
 * is junk and skipped; a line that is no field with no field behind it
 * ends the header and belongs to the body.
 */
#ifndef READ_MIME_HEADER_H
#define READ_MIME_HEADER_H

#include "base/arena.h"
#include "base/span.h"

enum header_line {
	HEADER_END,		/* *rest is the body */
	HEADER_FIELD,
	HEADER_JUNK
};

struct raw_field {
	struct span name;
	struct span value;	/* as it stands, folds and all; trimmed */
};

/* Takes the next field off *rest.  `junk`: skip lines that are no field. */
enum header_line header_next(struct span *rest, bool junk,
	struct raw_field *out);
/* Without the line breaks of folding; the same span when there is none. */
struct span header_unfold(struct arena *, struct span value);

#endif
