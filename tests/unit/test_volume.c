#include <stdlib.h>
#include <string.h>

#include "detect/tuning.h"
#include "detect/volume.h"
#include "tests/tap.h"

/* Summed apart from the program, from the far end. */
static const struct {
	struct binomial of;
	double p;
	int64_t upper;
} uppers[] = {
	{ { 4, 1e6 }, 1e-3, 11 },		/* Poisson */
	{ { 2, 0.5 }, 1e-4, 34 },
	{ { 0.1, 0.3 }, 6e-5, 5 },
	{ { 60, 5 }, 1e-3, 182 },
	{ { 300, 1e5 }, 1e-6, 386 },
	{ { 1.9, 1 }, 0.5, 1 },
};

static void
test_uppers(void)
{
	for (size_t i = 0; i < sizeof(uppers) / sizeof(uppers[0]); i++)
		is_int(binomial_upper(&uppers[i].of, uppers[i].p),
		    uppers[i].upper, "upper limit of row");
}

static enum level
volume_level(const struct limits *l, int64_t count)
{
	return count > l->flood ? LEVEL_FLOOD :
	    count > l->raised ? LEVEL_RAISED : LEVEL_USUAL;
}

/* xorshift, so that a failure comes back. */
static uint32_t
next_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

static const struct day first = { 16436 };	/* 2015-01-01 */

static int64_t
count_of_day(uint32_t *state)
{
	uint32_t r = next_random(state);

	return r % 23 == 0 ? r / 23 % 40 : r % 5;
}

/* 0 to 4 a day, then 60 a day for two weeks: flagged within the first 15
 * contacts of the first day, and a flood on every one of the days. */
static void
test_flood(void)
{
	struct volume v = { 0 };
	int floods = 0;

	for (int d = 0; d < 60; d++)
		volume_add(&v, day_add(first, d), d * 7 % 5, true);
	for (int d = 60; d < 74; d++) {
		struct limits l = volume_limits(&v, day_add(first, d));

		if (d == 60)
			ok(l.raised < 15, "flagged within 15 contacts");
		floods += volume_level(&l, 60) == LEVEL_FLOOD;
		volume_add(&v, day_add(first, d), 60, true);
	}
	is_int(floods, 14, "60 a day stays a flood for two weeks");
}

/* Calm with one bad day, five days of a flood, a month of ten a day, a month
 * of silence, and the flood again: neither its own days nor it raise the
 * limit so that the next one is none. */
static const struct {
	int days, count;
	bool flood;
} second[] = {
	{ 70, -1, false }, { 1, 18, false }, { 8, -1, false }, { 5, 80, true },
	{ 33, 10, false }, { 32, 0, false }, { 3, 82, true },
};

static void
test_flood_again(void)
{
	struct volume v = { 0 };
	int d = 0, missed = 0, made_up = 0;
	int64_t most = 0;

	for (size_t i = 0; i < sizeof(second) / sizeof(second[0]); i++)
		for (int end = d + second[i].days; d < end; d++) {
			struct limits l = volume_limits(&v,
			    day_add(first, d));
			int64_t n = second[i].count < 0 ? d * 7 % 5 :
			    second[i].count;
			bool flood = volume_level(&l, n) == LEVEL_FLOOD;

			missed += second[i].flood && !flood;
			made_up += !second[i].flood && flood;
			if (i < 6 && l.day > most)
				most = l.day;
			volume_add(&v, day_add(first, d), n, true);
		}
	/* the last of a flood may have become a limit of its own */
	ok(missed <= 1, "both floods are floods: %d days are not", missed);
	is_int(made_up, 0, "and nothing else is");
	ok(most < 80, "no limit reaches the flood: %lld",
	    (long long)most);
}

/* Now and then a quarrel among few contacts. */
static int64_t
quarrels(int d)
{
	return d % 12 == 5 ? 9 : d * 7 % 3;
}

/* Twelve weeks of that, a flood of so many days, silence for weeks: the next
 * flood is one on its first day, as the first was. */
