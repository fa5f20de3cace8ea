#include "store/records/dkim_ask.h"

#include <stdio.h>

#include "model/dkim.h"
#include "store/core/query.h"
#include "store/core/table.h"

/* What a row's strings point to, when its query is over. */
struct ask_text {
	char domain[DOMAIN_NAME_MAX + 1], selector[DOMAIN_NAME_MAX + 1];
	char resolver[64], key_record[DKIM_RECORD_MAX + 1];
};

static void
ask_keep(struct dkim_ask *a)
{
	static struct ask_text text;

	snprintf(text.domain, sizeof(text.domain), "%s", a->domain);
	snprintf(text.selector, sizeof(text.selector), "%s", a->selector);
	snprintf(text.resolver, sizeof(text.resolver), "%s", a->resolver);
	snprintf(text.key_record, sizeof(text.key_record), "%s",
	    a->key_record);
	a->domain = text.domain;
	a->selector = text.selector;
	a->resolver = text.resolver;
	a->key_record = text.key_record;
}

static int
ask_read(struct query *q, struct dkim_ask *out, struct err *err)
{
	int rc = query_step(q, err);

	if (rc != QUERY_ROW)
		return rc == 0 ? 1 : -1;
	if (table_read(q, TABLE_DKIM_ASK, out, err) == -1)
		return -1;
	ask_keep(out);
	return 0;
}

int
ask_get(struct store *s, const char *domain, const char *selector,
    struct dkim_ask *out, struct err *err)
{
	CLEANUP(query_done) struct query q;

	if (query_open(&q, s, SQL_ASK_GET, err) == -1)
		return -1;
	query_text(&q, ":domain", domain);
	query_text(&q, ":selector", selector);
	return ask_read(&q, out, err);
}

int
ask_next(struct store *s, int64_t most_ms, struct dkim_ask *out,
    struct err *err)
{
	CLEANUP(query_done) struct query q;

	if (query_open(&q, s, SQL_ASK_NEXT, err) == -1)
		return -1;
	query_int(&q, ":most_ms", most_ms);
	return ask_read(&q, out, err);
}

int
ask_set(struct store *s, const struct dkim_ask *a, struct err *err)
{
	CLEANUP(query_done) struct query q;

	if (query_open(&q, s, SQL_ASK_SET, err) == -1)
		return -1;
	table_bind(&q, TABLE_DKIM_ASK, a);
	return query_run(&q, err);
}

static int
ask_make_room(struct store *s, struct err *err)
{
	CLEANUP(query_done) struct query q;

	if (query_open(&q, s, SQL_ASK_ROOM, err) == -1)
		return -1;
	query_int(&q, ":n", 1 - DKIM_ASK_MOST);
	return query_run(&q, err);
}

static int
ask_count(struct store *s, int64_t *n, struct err *err)
{
	CLEANUP(query_done) struct query q;

	if (query_open(&q, s, SQL_ASK_COUNT, err) == -1 ||
	    query_step(&q, err) != QUERY_ROW)
		return -1;
	*n = query_get_int(&q, 0);
	return 0;
}

int
ask_add(struct store *s, const struct dkim_ask *a, struct err *err)
{
	int64_t n;

	if (ask_make_room(s, err) == -1 || ask_count(s, &n, err) == -1)
		return -1;
	return n >= DKIM_ASK_MOST ? 1 : ask_set(s, a, err);
}
