#include "store/records/decisions.h"

#include "store/core/batch.h"
#include "store/records/daily.h"
#include "store/records/row.h"

static int
count_less(const struct incident *in, void *arg, struct err *err)
{
	return daily_move(arg, in, -1, err);
}

static int
decision_write(struct store *s, struct decision *d, struct err *err)
{
	int rc = incident_get(s, d->incident, count_less, s, err);

	if (rc != 0)
		return rc;
	if (row_insert(s, TABLE_DECISION, d, &d->id, err) == -1)
		return -1;
	return daily_move(s, &d->now, 1, err);
}

int
decision_record(struct store *s, const struct decision *d, struct err *err)
{
	CLEANUP(scope_leave) struct scope scope;
	struct decision row = *d;
	int rc;

	if (scope_enter(&scope, s, err) == -1)
		return -1;
	rc = decision_write(s, &row, err);
	if (rc == -1 || scope_end(&scope, err) == -1)
		return -1;
	return rc;
}

int
decision_list(struct store *s, int64_t incident, decision_each *each,
    void *arg, struct err *err)
{
	CLEANUP(query_done) struct query q;
	struct decision d = { 0 };
	int rc;

	if (query_open(&q, s, SQL_DECISION_LIST, err) == -1)
		return -1;
	query_int(&q, ":incident", incident);
	while ((rc = query_step(&q, err)) == QUERY_ROW)
		if (table_read(&q, TABLE_DECISION, &d, err) == -1 ||
		    each(&d, arg, err) == -1)
			return -1;
	return rc;
}
