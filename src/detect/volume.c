#include "detect/volume.h"

#include <math.h>

static int64_t
at_least(int64_t n, int64_t least)
{
	return n < least ? least : n;
}

static void
limit_day(struct limits *l, const struct volume *v, int weekday)
{
	struct baseline *b = &l->baseline;

	baseline_learn(b, &v->past);
	l->of_day = baseline_day(b, weekday);
	l->usual = l->of_day.mean;
	l->days = b->known;
	l->span = past_range(&v->past, &l->low, &l->high);
	l->day = at_least(binomial_upper(&l->of_day, TUNING_P_DAY),
	    VOLUME_LEAST);
	l->raised = l->day;
	l->by = LIMIT_DAY;
}

static void
volume_lower(struct limits *l, int64_t limit, enum limit_by by)
{
	if (limit < l->raised) {
		l->raised = limit;
		l->by = by;
	}
}

static void
limit_week(struct limits *l, const struct volume *v,
    const struct baseline *b)
{
	l->week_days = 1;
	for (int i = 1; i < 7; i++) {
		const struct past_day *d = past_ago(&v->past, i);

		if (d == NULL || !d->known)
			continue;
		l->week_days++;
		l->week_before += (int64_t)d->count;
	}
	l->of_week = baseline_sum(b, l->week_days);
	l->week = at_least(binomial_upper(&l->of_week, TUNING_P_WEEK),
	    VOLUME_WEEK_LEAST);
	volume_lower(l, at_least(l->week - l->week_before, VOLUME_FEW),
	    LIMIT_WEEK);
}

/* What a rise is told by, beside its evidence. */
static void
look_back(struct limits *l, const struct volume *v)
{
	l->recent_days = 1;
	for (int i = 1; i < VOLUME_RECENT; i++) {
		const struct past_day *d = past_ago(&v->past, i);

		if (d == NULL || !d->known)
			continue;
		l->recent_days++;
		l->recent_before += (int64_t)d->count;
	}
}

static void
limit_rise(struct limits *l, const struct volume *v,
    const struct baseline *b, int weekday)
{
	int64_t most = (int64_t)(TUNING_CLIP * (double)l->day), at, least;

	l->rise = v->rise;
	l->of_rise = baseline_sum(b, 1);
	l->of_rise.mean *= l->baseline.weekday[weekday] * TUNING_CAUTION;
	at = rise_limit(&v->rise, &l->of_rise, most);
	least = at_least(VOLUME_LEAST - 1 - l->week_before, VOLUME_FEW);
	if (at < most)
		volume_lower(l, at_least(at, least), LIMIT_RISE);
}

/* What the baseline was TUNING_LAG days ago. */
static struct baseline
baseline_before(const struct volume *v)
{
	static const struct past none;
	struct baseline b;

	if (v->past.n >= TUNING_LAG)
		return v->learnt[v->past.n % TUNING_LAG];
	baseline_learn(&b, &none);
	return b;
}

struct limits
volume_limits(const struct volume *v, struct day day)
{
	struct limits l = { 0 };
	int weekday = day_weekday(day);
	int64_t twice;

	limit_day(&l, v, weekday);
	l.before = baseline_before(v);
	limit_week(&l, v, &l.before);
	look_back(&l, v);
	limit_rise(&l, v, &l.before, weekday);
	twice = at_least(2 * l.day, VOLUME_FLOOD_LEAST);
	l.flood = twice < VOLUME_FLOOD_ALWAYS ? twice :
	    at_least(l.day, VOLUME_FLOOD_ALWAYS);
	return l;
}

/* What no day reaches by its ordinary ups and downs: it says nothing of
 * how wide they are. */
static double
strange(const struct limits *l)
{
	double day = (double)l->day;

	return fmin(fmax(TUNING_SPREAD_LIMITS * day, VOLUME_FLOOD_LEAST),
	    fmax(day, VOLUME_FLOOD_ALWAYS));
}

void
volume_add_with(struct volume *v, const struct limits *l, struct day day,
    int64_t count, bool known)
{
	v->learnt[v->past.n % TUNING_LAG] = l->baseline;
	if (known)
		/* One day can say so much at most. */
		rise_add(&v->rise, &l->of_rise, fmin((double)count,
		    TUNING_CLIP * (double)l->day));
	past_add(&v->past, day_weekday(day), (double)count, (double)l->day,
	    strange(l), known);
}

void
volume_add(struct volume *v, struct day day, int64_t count, bool known)
{
	struct limits l = volume_limits(v, day);

	volume_add_with(v, &l, day, count, known);
}

void
volume_forget_rise(struct volume *v)
{
	v->rise = (struct rise){ .r = { 0 } };
}
