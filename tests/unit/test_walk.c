/*
 * The walk over the days is one: what a day reaches does not depend on
 * whether it comes contact by contact or as a count.
 */
#include "detect/track.h"
#include "tests/tap.h"

#define DAYS 1500

static const struct day first = { 16436 };	/* 2015-01-01 */

static uint32_t
next_random(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

/* Few a day, with weeks of more, floods and silence between. */
static int64_t
count_of(uint32_t *seed, int day)
{
	uint32_t of = next_random(seed);
	int phase = day / 25 % 8;

	return phase == 3 ? of % 12 : phase == 5 ? of % 90 : phase == 6 ? 0 :
	    of % 4;
}

/* What is flagged of one day. */
struct reached {
	bool raised, flood;
	int eased;		/* enum level it went to, or -1 */
};

/* As `floodmark detect --levels`. */
static struct reached
walk_count(struct walk *w, struct day day, int64_t count, bool known,
    int64_t *limit)
{
	struct measure raised, flood;
	struct reached r;
	struct calm calm;

	walk_day(w, day);
	*limit = walk_limit(w);
	w->count = count;
	raised = walk_measure(w, LEVEL_RAISED, 0);
	flood = walk_measure(w, LEVEL_FLOOD, 0);
	r.raised = walk_reach(w, LEVEL_RAISED, &raised);
	r.flood = walk_reach(w, LEVEL_FLOOD, &flood);
	r.eased = walk_end(w, known, &calm) ? (int)w->spell.level : -1;
	return r;
}

/* As the daemon, of contacts whose hour is not known. */
static struct reached
walk_contacts(struct track *t, struct day day, int64_t count, bool known)
{
	struct flags flags = { .n = 0 };
	struct reached r = { .eased = -1 };
	struct contact c = { .at_ms = day_start_ms(day), .day = day,
		.hour = -1 };

	walk_day(&t->walk, day);
	for (int64_t i = 0; i < count; i++)
		track_contact(t, &c, LEVEL_USUAL, &flags);
	track_close(t, known, &flags);
	for (size_t i = 0; i < flags.n; i++) {
		const struct flag *f = &flags.at[i];

		r.raised |= strcmp(f->level, "raised") == 0;
		r.flood |= strcmp(f->level, "flood") == 0;
		if (strcmp(f->level, "easing") == 0)
			r.eased = LEVEL_EASING;
		if (strcmp(f->level, "usual") == 0)
			r.eased = LEVEL_USUAL;
	}
	flags_done(&flags);
	return r;
}

static void
test_series(uint32_t seed)
{
	static struct track t;
	static struct walk w;
	int flagged = 0, eased = 0, differ = 0, above = 0;
	uint32_t of = seed;

	track_open(&t, -1);
	w = (struct walk){ .count = 0 };
	for (int d = 0; d < DAYS; d++) {
		struct day day = day_add(first, d);
		int64_t count = count_of(&of, d);
		bool known = next_random(&of) % 16 != 0;
		struct reached a = walk_contacts(&t, day, count, known);
		int64_t limit;
		struct reached b = walk_count(&w, day, count, known, &limit);

		differ += a.raised != b.raised || a.flood != b.flood ||
		    a.eased != b.eased;
		above += (a.raised || a.flood) && count <= limit;
		flagged += a.raised + a.flood;
		eased += a.eased != -1;
	}
	is_int(differ, 0, "contact by contact or at once");
	is_int(above, 0, "what is flagged is above the limit");
	ok(flagged > 10 && eased > 10, "%d were flagged, %d eased", flagged,
	    eased);
}

/* After twelve weeks of 0 to 4 a day. */
static void
begin(struct walk *w)
{
	int64_t limit;

	*w = (struct walk){ .count = 0 };
	for (int d = 0; d < 84; d++)
		(void)walk_count(w, day_add(first, d), d * 7 % 5, true,
		    &limit);
}

static void
test_again(void)
{
	static struct walk w;
	int64_t limit;

	begin(&w);
	ok(walk_count(&w, day_add(first, 84), 12, true, &limit).raised,
	    "twelve are raised");
	for (int d = 85; d < 95; d++)
		ok(!walk_count(&w, day_add(first, d), 6, true,
		    &limit).raised, "six are the same spell");
	ok(walk_count(&w, day_add(first, 95), 20, true, &limit).raised,
	    "twenty stand out again");
}

static void
test_forgets(void)
{
	static struct walk w;
	const struct rise none = { .r = { 0 } };
	struct reached got = { .eased = -1 };
	int64_t limit;

	begin(&w);
	(void)walk_count(&w, day_add(first, 84), 60, true, &limit);
	for (int d = 85; d < 100 && got.eased == -1; d++)
		got = walk_count(&w, day_add(first, d), 0, true, &limit);
	is_int(got.eased, LEVEL_EASING, "a week of silence eases");
	ok(memcmp(&w.volume.rise, &none, sizeof(none)) == 0,
	    "the evidence for a rise begins anew");
}

int
main(void)
{
	struct err err;

	if (zone_use("UTC", &err) == -1)
		return 99;
	for (uint32_t seed = 1; seed <= 8; seed++)
		test_series(seed);
	test_again();
	test_forgets();
	return tap_done();
}
