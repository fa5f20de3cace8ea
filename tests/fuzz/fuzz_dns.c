/* A DNS answer, as whoever owns the domain makes it. */
#include "base/safe.h"
#include "read/dkim/dns_answer.h"
#include <string.h>

#include "tests/fuzz/check.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct key_record k;
	const char *end;
	size_t used;

	memset(&k, 'x', sizeof(k));
	dns_answer_read(span_of(data, size), size > 2 && (data[2] & 1) != 0,
	    &k);
	HOLDS((unsigned)k.answer < ANSWER_NOT_ASKED);
	HOLDS((unsigned)k.secure < SECURE_COUNT);
	HOLDS(k.answer != ANSWER_NONE || k.text[0] == '\0' ||
	    k.secure == SECURE_UNKNOWN);
	end = memchr(k.text, '\0', sizeof(k.text));
	HOLDS(end != NULL);
	for (struct span s = span_str(k.text); s.len > 0;
	    s = span_from(s, used))
		HOLDS(safe_decode(s, &used) >= 0);
	return 0;
}
