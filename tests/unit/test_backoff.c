/* How long to wait before another try. */
#include "base/backoff.h"
#include "tests/tap.h"

static const struct row {
	int64_t first_ms, most_ms, doublings, want_ms;
	const char *what;
} rows[] = {
	{ 5000, 60000, 0, 5000, "the first time" },
	{ 5000, 60000, -1, 5000, "as if less than none had failed" },
	{ 5000, 60000, 1, 10000, "doubled" },
	{ 5000, 60000, 3, 40000, "and doubled" },
	{ 5000, 60000, 4, 60000, "no more than the most" },
	{ 5000, 60000, INT64_MAX, 60000, "after any number of failures" },
	{ 5000, INT64_C(1) << 62, INT64_MAX, INT64_C(1) << 62,
	    "without an overflow" },
	{ 60000, 5000, 0, 5000, "the most, where it is less than the first" },
	{ 5000, 5000, 9, 5000, "where it does not grow" },
};

int
main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_int(backoff_ms(rows[i].first_ms, rows[i].most_ms,
		    rows[i].doublings), rows[i].want_ms, rows[i].what);
	return tap_done();
}
