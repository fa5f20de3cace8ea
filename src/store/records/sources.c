#include "store/records/counts.h"

#include "store/core/batch.h"
#include "store/records/covered.h"

static int
source_put(struct store *s, const struct source_state *state, struct err *err)
{
	CLEANUP(query_done) struct query q;

	if (query_open(&q, s, SQL_SOURCE_SET, err) == -1)
		return -1;
	table_bind(&q, TABLE_SOURCE, state);
	return query_run(&q, err);
}

int
source_set(struct store *s, const struct source_state *state,
    struct err *err)
{
	CLEANUP(scope_leave) struct scope scope;

	if (scope_enter(&scope, s, err) == -1)
		return -1;
	if (covered_follow(s, state, err) == -1 ||
	    source_put(s, state, err) == -1)
		return -1;
	return scope_end(&scope, err);
}

int
source_list(struct store *s, source_each *each, void *arg, struct err *err)
{
	CLEANUP(query_done) struct query q;
	struct source_state row = { 0 };
	int rc;

	if (query_open(&q, s, SQL_SOURCE_LIST, err) == -1)
		return -1;
	while ((rc = query_step(&q, err)) == QUERY_ROW)
		if (table_read(&q, TABLE_SOURCE, &row, err) == -1 ||
		    each(&row, arg, err) == -1)
			return -1;
	return rc;
}

struct days_range {
	struct day first, last;
};

static void
widen(struct days_range *r, struct day d)
{
	r->first.n = d.n < r->first.n ? d.n : r->first.n;
	r->last.n = d.n > r->last.n ? d.n : r->last.n;
}

static int
widen_by_claim(const struct covered *c, void *arg, struct err *err)
{
	struct day first, last;

	(void)err;
	if (day_parse(c->days[COVERED_FIRST], &first) &&
	    day_parse(c->days[COVERED_LAST], &last)) {
		widen(arg, first);
		widen(arg, last);
	}
	return 0;
}

static int
widen_by_incidents(struct store *s, struct days_range *r, struct err *err)
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
	struct days_range r = { { INT32_MAX }, { INT32_MIN } };

	if (widen_by_incidents(s, &r, err) == -1 ||
	    covered_list(s, widen_by_claim, &r, err) == -1)
		return -1;
	*first = r.first;
	*last = r.last;
	return r.first.n > r.last.n ? 1 : 0;
}
