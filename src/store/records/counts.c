#include "store/records/counts.h"

#include <string.h>

#include "store/core/private.h"
#include "store/records/filter.h"

/* `all`: for a filter that takes every person and channel. */
static enum sql
daily_statement(const struct filter *f, enum sql all)
{
	if (f->kind != NULL)
		return SQL_DAILY_KIND;
	return f->person == NULL && f->channel < 0 ? all : SQL_DAILY_LIST;
}

/* What table_read would read.  Ten years have so many rows that it is done
 * here, and most have the day of the row before, in `day` as text; a row that
 * cannot be read so is table_read's to tell of. */
static int
daily_read(struct query *q, enum sql sql, char day[DAY_TEXT],
    struct daily *row, struct err *err)
{
	const char *text = query_get_text(q, 0);

	if (strcmp(text, day) != 0) {
		if (!day_parse(text, &row->day))
			return table_read(q, TABLE_DAILY, row, err);
		memcpy(day, text, DAY_TEXT);
	}
	if (sql != SQL_DAILY_SUMS &&
	    !channel_parse(query_get_text(q, 2), &row->channel))
		return table_read(q, TABLE_DAILY, row, err);
	row->person = query_get_text(q, 1);
	row->in = query_get_int(q, 3);
	row->out = query_get_int(q, 4);
	return 0;
}

static int
daily_rows(struct store *s, enum sql sql, const struct filter *f,
    daily_each *each, void *arg, struct err *err)
{
	CLEANUP(query_done) struct query q;
	char day[DAY_TEXT] = "";
	struct daily row = { .channel = CHANNEL_COUNT };
	int rc;

	if (query_open(&q, s, sql, err) == -1)
		return -1;
	if (sql == SQL_DAILY_KIND)
		filter_bind(&q, f);
	else if (sql == SQL_DAILY_LIST)
		filter_bind_daily(&q, f);
	else
		query_day(&q, ":from", f->from);
	while ((rc = query_step(&q, err)) == QUERY_ROW) {
		if (daily_read(&q, sql, day, &row, err) == -1)
			return -1;
		/* Only some statements ask each row whether it is later. */
		if (row.day.n > f->to.n)
			return 0;
		if (each(&row, arg, err) == -1)
			return -1;
	}
	return rc;
}

int
daily_list(struct store *s, const struct filter *f, daily_each *each,
    void *arg, struct err *err)
{
	return daily_rows(s, daily_statement(f, SQL_DAILY_ALL), f, each, arg,
	    err);
}

int
daily_sums(struct store *s, const struct filter *f, daily_each *each,
    void *arg, struct err *err)
{
	return daily_rows(s, daily_statement(f, SQL_DAILY_SUMS), f, each, arg,
	    err);
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
	while ((rc = query_step(&q, err)) == QUERY_ROW) {
		if (!channel_parse(query_get_text(&q, 1), &channel))
			return err_set(err, EX_DATAERR, "table daily holds a "
			    "channel that this program does not know");
		if (each(query_get_text(&q, 0), channel, arg, err) == -1)
			return -1;
	}
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