static void
test_flood_after_quarrels(void)
{
	static const int lengths[] = { 1, 2, 3, 5, 10, 30 };

	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++) {
		struct volume v = { 0 };
		struct limits l;
		int end = 84 + lengths[i];

		for (int d = 0; d < end + 56; d++) {
			bool flood = d >= 84 && d < end;

			l = volume_limits(&v, day_add(first, d));
			if (d >= end && d % 7 == 0)
				ok(volume_level(&l, 60) == LEVEL_FLOOD,
				    "%d days of flood, %d days later: the day "
				    "limit is %lld", lengths[i], d - end,
				    (long long)l.day);
			volume_add_with(&v, &l, day_add(first, d), flood ?
			    80 : d < 84 ? quarrels(d) : 0, true);
		}
	}
}

static void
test_levels(void)
{
	struct limits l = { .raised = 9, .flood = 20 };

	is_int(volume_level(&l, 9), LEVEL_USUAL, "at the limit");
	is_int(volume_level(&l, 10), LEVEL_RAISED, "above the limit");
	is_int(volume_level(&l, 20), LEVEL_RAISED, "at the flood's");
	is_int(volume_level(&l, 21), LEVEL_FLOOD, "above the flood's");
}

/* A new person: sixty on the first day ever known is a flood, five is
 * nothing. */
static void
test_first_day(void)
{
	struct volume v = { 0 };
	struct limits l = volume_limits(&v, first);

	is_int(volume_level(&l, 5), LEVEL_USUAL, "five on the first day");
	is_int(volume_level(&l, 60), LEVEL_FLOOD, "sixty on the first day");
	is_int(l.days, 0, "no day is known");
}

/* What was seen on a day that is not known changes nothing. */
static void
test_unknown(void)
{
	struct volume a = { 0 }, b = { 0 };
	uint32_t state = 7;
	int equal = 0;

	for (int d = 0; d < 300; d++) {
		bool known = next_random(&state) % 4 != 0;
		int64_t n = count_of_day(&state);
		struct day day = day_add(first, d);
		struct limits x = volume_limits(&a, day);
		struct limits y = volume_limits(&b, day);

		equal += x.raised == y.raised && x.flood == y.flood &&
		    x.usual == y.usual;
		volume_add(&a, day, n, known);
		volume_add(&b, day, known ? n : 0, known);
	}
	is_int(equal, 300, "an unknown day is no zero and no count");
}

static double
number_after(const char *text, const char *word)
{
	const char *at = strstr(text, word);

	return at == NULL ? -1 : strtod(at + strlen(word), NULL);
}

/* Mean and size as the sentence prints them give its limit again; three
 * decimals may move it by one. */
static bool
day_recomputes(const struct limits *l, const char *text)
{
	struct binomial b = { number_after(text, "mean "),
		number_after(text, "size ") };
	int64_t at = binomial_upper(&b, 1 / number_after(text, "in one of "));

	at = at < VOLUME_LEAST ? VOLUME_LEAST : at;
	return llabs(at - l->raised) <= 1;
}

static bool
week_recomputes(const struct limits *l, const char *text)
{
	struct binomial b = { number_after(text, "mean "),
		number_after(text, "size ") };
	int64_t at = binomial_upper(&b, 1 / number_after(text, "in one of "));
	int64_t had = (int64_t)number_after(text, "(the days before ");

	at = at < VOLUME_WEEK_LEAST ? VOLUME_WEEK_LEAST : at;
	at = at - had < VOLUME_FEW ? VOLUME_FEW : at - had;
	return llabs(at - l->raised) <= 1;
}

/* The evidence that it claims, from what it says was there before. */
static bool
rise_recomputes(const struct limits *l, const char *text)
{
	struct binomial b = { number_after(text, "mean "),
		number_after(text, "size ") };
	const char *at = strstr(text, "before the day");
	double said = number_after(text, "lasting rise is "), again;
	struct rise r = { { 0 } };

	at = at == NULL ? text : at + strlen("before the day");
	for (int i = 0, weight; i < RISE_MULTIPLES && at != NULL;) {
		const char *end = strpbrk(at + 1, ",;");
		const char *more = strstr(at, "with a weight of ");

		weight = more != NULL && more < end ?
		    (int)number_after(at, "with a weight of ") : 1;
		while (weight-- > 0 && i < RISE_MULTIPLES)
			r.r[i++] = strtod(at, NULL);
		at = end == NULL ? NULL : end + 1;
	}
	again = rise_evidence(&r, &b, (double)l->raised + 1);
	return said >= TUNING_EVIDENCE && again > said * 0.9 - 1 &&
	    again < said * 1.1 + 1;
}

