/*
 * The line that charts draw: the limits that were in force.
 */
#include "bundle/write/limits.h"
#include "detect/level.h"
#include "tests/tap.h"

#define DAYS 400

static const struct day first = { 16436 };	/* 2015-01-01 */

/* Twelve weeks of 0 to 4 a day, five days of a flood, six weeks of nine a day
 * and silence. */
static int64_t
count_of(int d)
{
	return d < 84 ? d * 7 % 5 : d < 89 ? 80 : d < 131 ? 9 : 0;
}

/* As the daemon: whether the day was flagged. */
static bool
is_flagged(struct volume *v, struct spell *s, struct day day, int64_t n)
{
	struct limits l = volume_limits(v, day);
	struct calm calm;
	bool flagged = n > l.raised && spell_reach(s, LEVEL_RAISED, n > l.day,
	    &l, day);

	if (n > l.flood)
		flagged |= spell_reach(s, LEVEL_FLOOD, n > l.day, &l, day);
	volume_add_with(v, &l, day, n, true);
	if (spell_close(s, &l, day, n, true, &calm))
		volume_forget_rise(v);
	return flagged;
}

int
main(void)
{
	static int64_t counts[DAYS], limits[DAYS];
	static bool known[DAYS];
	struct volume v = { 0 };
	struct spell s = { .level = LEVEL_USUAL };
	int above = 0, flags = 0, wrong = 0, loud = 0;

	for (int d = 0; d < DAYS; d++) {
		counts[d] = count_of(d);
		known[d] = true;
	}
	limits_of(first, DAYS, counts, known, limits);
	for (int d = 0; d < DAYS; d++) {
		bool flagged = is_flagged(&v, &s, day_add(first, d),
		    counts[d]);

		flags += flagged;
		wrong += flagged && counts[d] <= limits[d];
		above += d >= 84 && d < 89 && counts[d] > limits[d];
		loud += d >= 89 && counts[d] > limits[d];
	}
	ok(flags > 0, "the flood was flagged");
	is_int(wrong, 0, "what was flagged is above the line");
	is_int(above, 5, "the flood is");
	is_int(loud, 0, "and nothing that was not flagged");
	return tap_done();
}
