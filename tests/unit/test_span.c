/* Numbers of digits alone. */
#include "base/span.h"
#include "tests/tap.h"

static const struct row {
	const char *text;
	size_t digits;
	int64_t want;		/* -1: it is none */
} rows[] = {
	{ "0", 5, 0 },
	{ "65535", 5, 65535 },
	{ "00007", 5, 7 },
	{ "100000", 5, -1 },
	{ "999999999999999999", 18, INT64_C(999999999999999999) },
	{ "", 5, -1 },
	{ "-1", 5, -1 },
	{ "+1", 5, -1 },
	{ " 1", 5, -1 },
	{ "1 ", 5, -1 },
	{ "1a", 5, -1 },
	{ "0x1", 5, -1 },
};

int
main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int64_t n = -1;
		bool good = span_number(span_str(rows[i].text),
		    rows[i].digits, &n);

		ok(good == (rows[i].want != -1) && n == rows[i].want,
		    "\"%s\" of at most %zu", rows[i].text, rows[i].digits);
	}
	return tap_done();
}