/* The flood's limit from the day's, and that from mean and size. */
static bool
flood_recomputes(const struct limits *l, const char *text)
{
	int64_t day = (int64_t)number_after(text, "lower; it is ");
	int64_t said = (int64_t)number_after(text, "more than ");
	int64_t twice = 2 * day < VOLUME_FLOOD_LEAST ? VOLUME_FLOOD_LEAST :
	    2 * day;
	int64_t flood = twice < VOLUME_FLOOD_ALWAYS ? twice :
	    day < VOLUME_FLOOD_ALWAYS ? VOLUME_FLOOD_ALWAYS : day;
	struct limits of_day = *l;

	of_day.raised = day;
	return said == l->flood && flood == said &&
	    day_recomputes(&of_day, text);
}

static void
test_flood_reasons(void)
{
	int seen = 0, good = 0;

	for (uint32_t seed = 1; seed <= 40; seed++) {
		struct volume v = { 0 };
		uint32_t state = seed * 6151;

		for (int d = 0; d < 200; d++) {
			struct day day = day_add(first, d);
			struct limits l = volume_limits(&v, day);
			int64_t n = count_of_day(&state) + (d % 50 > 45 ?
			    60 : 0);
			const struct passing p = { LEVEL_FLOOD, l.flood + 1,
				false, "contact", "2015-02-03", "", "" };
			char text[FLAG_REASON];

			volume_add(&v, day, n, true);
			if (n <= l.flood)
				continue;
			volume_reason(&l, &p, text, sizeof(text));
			seen++;
			good += flood_recomputes(&l, text);
		}
	}
	ok(seen > 100, "floods: %d", seen);
	is_int(good, seen, "a flood's numbers recompute it");
}

static void
test_reasons(void)
{
	static bool (*const by[])(const struct limits *, const char *) = {
		day_recomputes, week_recomputes, rise_recomputes };
	int seen[3] = { 0 }, good[3] = { 0 };

	for (uint32_t seed = 1; seed <= 40; seed++) {
		struct volume v = { 0 };
		uint32_t state = seed * 7919;

		for (int d = 0; d < 300; d++) {
			struct day day = day_add(first, d);
			struct limits l = volume_limits(&v, day);
			int64_t n = count_of_day(&state) * (d > 200 ? 3 : 1);
			const struct passing p = { LEVEL_RAISED,
				l.raised + 1, false, "contact", "2015-02-03",
				"", "" };
			char text[FLAG_REASON];

			volume_add(&v, day, n, true);
			if (n <= l.raised)
				continue;
			volume_reason(&l, &p, text, sizeof(text));
			seen[l.by]++;
			good[l.by] += by[l.by](&l, text);
		}
	}
	for (int i = 0; i < 3; i++) {
		ok(seen[i] > 5, "limits of kind %d: %d", i, seen[i]);
		is_int(good[i], seen[i], "a reason's numbers recompute it");
	}
}

/* The plain half of each reason. */
static const struct {
	struct passing passing;
	struct limits limits;
	const char *begins;
} sentences[] = {
	{ { LEVEL_RAISED, 11, false, "contact", "2026-04-02", "08:14",
	    "an e-mail" }, { .days = 84, .span = 84, .high = 4, .raised = 10,
	    .day = 10 }, "11th contact of 2026-04-02, an e-mail at 08:14; the "
	    "limit for that day was 10: usual is 0 to 4 a day over the last "
	    "12 weeks; ordinary ups and downs pass a limit about once a "
	    "year (84 of 84 days are known" },
	{ { LEVEL_RAISED, 11, true, "contact", "2026-04-03", "00:40",
	    "a call" }, { .days = 27, .span = 28, .high = 4, .raised = 7,
	    .day = 10, .by = LIMIT_RISE }, "11th contact within 24 hours, on "
	    "2026-04-03, a call at 00:40; the limit for 24 hours was 10: "
	    "usual is 0 to 4 a day over the 28 days before; " },
	{ { LEVEL_FLOOD, 22, false, "e-mail", "2026-04-02", "", "" },
	    { .day = 10, .flood = 21 }, "22nd e-mail of 2026-04-02; more "
	    "than 21 in a day is a flood: no earlier day is known; " },
	{ { LEVEL_RAISED, 3, false, "contact", "2026-04-02", "23:59", "" },
	    { .days = 1, .span = 1, .low = 1, .high = 1, .raised = 2,
	    .by = LIMIT_WEEK, .week = 30, .week_days = 7 }, "3rd contact of "
	    "2026-04-02, at 23:59; that makes more than 30 in the last 7 "
	    "known days, the limit for so many: usual is 1 a day over "
	    "the 1 day before; " },
	{ { LEVEL_RAISED, 3, false, "contact", "2026-04-02", "", "" },
	    { .days = 80, .span = 84, .high = 2, .raised = 2,
	    .by = LIMIT_RISE, .recent_before = 16, .recent_days = 14,
	    .before = { .mean = 0.5 } }, "3rd contact of 2026-04-02; contact "
	    "has been above usual for days: at least 19 in the last 14 known "
	    "days, where about 7 would be usual: usual is 0 to 2 a day over "
	    "the last 12 weeks; " },
};

