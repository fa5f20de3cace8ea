/*
 * Buffers and spans: what is added in pieces is what is added at once, up to
 * the maximum, and what is found is what a plain search finds.
 */
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "tests/tap.h"

static unsigned
next_random(unsigned *seed)
{
	*seed = *seed * 1103515245 + 12345;
	return *seed >> 16;
}

/* Pieces of random lengths into buffers of random maxima. */
static void
test_pieces(bool truncate, bool reserve)
{
	unsigned seed = 5;
	int wrong = 0;

	for (int i = 0; i < 5000; i++) {
		size_t max = next_random(&seed) % 400, n = 0, cut = 0;
		CLEANUP(buf_done) struct buf b = { .max = max,
			.truncate = truncate };
		char all[4000];

		memset(all, 0, sizeof(all));
		if (reserve)
			buf_reserve(&b, next_random(&seed) % 600);
		for (int k = 0; k < 20; k++) {
			size_t len = next_random(&seed) % 60;

			memset(all + n, 'a' + k, len);
			buf_add(&b, all + n, len);
			n += len;
			if (n <= max)
				cut = n;
		}
		if (truncate && n > max)
			cut = max;
		wrong += b.over != (n > max) || !span_eq(buf_span(&b),
		    span_of(all, cut));
	}
	ok(wrong == 0, "pieces %s, %s", truncate ? "cut" : "whole",
	    reserve ? "room made before" : "room made as they come");
}

static void
test_nothing(void)
{
	struct buf b = { .max = 3 };

	buf_add(&b, NULL, 0);
	ok(b.len == 0 && !b.over, "nothing is added of nowhere");
	buf_add(&b, "abcd", 4);
	buf_add(&b, "a", 1);
	ok(b.len == 0 && b.over, "nothing more behind what did not fit");
	buf_done(&b);
}

static void
test_find(void)
{
	unsigned seed = 9;
	int wrong = 0;

	for (int i = 0; i < 20000; i++) {
		char text[40], needle[3];
		size_t len = next_random(&seed) % sizeof(text);
		size_t n = 1 + next_random(&seed) % sizeof(needle);

		for (size_t k = 0; k < len; k++)
			text[k] = (char)('a' + next_random(&seed) % 3);
		for (size_t k = 0; k < n; k++)
			needle[k] = (char)('a' + next_random(&seed) % 3);
		wrong += span_find(span_of(text, len), needle, n) !=
		    memmem(text, len, needle, n);
	}
	is_int(wrong, 0, "a needle is found where it stands first");
	ok(span_find(span_str(NULL), "a", 1) == NULL, "and not in nothing");
}

int
main(void)
{
	for (int i = 0; i < 4; i++)
		test_pieces((i & 1) != 0, (i & 2) != 0);
	test_nothing();
	test_find();
	return tap_done();
}
