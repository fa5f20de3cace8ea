#include "store/records/told.h"

#include "base/day.h"
#include "store/records/row.h"

static int
told_add(struct store *s, struct told row, struct err *err)
{
	return row_insert(s, TABLE_TOLD, &row, &row.id, err);
}

int
told_record(struct store *s, const char *alert, int64_t upto,
    int64_t told_ms, struct err *err)
{
	return told_add(s, (struct told){ 0, alert, "told", upto, told_ms,
		told_ms }, err);
}

/* Rows of an alert, how far it was told, and when. */
static int
told_stood(struct store *s, enum sql sql, struct err *err)
{
	CLEANUP(query_done) struct query q;
	int rc;

	if (query_open(&q, s, sql, err) == -1)
		return -1;
	while ((rc = query_step(&q, err)) == QUERY_ROW)
		if (told_add(s, (struct told){ 0, query_get_text(&q, 0),
		    "found", query_get_int(&q, 1), query_get_int(&q, 2),
		    clock_now_ms() }, err) == -1)
			return -1;
	return rc;
}

int
told_found(struct store *s, struct err *err)
{
	if (told_stood(s, SQL_ALERTS_FOUND, err) == -1)
		return -1;
	return told_stood(s, SQL_OUTBOX_FOUND, err);
}
