#include "store/records/phone.h"

#include "store/core/private.h"

#define QUIET_DAYS 2
#define QUIET_ITEMS 7

int
phone_add(struct store *s, const struct phone_day *d, struct err *err)
{
	CLEANUP(query_done) struct query q;

	if (query_open(&q, s, SQL_PHONE_ADD, err) == -1)
		return -1;
	table_bind(&q, TABLE_PHONE_DAY, d);
	return query_run(&q, err);
}

int
phone_forget(struct store *s, const char *account, struct err *err)
{
	CLEANUP(query_done) struct query q;

	if (query_open(&q, s, SQL_PHONE_FORGET, err) == -1)
		return -1;
	query_name(&q, ":account", account);
	return query_run(&q, err);
}

/* The last day with an item up to today; 1: there is none. */
static int
last_day(struct store *s, const char *account, struct day today,
    struct day *first, struct day *last, struct err *err)
{
	CLEANUP(query_done) struct query q;
	struct phone_day row;
	int rc, got = 1;

	if (query_open(&q, s, SQL_PHONE_LIST, err) == -1)
		return -1;
	query_name(&q, ":account", account);
	query_text(&q, ":from", "");
	while ((rc = query_step(&q, err)) == QUERY_ROW) {
		if (table_read(&q, TABLE_PHONE_DAY, &row, err) == -1)
			return -1;
		if (row.day.n > today.n)
			break;
		if (got == 1)
			*first = row.day;
		*last = row.day;
		got = 0;
	}
	return rc == -1 ? -1 : got;
}

static int
items_since(struct store *s, const char *account, struct day from,
    struct day to, int64_t *n, struct err *err)
{
	CLEANUP(query_done) struct query q;
	struct phone_day row;
	int rc;

	*n = 0;
	if (query_open(&q, s, SQL_PHONE_LIST, err) == -1)
		return -1;
	query_name(&q, ":account", account);
	query_day(&q, ":from", from);
	while ((rc = query_step(&q, err)) == QUERY_ROW) {
		if (table_read(&q, TABLE_PHONE_DAY, &row, err) == -1)
			return -1;
		if (row.day.n <= to.n)
			*n += row.items;
	}
	return rc == -1 ? -1 : 0;
}

int
phone_is_quiet(struct store *s, const char *account, struct day today,
    struct phone_quiet *out, struct err *err)
{
	struct day first, last, base;
	int64_t items;
	int got = last_day(s, account, today, &first, &last, err);

	if (got != 0)
		return got == -1 ? -1 : 0;
	base = day_add(last, 1 - PHONE_BASE_DAYS);
	if (base.n < first.n)
		base = first;
	if (items_since(s, account, base, last, &items, err) == -1)
		return -1;
	out->days = (int64_t)today.n - last.n - 1;
	out->usual = (double)items / (last.n - base.n + 1);
	return out->days >= QUIET_DAYS &&
	    out->usual * (double)out->days >= QUIET_ITEMS;
}
