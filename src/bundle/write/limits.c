#include "bundle/write/limits.h"

#include <stdlib.h>

#include "base/file.h"
#include "detect/level.h"
#include "store/records/counts.h"

/* The walk over the days, as the daemon makes it. */
struct walk {
	struct volume volume;
	struct spell spell;
};

/* While a spell lasts it is flagged anew only by a day that stands out
 * alone. */
static int64_t
in_force(const struct walk *w, const struct limits *l)
{
	return level_rank(w->spell.level) > 0 ? l->day : l->raised;
}

static void
end_day(struct walk *w, const struct limits *l, struct day day,
    int64_t count, bool known)
{
	struct calm calm;

	if (count > l->raised)
		(void)spell_reach(&w->spell, LEVEL_RAISED, count > l->day, l,
		    day);
	if (count > l->flood)
		(void)spell_reach(&w->spell, LEVEL_FLOOD, count > l->day, l,
		    day);
	volume_add_with(&w->volume, l, day, count, known);
	if (spell_close(&w->spell, l, day, count, known, &calm))
		volume_forget_rise(&w->volume);
}

void
limits_of(struct day start, int days, const int64_t *counts,
    const bool *known, int64_t *out)
{
	struct walk w = { .spell = { .level = LEVEL_USUAL } };

	for (int i = 0; i < days; i++) {
		struct day day = day_add(start, i);
		struct limits l = volume_limits(&w.volume, day);

		out[i] = in_force(&w, &l);
		end_day(&w, &l, day, counts[i], known[i]);
	}
}

/* All days of the record; what is asked for is a part of them. */
struct record {
	struct day start;
	int days;
	int64_t *counts, *limits;
	bool *known;
};

static void
record_done(struct record *r)
{
	free(r->counts);
	free(r->limits);
	free(r->known);
}

static int
record_read(struct store *st, const char *person, struct record *r,
    struct err *err)
{
	CLEANUP(coverage_cleanup) struct coverage_map *map = NULL;
	struct day last;
	int got = daily_range(st, &r->start, &last, err);

	if (got != 0)
		return got == 1 ? 0 : -1;
	r->days = last.n - r->start.n + 1;
	r->counts = mem_get((size_t)r->days, sizeof(*r->counts));
	r->limits = mem_get((size_t)r->days, sizeof(*r->limits));
	r->known = mem_get((size_t)r->days, sizeof(*r->known));
	if (coverage_open(st, &map, err) == -1 ||
	    daily_series(st, person, last, r->days, r->counts, err) == -1)
		return -1;
	for (int i = 0; i < r->days; i++)
		r->known[i] = coverage_of(map, day_add(r->start, i)).what ==
		    COVERAGE_FULL;
	return 0;
}

int
limits_read(struct store *st, const char *person, struct day first, int n,
    int64_t *out, struct err *err)
{
	CLEANUP(record_done) struct record r = { .days = 0 };

	if (record_read(st, person, &r, err) == -1)
		return -1;
	limits_of(r.start, r.days, r.counts, r.known, r.limits);
	for (int i = 0; i < n; i++) {
		int at = first.n + i - r.start.n;

		out[i] = at >= 0 && at < r.days ? r.limits[at] : LIMITS_NONE;
	}
	return 0;
}
