#include "bundle/write/jsonl.h"

#include <string.h>

#define BEFORE_HEAD "{\"head\":\""
#define BEFORE_ROW "\",\"row\":"

_Static_assert(sizeof(BEFORE_HEAD) - 1 + 64 + sizeof(BEFORE_ROW) - 1 ==
    JSONL_ROW_AT, "method-and-limits.pdf tells examiners this number");

void
jsonl_line(struct buf *out, struct span row, const struct digest *head)
{
	char hex[DIGEST_TEXT];

	digest_text(head, hex);
	buf_add_str(out, BEFORE_HEAD);
	buf_add_str(out, hex);
	buf_add_str(out, BEFORE_ROW);
	buf_add_span(out, row);
	buf_add_str(out, "}\n");
}

bool
jsonl_split(struct span line, struct span *row, struct digest *head)
{
	size_t before = sizeof(BEFORE_HEAD) - 1;
	char hex[DIGEST_TEXT];

	if (line.len < JSONL_ROW_AT + 3 || line.at[line.len - 1] != '}' ||
	    memcmp(line.at, BEFORE_HEAD, before) != 0 ||
	    memcmp(line.at + before + 64, BEFORE_ROW,
	    sizeof(BEFORE_ROW) - 1) != 0 ||
	    !digest_parse(span_of(line.at + before, 64), head))
		return false;
	/* Upper case would be the same number and not the same bytes. */
	digest_text(head, hex);
	*row = span_of(line.at + JSONL_ROW_AT, line.len - JSONL_ROW_AT - 1);
	return memcmp(line.at + before, hex, 64) == 0;
}

struct digest
jsonl_next(const struct digest *before, struct span row)
{
	return digest_of2(span_of(before->at, sizeof(before->at)), row);
}
