#include "bundle/limits.h"

#include <stdlib.h>

#include "base/file.h"
#include "detect/level.h"
#include "store/counts.h"

static void
counts_free(int64_t **counts)
{
	free(*counts);
}

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

static void
walk(const struct coverage_map *map, struct day start, int days,
    const int64_t *counts, struct day first, int n, int64_t *out)
{
	struct walk w = { .spell = { .level = LEVEL_USUAL } };

	for (int i = 0; i < days; i++) {
		struct day day = day_add(start, i);
		struct limits l = volume_limits(&w.volume, day);
		int at = day.n - first.n;

		if (at >= 0 && at < n)
			out[at] = in_force(&w, &l);
		end_day(&w, &l, day, counts[i],
		    coverage_of(map, day).what == COVERAGE_FULL);
	}
}

int
limits_read(struct store *st, const char *person, struct day first, int n,
    int64_t *out, struct err *err)
{
	CLEANUP(coverage_cleanup) struct coverage_map *map = NULL;
	CLEANUP(counts_free) int64_t *counts = NULL;
	struct day start, last;
	int got = daily_range(st, &start, &last, err);
	int days;

	for (int i = 0; i < n; i++)
		out[i] = LIMITS_NONE;
	if (got != 0)
		return got == 1 ? 0 : -1;
	days = last.n - start.n + 1;
	counts = mem_get((size_t)days, sizeof(*counts));
	if (coverage_open(st, &map, err) == -1 ||
	    daily_series(st, person, last, days, counts, err) == -1)
		return -1;
	walk(map, start, days, counts, first, n, out);
	return 0;
}
