#include "bundle/write/parts.h"

/* What a zip says of an entry, in two places, and its end: 290 bytes with
 * the names used here, so this is on the safe side. */
#define ENTRY_BYTES 512

void
parts_init(struct parts *p, int64_t limit)
{
	*p = (struct parts){ .limit = limit == 0 ? PARTS_BYTES_MAX : limit };
}

bool
parts_add(struct parts *p, int64_t size)
{
	bool begins = p->n == 0 || p->used + size + ENTRY_BYTES > p->limit;

	if (begins) {
		p->n++;
		p->used = 0;
	}
	p->used += size + ENTRY_BYTES;
	p->all += size;
	return begins;
}
