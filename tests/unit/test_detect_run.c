/*
 * What must not matter: the order within a day, the channels that a day's
 * contacts are split over, the zone, and days before the first that are not
 * known.  And what no series may lead to: an end without a beginning.
 */
#include <stdlib.h>

#include "base/file.h"
#include "detect/watch.h"
#include "tests/tap.h"

#define DAYS 300
#define SEEDS 25
#define DAY_MS 86400000LL

static const struct day first = { 20454 };	/* 2026-01-01 */

/* xorshift, so that a failure comes back. */
static uint32_t
next_random(uint32_t *state)
{
	*state ^= *state << 13;
	*state ^= *state >> 17;
	*state ^= *state << 5;
	return *state;
}

/* One way to put the same contacts. */
struct way {
	const char *what;
	bool split;		/* over three channels */
	bool swap;		/* other channels and senders in a day */
	int hours;		/* later, all of them, on the same days */
	int before;		/* unknown days */
	int within;		/* so many unknown ones behind day 150: the
				 * flags may differ, and stay sound */
};

static const struct way ways[] = {
	{ "plain", false, false, 0, 0, 0 },
	{ "a day's contacts over three channels", true, false, 0, 0, 0 },
	{ "in another order within the day", true, true, 0, 0, 0 },
	{ "in another zone with the same days", false, false, 3, 0, 0 },
	{ "after unknown days", false, false, 0, 50, 0 },
	{ "with unknown days within", false, false, 0, 0, 3 },
	{ "with weeks of unknown days within", false, false, 0, 0, 30 },
};

#define WAYS (sizeof(ways) / sizeof(ways[0]))

static int
contacts_of(uint32_t *state, int day)
{
	uint32_t r = next_random(state);
	int n = r % 19 == 0 ? (int)(r / 19 % 30) : (int)(r % 4);

	return day > 200 && day < 230 ? 4 * n : n;
}

static void
play(uint32_t seed, const struct way *way, struct flags *out)
{
	uint32_t state = seed * 7919;
	struct watch w;

	watch_open(&w, NULL, 0);
	for (int d = -way->before; d < 0; d++) {
		watch_day(&w, day_add(first, d));
		watch_end(&w, false, out);
	}
	for (int d = 0; d < DAYS; d++) {
		int n = contacts_of(&state, d);
		int later = d > 150 ? way->within : 0;

		for (int i = 0; d == 151 && i < later; i++) {
			watch_day(&w, day_add(first, d + i));
			watch_end(&w, false, out);
		}
		watch_day(&w, day_add(first, d + later));
		for (int i = 0; i < n; i++) {
			int k = way->swap ? n - i : i;
			struct contact c = {
				.at_ms = (first.n + d + later) * DAY_MS +
				    3600000LL * (8 + way->hours) +
				    i * 60000LL,
				.day = day_add(first, d + later), .hour = 8,
				.channel = way->split ?
				    (enum channel)(k % 3) : CHANNEL_EMAIL,
				.sender = (uint64_t)(k % 4 + 1) };

			watch_contact(&w, &c, out);
		}
		watch_end(&w, next_random(&state) % 11 != 0, out);
	}
	watch_close(&w);
}

static bool
is_volume(const struct flag *f)
{
	return strcmp(f->kind, "volume") == 0;
}

static const struct flag *
next_volume(const struct flags *all, size_t *at)
{
	while (*at < all->n && !is_volume(&all->at[*at]))
		++*at;
	return *at < all->n ? &all->at[(*at)++] : NULL;
}

/* The flags over all channels are the same, but for their moments. */
static bool
same_volume(const struct flags *a, const struct flags *b)
{
	const struct flag *x, *y;
	size_t i = 0, j = 0;

	do {
		x = next_volume(a, &i);
		y = next_volume(b, &j);
		if (x != NULL && y != NULL && (x->day.n != y->day.n ||
		    strcmp(x->level, y->level) != 0 ||
		    x->count != y->count || x->limit != y->limit))
			return false;
	} while (x != NULL && y != NULL);
	return x == NULL && y == NULL;
}

/* Of one kind: easing after raised or flood, usual after easing, and no flag
 * whose count does not pass its limit. */
static bool
is_sound(const struct flags *all, const char *kind)
{
	const char *last = "usual";

	for (size_t i = 0; i < all->n; i++) {
		const struct flag *f = &all->at[i];
		bool high = strcmp(f->level, "raised") == 0 ||
		    strcmp(f->level, "flood") == 0;

		if (strcmp(f->kind, kind) != 0)
			continue;
		if (high ? (double)f->count <= f->limit :
		    (double)f->count > f->limit)
			return false;
		if (strcmp(f->level, "usual") == 0 &&
		    strcmp(last, "easing") != 0)
			return false;
		if (strcmp(f->level, "easing") == 0 &&
		    strcmp(last, "raised") != 0 && strcmp(last, "flood") != 0)
			return false;
		last = f->level;
	}
	return true;
}

static double
number_after(const char *text, const char *word)
{
	const char *at = strstr(text, word);

	return at == NULL ? -1 : strtod(at + strlen(word), NULL);
}

/* Contact eases when the last days have no more than what the numbers of its
 * sentence give again; three decimals may move that by one. */
static bool
calm_recomputes(const struct flag *f)
{
	struct binomial b = { number_after(f->reason, "mean "),
		number_after(f->reason, "size ") };
	double said = number_after(f->reason, "have more than ");
	int64_t again = binomial_upper(&b, 1 / number_after(f->reason,
	    "in one of "));

	return f->limit == said && llabs(again - (int64_t)said) <= 1 &&
	    (double)f->count <= said &&
	    (int64_t)strtod(f->reason, NULL) == f->count;
}

static void
test_calm(void)
{
	int told = 0, good = 0;

	for (uint32_t seed = 1; seed <= SEEDS; seed++) {
		struct flags all = { .n = 0 };

		play(seed, &ways[0], &all);
		for (size_t i = 0; i < all.n; i++)
			if (strcmp(all.at[i].level, "easing") == 0 ||
			    strcmp(all.at[i].level, "usual") == 0) {
				told++;
				good += calm_recomputes(&all.at[i]);
			}
		flags_done(&all);
	}
	ok(told > SEEDS, "contact eases: %d times", told);
	is_int(good, told, "and the numbers of each sentence say so, too");
}

static void
test_ways(void)
{
	int same[WAYS] = { 0 }, sound[WAYS] = { 0 };
	size_t flags = 0;

	for (uint32_t seed = 1; seed <= SEEDS; seed++) {
		struct flags plain = { .n = 0 };

		play(seed, &ways[0], &plain);
		flags += plain.n;
		for (size_t i = 0; i < WAYS; i++) {
			struct flags other = { .n = 0 };

			play(seed, &ways[i], &other);
			same[i] += same_volume(&plain, &other);
			sound[i] += is_sound(&other, "volume") &&
			    is_sound(&other, "volume-email") &&
			    is_sound(&other, "volume-sms") &&
			    is_sound(&other, "volume-mms");
			flags_done(&other);
		}
		flags_done(&plain);
	}
	ok(flags > SEEDS, "there are flags: %zu", flags);
	for (size_t i = 0; i < WAYS; i++) {
		if (ways[i].within == 0)
			is_int(same[i], SEEDS, ways[i].what);
		is_int(sound[i], SEEDS, "no end without a beginning");
	}
}

int
main(void)
{
	struct err err;

	if (zone_use("UTC", &err) == -1)
		return 99;
	test_ways();
	test_calm();
	return tap_done();
}
