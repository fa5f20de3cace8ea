/* Folding of any text, weak and strong, and phone numbers, which fold. */
#include "base/safe.h"
#include "read/read.h"
#include "read/text/fold.h"
#include "tests/fuzz/check.h"

static void
check_folded(struct span text, const struct folded *f)
{
	HOLDS(charset_is_utf8(f->text));
	for (size_t i = 0; f->map != NULL && i <= f->text.len; i++)
		HOLDS(f->map[i] <= text.len &&
		    (i == 0 || f->map[i - 1] <= f->map[i]));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_done) struct arena a = { .max = 64u << 20 };
	CLEANUP(buf_done) struct buf utf8 = { .max = 8u << 20 };
	struct folded once, twice;

	safe_utf8(&utf8, span_of(data, size));
	fold_run(&a, buf_span(&utf8), &once);
	check_folded(buf_span(&utf8), &once);
	fold_strong(&a, &once);
	check_folded(buf_span(&utf8), &once);
	fold_run(&a, once.text, &twice);
	check_folded(once.text, &twice);
	HOLDS(charset_is_utf8(phone_normal(&a, buf_span(&utf8), "GB")));
	return 0;
}
