#include <string.h>

#include "detect/level.h"
#include "tests/tap.h"

static const struct day first = { 16436 };	/* 2015-01-01 */

/* Each letter is a day: a digit is a known day's contacts, 'A'..'Z' 10 to 60
 * by twos, '?' a day that is not known, 'x' one of 30 that is not known.  What
 * follows it are the levels reached on it: r, f, e, u (usual). */
static const struct {
	const char *days, *levels, *what;
} rows[] = {
	{ "0202", "....", "nothing" },
	{ "Z", "F", "sixty on the first day: raised and flood" },
	{ "ZZZZ", "F...", "flagged once" },
	{ "B", "r", "twelve are raised" },
	{ "BZ", "rf", "raised, then a flood" },
	{ "Z0000000", "F......e", "a week as usual is easing" },
	{ "Z000000000000000000000000000", "F......e.............u......",
	    "three weeks are usual again" },
	{ "Z0000000HH", "F......er.", "from easing it is raised anew" },
	{ "Z000000H000000000", "F.............e..", "a relapse within the "
	    "week is the same spell" },
	{ "Z000???????0000", "F.............e", "unknown days are no zeros" },
	{ "Zx", "F.", "nor an end" },
	{ "x", "F", "a flood on a day that is not wholly known" },
	{ "ZCCCC", "F....", "from flood to raised is no flag" },
	{ "ZCCCCZ", "F....f", "but then a flood is one again" },
	{ "Z3030303030303", "F......e......", "no more than usual" },
	{ "Z6666666666666", "F.............", "six a day are not usual" },
};

static int64_t
count_of(char c)
{
	return c == '?' ? 0 : c == 'x' ? 30 : c >= '0' && c <= '9' ?
	    c - '0' : 10 + 2 * (c - 'A');
}

static char
letter_of(bool raised, bool flood, bool closed, enum level level)
{
	return raised && flood ? 'F' : flood ? 'f' : raised ? 'r' :
	    !closed ? '.' : level == LEVEL_EASING ? 'e' : 'u';
}

/* After twelve weeks of 0 to 4 a day. */
static void
run(const char *days, char *levels)
{
	struct volume v = { 0 };
	struct spell s = { .level = LEVEL_USUAL };
	struct calm calm;
	size_t i;

	for (int d = 0; d < 84; d++)
		volume_add(&v, day_add(first, d), d * 7 % 5, true);
	for (i = 0; days[i] != '\0'; i++) {
		struct day day = day_add(first, 84 + (int)i);
		struct limits l = volume_limits(&v, day);
		int64_t n = count_of(days[i]);
		bool known = days[i] != '?' && days[i] != 'x';
		bool raised = n > l.day &&
		    spell_reach(&s, LEVEL_RAISED, true, &l, day);
		bool flood = n > l.flood &&
		    spell_reach(&s, LEVEL_FLOOD, true, &l, day);
		bool closed = spell_close(&s, &l, day, n, known, &calm);

		levels[i] = letter_of(raised, flood, closed, s.level);
		volume_add_with(&v, &l, day, n, known);
	}
	levels[i] = '\0';
}

static void
test_rows(void)
{
	char levels[80];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		run(rows[i].days, levels);
		is_str(levels, rows[i].levels, rows[i].what);
	}
}

static void
test_sentence(void)
{
	struct spell s = { .began = { 16436 }, .high = 4, .range_days = 84 };
	struct calm c = { 7, 9, 21, { 14, 20 } };
	char text[FLAG_REASON];

	spell_reason(&s, &c, "contact", text, sizeof(text));
	is_str(text, "9 contacts in the last 7 fully known days, no more than "
	    "usual; before 2015-01-01 it was 0 to 4 a day; this says nothing "
	    "of the days to come (7 such days have more than 21 in one of "
	    "20: negative binomial, mean 14.000, size 20.000; none of them "
	    "passed its own limit)", "a sentence");
	s.days = BASELINE_DAYS + 1;
	c.sum = 1;
	spell_reason(&s, &c, "e-mail", text, sizeof(text));
	ok(strstr(text, "1 e-mail in the last 7 fully known days, no more "
	    "than usual; what began on 2015-01-01 has lasted so long that "
	    "usual is now 0 to 4 a day;") == text, "a long one");
	ok(strstr(text, "safe") == NULL && strstr(text, "over ") == NULL,
	    "that promises nothing");
}

int
main(void)
{
	test_rows();
	test_sentence();
	return tap_done();
}
