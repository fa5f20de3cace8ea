#include "bundle/write/limits.h"

#include <stdlib.h>

#include "base/file.h"
#include "detect/walk.h"
#include "store/records/counts.h"

void
limits_of(struct day start, int days, const int64_t *counts,
    const bool *known, int64_t *out)
{
	struct walk w = { .count = 0 };

	for (int i = 0; i < days; i++) {
		struct measure raised, flood;
		struct calm calm;

		walk_day(&w, day_add(start, i));
		out[i] = walk_limit(&w);
		w.count = counts[i];
		raised = walk_measure(&w, LEVEL_RAISED, 0);
		flood = walk_measure(&w, LEVEL_FLOOD, 0);
		(void)walk_reach(&w, LEVEL_RAISED, &raised);
		(void)walk_reach(&w, LEVEL_FLOOD, &flood);
		(void)walk_end(&w, known[i], &calm);
	}
}

/* All days of the record; what is asked for is a part of them. */
struct limits_record {
	struct day start;
	int days;
	int64_t *counts, *limits;
	bool *known;
};

static void
record_done(struct limits_record *r)
{
	free(r->counts);
	free(r->limits);
	free(r->known);
}

static int
record_read(struct store *st, const char *person, struct limits_record *r,
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
	CLEANUP(record_done) struct limits_record r = { .days = 0 };

	if (record_read(st, person, &r, err) == -1)
		return -1;
	limits_of(r.start, r.days, r.counts, r.known, r.limits);
	for (int i = 0; i < n; i++) {
		int at = first.n + i - r.start.n;

		out[i] = at >= 0 && at < r.days ? r.limits[at] : LIMITS_NONE;
	}
	return 0;
}
