#include "detect/volume.h"
#include "tests/tap.h"

/* Days of counts (-1: not fully collected) and what the next day's limits
 * are; redone by hand. */
static const struct {
	const char *name;
	int n;
	int counts[40];
	double usual, spread;
	int64_t raised, flood;
} rows[] = {
	{ "nothing known", 0, { 0 }, 0, 1, 5, 20 },
	{ "one quiet day", 1, { 0 }, 0, 1, 5, 20 },
	{ "flat", 4, { 2, 2, 2, 2 }, 2, 1, 5, 20 },
	{ "unknown days are no zeros", 6, { 2, -1, 2, -1, 2, 2 }, 2, 1, 5,
	    20 },
	/* the first 8 enters as 5, that day's limit: 0 5 0 8 has the mean
	 * 3.25 and the variance (10.5625 * 2 + 3.0625 + 22.5625) / 3 */
	{ "spread", 4, { 0, 8, 0, 8 }, 3.25, 3.9475730, 15, 26 },
};

static void
test_rows(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct volume v = { 0 };
		struct limits l;

		for (int d = 0; d < rows[i].n; d++)
			volume_add(&v, rows[i].counts[d],
			    rows[i].counts[d] >= 0);
		l = volume_limits(&v);
		ok(l.usual > rows[i].usual - 1e-6 &&
		    l.usual < rows[i].usual + 1e-6, "%s: usual %g",
		    rows[i].name, l.usual);
		ok(l.spread > rows[i].spread - 1e-6 &&
		    l.spread < rows[i].spread + 1e-6, "%s: spread %g",
		    rows[i].name, l.spread);
		is_int(l.raised, rows[i].raised, rows[i].name);
		is_int(l.flood, rows[i].flood, rows[i].name);
	}
}

/* 0 to 4 a day, then 60 a day for two weeks: flood on every one of the
 * days, the first within 21 contacts. */
static void
test_flood(void)
{
	struct volume v = { 0 };
	int floods = 0;

	for (int d = 0; d < 60; d++)
		volume_add(&v, d * 7 % 5, true);
	is_int(volume_level(&(struct limits){ 0, 0, 0, 9, 20 }, 9),
	    LEVEL_USUAL, "at the limit is not above it");
	for (int d = 0; d < 14; d++) {
		struct limits l = volume_limits(&v);

		if (d == 0)
			ok(l.raised < 15 && l.flood <= 20, "early");
		floods += volume_level(&l, 60) == LEVEL_FLOOD;
		volume_add(&v, 60, true);
	}
	is_int(floods, 14, "60 a day stays a flood for two weeks");
}

int
main(void)
{
	char text[400];
	struct limits l = { 1.9, 2.7, 28, 10, 20 };

	test_rows();
	test_flood();
	volume_reason(&l, LEVEL_RAISED, 11, "2026-04-02", "08:14", text,
	    sizeof(text));
	is_str(text, "11th contact of 2026-04-02, at 08:14; the raised limit "
	    "for that day was 10: the 28 days before had 1.90 a day on "
	    "average with a spread of 2.70, and 1.90 + 3 x 2.70 = 10.00 (at "
	    "least 5)", "a sentence a person can redo");
	return tap_done();
}
