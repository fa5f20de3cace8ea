#include "store/records/escalations.h"

#include "store/core/batch.h"
#include "store/records/row.h"
#include "store/records/told.h"

static int
escalation_find(struct store *s, const struct escalation *e, int64_t *id,
    struct err *err)
{
	CLEANUP(query_done) struct query q;
	int rc;

	if (query_open(&q, s, SQL_ESCALATION_FIND, err) == -1)
		return -1;
	query_text(&q, ":person", e->person);
	query_day(&q, ":day", e->day);
	query_text(&q, ":kind", e->kind);
	query_text(&q, ":level", e->level);
	rc = query_step(&q, err);
	if (rc == QUERY_ROW)
		*id = query_get_int(&q, 0);
	return rc;
}

static int
outbox_add(struct store *s, int64_t id, struct err *err)
{
	CLEANUP(query_done) struct query q;

	if (query_open(&q, s, SQL_OUTBOX_ADD, err) == -1)
		return -1;
	query_int(&q, ":escalation", id);
	return query_run(&q, err);
}

int
escalation_record(struct store *s, const struct escalation *e, int64_t *id,
    struct err *err)
{
	CLEANUP(scope_leave) struct scope scope;
	int rc;

	if (scope_enter(&scope, s, err) == -1)
		return -1;
	rc = escalation_find(s, e, id, err);
	if (rc == -1)
		return -1;
	if (rc == 0 && (row_insert(s, TABLE_ESCALATION, e, id, err) == -1 ||
	    outbox_add(s, *id, err) == -1))
		return -1;
	if (scope_end(&scope, err) == -1)
		return -1;
	return rc == QUERY_ROW ? 1 : 0;
}

static int
escalation_rows(struct query *q, escalation_each *each, void *arg,
    struct err *err)
{
	struct escalation row;
	int rc;

	while ((rc = query_step(q, err)) == QUERY_ROW)
		if (table_read(q, TABLE_ESCALATION, &row, err) == -1 ||
		    each(&row, arg, err) == -1)
			return -1;
	return rc;
}

int
escalation_list(struct store *s, const char *person, escalation_each *each,
    void *arg, struct err *err)
{
	CLEANUP(query_done) struct query q;

	if (query_open(&q, s, SQL_ESCALATION_LIST, err) == -1)
		return -1;
	if (person != NULL)
		query_text(&q, ":person", person);
	return escalation_rows(&q, each, arg, err);
}

int
outbox_list(struct store *s, escalation_each *each, void *arg,
    struct err *err)
{
	CLEANUP(query_done) struct query q;

	if (query_open(&q, s, SQL_OUTBOX_LIST, err) == -1)
		return -1;
	return escalation_rows(&q, each, arg, err);
}

static int
put_done(struct store *s, int64_t upto, int64_t now_ms, struct err *err)
{
	CLEANUP(query_done) struct query q;

	if (query_open(&q, s, SQL_OUTBOX_DONE, err) == -1)
		return -1;
	query_int(&q, ":escalation", upto);
	query_int(&q, ":now_ms", now_ms);
	return query_run(&q, err);
}

int
outbox_done(struct store *s, int64_t escalation_id, int64_t now_ms,
    struct err *err)
{
	CLEANUP(scope_leave) struct scope scope;

	if (scope_enter(&scope, s, err) == -1)
		return -1;
	if (told_record(s, "", escalation_id, now_ms, err) == -1 ||
	    put_done(s, escalation_id, now_ms, err) == -1)
		return -1;
	return scope_end(&scope, err);
}
