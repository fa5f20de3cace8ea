#include "store/records/dkim.h"

#include "base/file.h"
#include "store/core/batch.h"
#include "store/records/filter.h"
#include "store/records/row.h"

static int
is_known_row(struct store *s, const struct dkim_row *p, struct err *err)
{
	CLEANUP(query_done) struct query q;

	if (query_open(&q, s, SQL_DKIM_KNOWN, err) == -1)
		return -1;
	query_digest(&q, ":original", &p->original);
	query_text(&q, ":field", p->field);
	query_int(&q, ":place", p->place);
	return query_step(&q, err);
}

int
dkim_record(struct store *s, const struct dkim_row *p, int64_t *id,
    struct err *err)
{
	CLEANUP(scope_leave) struct scope scope;
	int known;

	if (scope_enter(&scope, s, err) == -1)
		return -1;
	known = is_known_row(s, p, err);
	if (known == -1 || (known == 0 &&
	    row_insert(s, TABLE_DKIM, p, id, err) == -1) ||
	    scope_end(&scope, err) == -1)
		return -1;
	return known == QUERY_ROW ? 1 : 0;
}

static int
dkim_list_rows(struct query *q, dkim_each *each, void *arg, struct err *err)
{
	struct dkim_row row;
	int rc;

	while ((rc = query_step(q, err)) == QUERY_ROW)
		if (table_read(q, TABLE_DKIM, &row, err) == -1 ||
		    each(&row, arg, err) == -1)
			return -1;
	return rc;
}

int
dkim_list(struct store *s, const struct digest *original, dkim_each *each,
    void *arg, struct err *err)
{
	CLEANUP(query_done) struct query q;

	if (query_open(&q, s, SQL_DKIM_LIST, err) == -1)
		return -1;
	query_digest(&q, ":original", original);
	return dkim_list_rows(&q, each, arg, err);
}

int
dkim_list_all(struct store *s, dkim_each *each, void *arg, struct err *err)
{
	CLEANUP(query_done) struct query q;

	if (query_open(&q, s, SQL_DKIM_ALL, err) == -1)
		return -1;
	return dkim_list_rows(&q, each, arg, err);
}

int
dkim_counts(struct store *s, const struct filter *f, int64_t *n,
    struct err *err)
{
	CLEANUP(query_done) struct query q;
	int rc;

	for (unsigned i = 0; i < DKIM_RESULT_COUNT; i++)
		n[i] = 0;
	if (query_open(&q, s, SQL_DKIM_COUNTS, err) == -1)
		return -1;
	filter_bind(&q, f);
	while ((rc = query_step(&q, err)) == QUERY_ROW)
		for (unsigned i = 0; i < DKIM_RESULT_COUNT; i++)
			if (span_eq(span_str(query_get_text(&q, 0)),
			    span_str(dkim_result_name(i))))
				n[i] = query_get_int(&q, 1);
	return rc;
}

int
wait_add(struct store *s, const struct dkim_wait *w, struct err *err)
{
	CLEANUP(query_done) struct query q;

	if (query_open(&q, s, SQL_WAIT_ADD, err) == -1)
		return -1;
	table_bind(&q, TABLE_DKIM_WAIT, w);
	return query_run(&q, err);
}

int
wait_next(struct store *s, int64_t most_ms, struct dkim_wait *out,
    struct err *err)
{
	CLEANUP(query_done) struct query q;
	int rc;

	if (query_open(&q, s, SQL_WAIT_NEXT, err) == -1)
		return -1;
	query_int(&q, ":most_ms", most_ms);
	rc = query_step(&q, err);
	if (rc != QUERY_ROW)
		return rc == 0 ? 1 : -1;
	if (table_read(&q, TABLE_DKIM_WAIT, out, err) == -1)
		return -1;
	out->account = str_dup(out->account);
	return 0;
}

int
wait_get(struct store *s, const struct digest *original,
    struct dkim_wait *out, struct err *err)
{
	CLEANUP(query_done) struct query q;
	int rc;

	if (query_open(&q, s, SQL_WAIT_GET, err) == -1)
		return -1;
	query_digest(&q, ":original", original);
	rc = query_step(&q, err);
	if (rc != QUERY_ROW)
		return rc == 0 ? 1 : -1;
	if (table_read(&q, TABLE_DKIM_WAIT, out, err) == -1)
		return -1;
	out->account = NULL;
	return 0;
}

int
wait_set(struct store *s, const struct dkim_wait *w, struct err *err)
{
	CLEANUP(query_done) struct query q;

	if (query_open(&q, s, SQL_WAIT_SET, err) == -1)
		return -1;
	query_digest(&q, ":original", &w->original);
	query_int(&q, ":tries", w->tries);
	query_moment(&q, ":since_ms", w->since_ms);
	query_int(&q, ":next_ms", w->next_ms);
	return query_run(&q, err);
}

int
wait_done(struct store *s, const struct digest *original, struct err *err)
{
	CLEANUP(query_done) struct query q;

	if (query_open(&q, s, SQL_WAIT_DONE, err) == -1)
		return -1;
	query_digest(&q, ":original", original);
	return query_run(&q, err);
}

int
wait_count(struct store *s, const char *account, int64_t *n,
    struct err *err)
{
	CLEANUP(query_done) struct query q;
	int rc;

	if (query_open(&q, s, SQL_WAIT_COUNT, err) == -1)
		return -1;
	if (account != NULL)
		query_text(&q, ":account", account);
	rc = query_step(&q, err);
	*n = rc == QUERY_ROW ? query_get_int(&q, 0) : 0;
	return rc == -1 ? -1 : 0;
}
