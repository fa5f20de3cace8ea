/*
 * ledger.jsonl: one line per ledger row,
 *
 *	{"head":"64 hex digits","row":ROW}
 *
 * where ROW is the exact bytes of the canonical row, so that a line is JSON
 * and yet the bytes that were hashed can be cut out of it by position:
 * everything from byte 81 up to the last brace.  Each line's head is that of
 * the chain up to and including its row; so a break is found at its row and
 * not only at the end.
 */
#ifndef BUNDLE_WRITE_JSONL_H
#define BUNDLE_WRITE_JSONL_H

#include "base/buf.h"
#include "base/digest.h"

#define JSONL_ROW_AT 81		/* where the row begins in a line */
#define JSONL_LINE_MAX ((size_t)2 * 1024 * 1024)

/* With its newline. */
void jsonl_line(struct buf *, struct span row, const struct digest *head);
/* Of a line without newline; false when it has not that form to the byte. */
bool jsonl_split(struct span line, struct span *row, struct digest *head);
/* head[n] from head[n-1]. */
struct digest jsonl_next(const struct digest *before, struct span row);

#endif
