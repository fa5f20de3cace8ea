#include "detect/volume.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#define RAISED_SPREADS 3
#define FLOOD_SPREADS 6
#define LEAST_SPREAD 1.0

const char *
level_name(enum level l)
{
	static const char *const names[] = { "usual", "raised", "flood" };

	return names[l];
}

static double
mean_of(const struct volume *v)
{
	double sum = 0;

	for (int i = 0; i < v->n; i++)
		sum += v->window[i];
	return v->n == 0 ? 0 : sum / v->n;
}

static double
spread_of(const struct volume *v, double mean)
{
	double sum = 0, sd;

	for (int i = 0; i < v->n; i++)
		sum += (v->window[i] - mean) * (v->window[i] - mean);
	sd = v->n < 2 ? 0 : sqrt(sum / (v->n - 1));
	return sd < LEAST_SPREAD ? LEAST_SPREAD : sd;
}

static int64_t
limit(const struct limits *l, int spreads, int64_t floor_count)
{
	/* The smallest step keeps 1.9 + 3 × 2.7 = 10 from becoming 9. */
	int64_t at = (int64_t)floor(l->usual + spreads * l->spread + 1e-9);

	return at < floor_count ? floor_count : at;
}

struct limits
volume_limits(const struct volume *v)
{
	struct limits l = { .days = v->n };

	l.usual = mean_of(v);
	l.spread = spread_of(v, l.usual);
	l.raised = limit(&l, RAISED_SPREADS, VOLUME_RAISED_FLOOR);
	l.flood = limit(&l, FLOOD_SPREADS, VOLUME_FLOOD_FLOOR);
	return l;
}

enum level
volume_level(const struct limits *l, int64_t count)
{
	return count > l->flood ? LEVEL_FLOOD :
	    count > l->raised ? LEVEL_RAISED : LEVEL_USUAL;
}

void
volume_add(struct volume *v, int64_t count, bool known)
{
	struct limits l = volume_limits(v);

	if (!known)
		return;
	v->window[v->next] = (double)(count > l.raised ? l.raised : count);
	v->next = (v->next + 1) % VOLUME_WINDOW_DAYS;
	if (v->n < VOLUME_WINDOW_DAYS)
		v->n++;
}

static const char *
suffix(int64_t n)
{
	static const char *const ends[] = { "th", "st", "nd", "rd" };

	if (n % 100 >= 11 && n % 100 <= 13)
		return "th";
	return n % 10 < 4 ? ends[n % 10] : "th";
}

void
volume_reason(const struct limits *l, enum level level, int64_t ordinal,
    const char *day, const char *clock, char *out, size_t size)
{
	bool flood = level == LEVEL_FLOOD;
	int n = snprintf(out, size, "%" PRId64 "%s contact of %s%s%s; the %s "
	    "limit for that day was %" PRId64 ": ", ordinal, suffix(ordinal),
	    day, clock[0] != '\0' ? ", at " : "", clock, level_name(level),
	    flood ? l->flood : l->raised);

	if (n < 0 || (size_t)n >= size)
		return;
	if (l->days == 0) {
		snprintf(out + n, size - (size_t)n, "no earlier day is known, "
		    "so the least limit holds");
		return;
	}
	snprintf(out + n, size - (size_t)n, "the %d days before had %.2f a "
	    "day on average with a spread of %.2f, and %.2f + %d x %.2f = "
	    "%.2f (at least %d)", l->days, l->usual, l->spread, l->usual,
	    flood ? FLOOD_SPREADS : RAISED_SPREADS, l->spread, l->usual +
	    (flood ? FLOOD_SPREADS : RAISED_SPREADS) * l->spread,
	    flood ? VOLUME_FLOOD_FLOOR : VOLUME_RAISED_FLOOR);
}
