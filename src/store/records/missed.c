#include "store/records/missed.h"

#include "store/core/batch.h"
#include "store/records/row.h"

static int
stands_so(struct store *s, const struct missed *m, struct err *err)
{
	CLEANUP(query_done) struct query q;
	struct missed last;
	int rc;

	if (query_open(&q, s, SQL_MISSED_LAST, err) == -1)
		return -1;
	query_name(&q, ":account", m->account);
	query_name(&q, ":folder", m->folder);
	query_int(&q, ":uidvalidity", m->uidvalidity);
	query_int(&q, ":uid", m->uid);
	rc = query_step(&q, err);
	if (rc != QUERY_ROW)
		/* What was never missed need not be found again. */
		return rc == 0 ? m->outcome == MISS_READ : -1;
	if (table_read(&q, TABLE_MISSED, &last, err) == -1)
		return -1;
	return last.outcome == m->outcome;
}

int
missed_record(struct store *s, const struct missed *m, struct err *err)
{
	CLEANUP(scope_leave) struct scope scope;
	int64_t id;
	int same;

	if (scope_enter(&scope, s, err) == -1)
		return -1;
	same = stands_so(s, m, err);
	if (same == -1 ||
	    (same == 0 && row_insert(s, TABLE_MISSED, m, &id, err) == -1))
		return -1;
	return scope_end(&scope, err) == -1 ? -1 : !same;
}

int
missed_list(struct store *s, const char *account, missed_each *each,
    void *arg, struct err *err)
{
	CLEANUP(query_done) struct query q;
	struct missed row;
	int rc;

	if (query_open(&q, s, SQL_MISSED_LIST, err) == -1)
		return -1;
	if (account != NULL)
		query_name(&q, ":account", account);
	while ((rc = query_step(&q, err)) == QUERY_ROW)
		if (table_read(&q, TABLE_MISSED, &row, err) == -1 ||
		    each(&row, arg, err) == -1)
			return -1;
	return rc;
}