static void
test_sentences(void)
{
	char text[FLAG_REASON];

	for (size_t i = 0; i < sizeof(sentences) / sizeof(sentences[0]);
	    i++) {
		struct limits l = sentences[i].limits;

		l.of_day = l.of_week = l.of_rise =
		    (struct binomial){ 1.9, 2.5 };
		volume_reason(&l, &sentences[i].passing, text, sizeof(text));
		text[strlen(sentences[i].begins)] = '\0';
		is_str(text, sentences[i].begins, "in plain words first");
	}
	volume_reason(&sentences[0].limits, &sentences[0].passing, text, 20);
	is_str(text, "11th contact of 202", "cut where it does not fit");
}

/* Nearest rank: of 20 days 5 in 100 is the first, 95 the nineteenth. */
static const struct {
	int n, unknown;		/* days of counts 1, 2, 3, ...; of 50 */
	int64_t low, high;
	int days;
} ranges[] = {
	{ 0, 0, 0, 0, 0 }, { 1, 0, 1, 1, 1 }, { 20, 0, 1, 19, 20 },
	{ 20, 5, 1, 19, 25 }, { 40, 0, 2, 38, 40 }, { 0, 3, 0, 0, 3 },
	{ 84, 0, 5, 80, 84 }, { 100, 0, 21, 96, 84 },
};

static void
test_ranges(void)
{
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		struct past p = { .n = 0 };
		int64_t low, high;

		for (int d = 0; d < ranges[i].unknown; d++)
			past_add(&p, 0, 50, 100, 240, false);
		for (int d = 1; d <= ranges[i].n; d++)
			past_add(&p, 0, d, 200, 480, true);
		is_int(past_range(&p, &low, &high), ranges[i].days,
		    "days of the range");
		is_int(low, ranges[i].low, "its low end");
		is_int(high, ranges[i].high, "its high end");
	}
}

/* Before a day's third contact neither a week nor a rise says anything, and a
 * rise needs five in seven days. */
static void
test_few(void)
{
	int few = 0, seldom = 0, flags = 0;

	for (uint32_t seed = 1; seed <= 60; seed++) {
		struct volume v = { 0 };
		uint32_t state = seed * 104729;

		for (int d = 0; d < 200; d++) {
			struct limits l = volume_limits(&v,
			    day_add(first, d));
			int64_t n = next_random(&state) %
			    (d < 120 ? 16 : 5) == 0 ?
			    1 + next_random(&state) % 4 : 0;

			if (n > l.raised) {
				flags++;
				few += l.raised < VOLUME_FEW;
				seldom += l.by == LIMIT_RISE &&
				    l.week_before + n < VOLUME_LEAST;
			}
			volume_add(&v, day_add(first, d), n, true);
		}
	}
	ok(flags > 20, "sparse contact that rises: %d flags", flags);
	is_int(few, 0, "none before the third contact of a day");
	is_int(seldom, 0, "none with fewer than five in seven days");
}

int
main(void)
{
	test_uppers();
	test_levels();
	test_first_day();
	test_flood();
	test_flood_again();
	test_flood_after_quarrels();
	test_unknown();
	test_reasons();
	test_flood_reasons();
	test_sentences();
	test_ranges();
	test_few();
	return tap_done();
}
