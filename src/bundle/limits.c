#include "bundle/limits.h"

#include <stdlib.h>

#include "base/file.h"
#include "detect/volume.h"
#include "store/counts.h"

static void
counts_free(int64_t **counts)
{
	free(*counts);
}

static void
walk(const struct coverage_map *map, struct day start, int days,
    const int64_t *counts, struct day first, int n, int64_t *out)
{
	struct volume v = { 0 };

	for (int i = 0; i < days; i++) {
		struct day day = day_add(start, i);
		struct limits l = volume_limits(&v, day);
		int at = day.n - first.n;

		if (at >= 0 && at < n)
			out[at] = l.raised;
		volume_add_with(&v, &l, day, counts[i],
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
