/* Bytes under a label: the first line is the label, the last letter of it
 * the transfer encoding.  Also text that flows, and uuencode. */
#include <string.h>

#include "read/mime/transfer.h"
#include "read/text/flowed.h"
#include "tests/fuzz/check.h"

#define TEXT_MAX ((size_t)4 << 20)

static void
decode(struct letter *l, struct span label, struct span body)
{
	CLEANUP(buf_done) struct buf raw = { .max = TEXT_MAX };
	CLEANUP(buf_done) struct buf flowed = { .max = TEXT_MAX };
	enum transfer t = label.len == 0 ? TRANSFER_NONE :
	    (enum transfer)((unsigned char)label.at[label.len - 1] %
	    TRANSFER_UNKNOWN);
	struct span text;

	(void)transfer_decode(t, body, &raw);
	HOLDS(raw.len <= TEXT_MAX);
	text = charset_text(l, buf_span(&raw), label);
	HOLDS(charset_is_utf8(text));
	HOLDS(charset_is_utf8(charset_cut(text, text.len / 2)));
	HOLDS(charset_cut(text, text.len / 2).len <= text.len / 2);
	flowed_add(&flowed, text, true);
	HOLDS(charset_is_utf8(buf_span(&flowed)));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_done) struct arena a = { .max = 64u << 20 };
	struct letter l = { .arena = &a };
	struct span all = span_of(data, size), label = all;
	const char *end = size == 0 ? NULL : memchr(data, '\n', size);

	if (end != NULL)
		label.len = (size_t)(end - all.at);
	decode(&l, label, span_from(all, label.len + 1));
	return 0;
}
