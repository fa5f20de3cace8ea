#include <string.h>

#include "store/core/batch.h"
#include "store/records/row.h"

int
setting_get(struct store *s, const char *name, struct buf *out,
    struct err *err)
{
	CLEANUP(query_done) struct query q;
	struct setting_row row;
	int rc;

	if (query_open(&q, s, SQL_SETTING_LAST, err) == -1)
		return -1;
	query_text(&q, ":name", name);
	rc = query_step(&q, err);
	if (rc != QUERY_ROW)
		return rc == 0 ? 1 : -1;
	if (table_read(&q, TABLE_SETTING, &row, err) == -1)
		return -1;
	buf_add_str(out, row.value);
	return 0;
}

int
setting_record(struct store *s, const char *name, const char *value,
    int64_t now_ms, struct err *err)
{
	CLEANUP(scope_leave) struct scope scope;
	CLEANUP(buf_done) struct buf last = { .max = STORE_TEXT_MAX };
	struct setting_row row = { 0, name, value, now_ms };
	int rc;

	if (scope_enter(&scope, s, err) == -1)
		return -1;
	rc = setting_get(s, name, &last, err);
	if (rc == -1)
		return -1;
	if ((rc == 1 || strcmp(buf_str(&last), value) != 0) &&
	    row_insert(s, TABLE_SETTING, &row, &row.id, err) == -1)
		return -1;
	return scope_end(&scope, err);
}
