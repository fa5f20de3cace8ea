#include "store/counts.h"

#include <stdlib.h>

#include "base/file.h"
#include "store/inside.h"

static const char *const names[] = {
	[COVERAGE_NONE] = "none",
	[COVERAGE_PARTIAL] = "partial",
	[COVERAGE_FULL] = "full",
};

const char *
coverage_name(enum coverage c)
{
	return c <= COVERAGE_FULL ? names[c] : "?";
}

int
source_set(struct store *s, const struct source_state *state,
    struct err *err)
{
	CLEANUP(query_done) struct query q;

	if (query_open(&q, s, SQL_SOURCE_SET, err) == -1)
		return -1;
	table_bind(&q, TABLE_SOURCE, state);
	return query_run(&q, err);
}

int
source_list(struct store *s, source_each *each, void *arg, struct err *err)
{
	CLEANUP(query_done) struct query q;
	struct source_state row;
	int rc;

	if (query_open(&q, s, SQL_SOURCE_LIST, err) == -1)
		return -1;
	while ((rc = query_step(&q, err)) == QUERY_ROW)
		if (table_read(&q, TABLE_SOURCE, &row, err) == -1 ||
		    each(&row, arg, err) == -1)
			return -1;
	return rc;
}

static bool
has_coverage(const struct source_state *s)
{
	return s->from_ms != MOMENT_NONE && s->until_ms != MOMENT_NONE &&
	    s->from_ms < s->until_ms;
}

/* Days counted from the first of the question, and on how many sources
 * each of them can rely. */
struct stretch {
	struct day first;
	int n, sources;
	int *whole, *some;	/* [day] */
};

static void
count_up(const struct stretch *t, int *of, struct day from, struct day to)
{
	int64_t at = (int64_t)from.n - t->first.n;
	int64_t end = (int64_t)to.n - t->first.n;

	for (at = at < 0 ? 0 : at; at <= end && at < t->n; at++)
		of[at]++;
}

/* The first day that starts at the moment or later; a day that a change of
 * zone left out starts when the next one does. */
static struct day
first_start(int64_t moment_ms)
{
	struct day d = day_of(moment_ms);

	if (day_start_ms(d) < moment_ms)
		return day_add(d, 1);
	while (day_start_ms(day_add(d, -1)) >= moment_ms)
		d = day_add(d, -1);
	return d;
}

/* A few days are computed for a source, however many are asked for. */
static int
add_source(const struct source_state *s, void *arg, struct err *err)
{
	struct stretch *t = arg;

	(void)err;
	t->sources++;
	if (!has_coverage(s))
		return 0;
	count_up(t, t->some, day_of(s->from_ms), day_of(s->until_ms - 1));
	count_up(t, t->whole, first_start(s->from_ms),
	    day_add(day_of(s->until_ms), -1));
	return 0;
}

static void
stretch_done(struct stretch *t)
{
	free(t->whole);
	free(t->some);
}

int
coverage_of_days(struct store *s, struct day first, int n,
    enum coverage *out, struct err *err)
{
	CLEANUP(stretch_done) struct stretch t = { .first = first, .n = n };

	t.whole = mem_get((size_t)n, sizeof(*t.whole));
	t.some = mem_get((size_t)n, sizeof(*t.some));
	if (source_list(s, add_source, &t, err) == -1)
		return -1;
	for (int i = 0; i < n; i++) {
		if (t.some[i] == 0)
			out[i] = COVERAGE_NONE;
		else
			out[i] = t.whole[i] == t.sources ? COVERAGE_FULL :
			    COVERAGE_PARTIAL;
	}
	return 0;
}

int
coverage_of_day(struct store *s, struct day day, enum coverage *out,
    struct err *err)
{
	return coverage_of_days(s, day, 1, out, err);
}

struct range {
	struct day first, last;
};

static void
widen(struct range *r, struct day d)
{
	r->first.n = d.n < r->first.n ? d.n : r->first.n;
	r->last.n = d.n > r->last.n ? d.n : r->last.n;
}

static int
widen_by_source(const struct source_state *s, void *arg, struct err *err)
{
	(void)err;
	if (has_coverage(s)) {
		widen(arg, day_of(s->from_ms));
		widen(arg, day_of(s->until_ms - 1));
	}
	return 0;
}

static int
widen_by_incidents(struct store *s, struct range *r, struct err *err)
{
	CLEANUP(query_done) struct query q;
	struct day d;

	if (query_open(&q, s, SQL_DAY_RANGE, err) == -1)
		return -1;
	if (query_step(&q, err) == -1)
		return -1;
	for (int i = 0; i < 2; i++)
		if (day_parse(query_get_text(&q, i), &d))
			widen(r, d);
	return 0;
}

int
daily_range(struct store *s, struct day *first, struct day *last,
    struct err *err)
{
	struct range r = { { INT32_MAX }, { INT32_MIN } };

	if (widen_by_incidents(s, &r, err) == -1 ||
	    source_list(s, widen_by_source, &r, err) == -1)
		return -1;
	*first = r.first;
	*last = r.last;
	return r.first.n > r.last.n ? 1 : 0;
}
