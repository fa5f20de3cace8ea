#include "store/counts.h"

#include "store/filter.h"
#include "store/inside.h"

static enum sql
daily_statement(const struct filter *f)
{
	if (f->kind != NULL)
		return SQL_DAILY_KIND;
	return f->person == NULL && f->channel < 0 ? SQL_DAILY_ALL :
	    SQL_DAILY_LIST;
}

int
daily_list(struct store *s, const struct filter *f, daily_each *each,
    void *arg, struct err *err)
{
	CLEANUP(query_done) struct query q;
	struct daily row;
	int rc;

	if (query_open(&q, s, daily_statement(f), err) == -1)
		return -1;
	if (f->kind == NULL)
		filter_bind_daily(&q, f);
	else
		filter_bind(&q, f);
	while ((rc = query_step(&q, err)) == QUERY_ROW)
		if (table_read(&q, TABLE_DAILY, &row, err) == -1 ||
		    each(&row, arg, err) == -1)
			return -1;
	return rc;
}

int
daily_pairs(struct store *s, const struct filter *f, pair_each *each,
    void *arg, struct err *err)
{
	CLEANUP(query_done) struct query q;
	enum channel channel;
	int rc;

	if (query_open(&q, s, SQL_DAILY_PAIRS, err) == -1)
		return -1;
	filter_bind_pair(&q, f);
	while ((rc = query_step(&q, err)) == QUERY_ROW)
		if (channel_parse(query_get_text(&q, 1), &channel) &&
		    each(query_get_text(&q, 0), channel, arg, err) == -1)
			return -1;
	return rc;
}

int
daily_series(struct store *s, const char *person, struct day last, int n,
    int64_t *out, struct err *err)
{
	CLEANUP(query_done) struct query q;
	struct day first = day_add(last, 1 - n), day;
	int rc;

	for (int i = 0; i < n; i++)
		out[i] = 0;
	if (query_open(&q, s, SQL_DAILY_SERIES, err) == -1)
		return -1;
	query_text(&q, ":person", person);
	query_day(&q, ":from", first);
	query_day(&q, ":to", last);
	while ((rc = query_step(&q, err)) == QUERY_ROW)
		if (day_parse(query_get_text(&q, 0), &day) &&
		    day.n >= first.n && day.n <= last.n)
			out[day.n - first.n] = query_get_int(&q, 1);
	return rc;
}
