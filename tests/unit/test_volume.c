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
	at = at - had < 0 ? 0 : at - had;
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
	struct rise r;

	for (int i = 0; at != NULL && i < RISE_MULTIPLES; i++) {
		r.r[i] = strtod(i == 0 ? at + strlen("before the day") :
		    at + 1, NULL);
		at = strchr(at + 1, ',');
	}
	again = rise_evidence(&r, &b, (double)l->raised + 1);
	return said >= TUNING_EVIDENCE && again > said * 0.9 - 1 &&
	    again < said * 1.1 + 1;
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
			char text[800];

			volume_add(&v, day, n, true);
			if (n <= l.raised)
				continue;
			volume_reason(&l, LEVEL_RAISED, l.raised + 1,
			    "2015-02-03", "", text, sizeof(text));
			seen[l.by]++;
			good[l.by] += by[l.by](&l, text);
		}
	}
	for (int i = 0; i < 3; i++) {
		ok(seen[i] > 5, "limits of kind %d: %d", i, seen[i]);
		is_int(good[i], seen[i], "a reason's numbers recompute it");
	}
}

static void
test_sentence(void)
{
	struct limits l = { .usual = 1.9, .days = 28, .raised = 10,
		.flood = 20, .day = 10, .of_day = { 1.9, 2.5 } };
	char text[800];

	volume_reason(&l, LEVEL_FLOOD, 21, "2026-04-02", "08:14", text,
	    sizeof(text));
	is_str(text, "21st contact of 2026-04-02, at 08:14; the flood limit "
	    "for that day was 20: usual is 1.90 on such a day, from 28 known "
	    "days; the limit of the day alone is 10, and a flood is more "
	    "than 20 (twice that and at least 20, but never above 59 while "
	    "the day's limit is lower)", "a sentence a person can redo");
	volume_reason(&l, LEVEL_RAISED, 11, "2026-04-02", "", text, 20);
	is_str(text, "11th contact of 202", "cut where it does not fit");
}

int
main(void)
{
	test_uppers();
	test_levels();
	test_first_day();
	test_flood();
	test_unknown();
	test_reasons();
	test_sentence();
	return tap_done();
}
