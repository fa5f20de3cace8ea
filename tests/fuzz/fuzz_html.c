/* HTML, made UTF-8 first as the reader does. */
#include "read/html/html.h"
#include "tests/fuzz/check.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_done) struct arena a = { .max = LIMIT_ARENA_BYTES };
	struct letter l = { .arena = &a };
	struct letter_builder r = { .letter = &l, .text_left = LIMIT_TEXT_BYTES,
	    .passages_left = LIMIT_PASSAGES, .part = 1 };
	struct span s = span_of(data, size);

	r.tail = &l.passages;
	html_split(&r, charset_text(&l, s, html_charset(s)), 0);
	check_passages(&l);
	return 0;
}
