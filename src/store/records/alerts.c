#include "store/records/alerts.h"

#include "base/day.h"
#include "store/core/batch.h"
#include "store/records/told.h"

int
alert_get(struct store *s, const char *alert, struct alert_state *out,
    struct err *err)
{
	CLEANUP(query_done) struct query q;
	int rc;

	*out = (struct alert_state){ alert, 0, MOMENT_NONE };
	if (query_open(&q, s, SQL_ALERT_GET, err) == -1)
		return -1;
	query_text(&q, ":alert", alert);
	rc = query_step(&q, err);
	if (rc != QUERY_ROW)
		return rc == 0 ? 1 : -1;
	out->upto = query_get_int(&q, 0);
	out->told_ms = query_get_int(&q, 1);
	return 0;
}

static int
put(struct store *s, const struct alert_state *state, struct err *err)
{
	CLEANUP(query_done) struct query q;

	if (query_open(&q, s, SQL_ALERT_SET, err) == -1)
		return -1;
	table_bind(&q, TABLE_ALERT, state);
	return query_run(&q, err);
}

int
alert_set(struct store *s, const struct alert_state *state, struct err *err)
{
	CLEANUP(scope_leave) struct scope scope;

	if (scope_enter(&scope, s, err) == -1)
		return -1;
	if (told_record(s, state->alert, state->upto, state->told_ms,
	    err) == -1 || put(s, state, err) == -1)
		return -1;
	return scope_end(&scope, err);
}
