/* Header text, and the parameters of a Content-Type. */
#include "read/mime/encoded_word.h"
#include "read/mime/parameter.h"
#include "tests/fuzz/check.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_done) struct arena a = { .max = 16u << 20 };
	struct letter l = { .arena = &a };
	struct span s = span_of(data, size);
	struct parameters ps;

	HOLDS(charset_is_utf8(word_text(&l, s, span_str(NULL))));
	HOLDS(word_len(s) <= size);
	parameters_read(&l, s, &ps);
	HOLDS(charset_is_utf8(parameters_find(&l, &ps, "name")));
	return 0;
}
