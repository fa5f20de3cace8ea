/* An authority's certificates (PEM), a NUL, and its reply to the head that
 * is all zero. */
#include "seal/stamp.h"
#include <string.h>

#include "tests/fuzz/check.h"

static void
check_text(const char *s, size_t size)
{
	HOLDS(memchr(s, '\0', size) != NULL);
	for (; *s != '\0'; s++)
		HOLDS(*s >= ' ' && *s <= '~');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const uint8_t *nul = size == 0 ? NULL : memchr(data, '\0', size);
	size_t pem = nul == NULL ? size : (size_t)(nul - data);
	struct span all = span_of(data, size);
	struct digest head = { { 0 } };
	struct stamp s;
	int64_t at_ms;
	enum stamp_end end = stamp_check(span_from(all, pem + 1), &head,
	    span_of(data, pem), NULL, &s);

	HOLDS(end < STAMP_ENDS && stamp_words(end) != NULL);
	HOLDS(end != STAMP_HOLDS || s.why[0] == '\0');
	HOLDS(end != STAMP_HOLDS || (stamp_time(span_from(all, pem + 1),
	    &at_ms) && at_ms == s.at_ms));
	check_text(s.serial, sizeof(s.serial));
	check_text(s.policy, sizeof(s.policy));
	check_text(s.why, sizeof(s.why));
	return 0;
}
