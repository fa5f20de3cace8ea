#include "store/records/cursors.h"

#include "store/core/private.h"

int
cursor_get(struct store *s, const char *account, const char *folder,
    struct cursor *out, struct err *err)
{
	CLEANUP(query_done) struct query q;
	int rc;

	*out = (struct cursor){ account, folder, 0, 0 };
	if (query_open(&q, s, SQL_CURSOR_GET, err) == -1)
		return -1;
	query_name(&q, ":account", account);
	query_name(&q, ":folder", folder);
	rc = query_step(&q, err);
	if (rc != QUERY_ROW)
		return rc == 0 ? 1 : -1;
	out->uidvalidity = (uint32_t)query_get_int(&q, 0);
	out->last_uid = (uint32_t)query_get_int(&q, 1);
	return 0;
}

int
cursor_set(struct store *s, const struct cursor *c, struct err *err)
{
	CLEANUP(query_done) struct query q;

	if (query_open(&q, s, SQL_CURSOR_SET, err) == -1)
		return -1;
	table_bind(&q, TABLE_CURSOR, c);
	return query_run(&q, err);
}

int
cursor_list(struct store *s, const char *account, cursor_each *each,
    void *arg, struct err *err)
{
	CLEANUP(query_done) struct query q;
	struct cursor row;
	int rc;

	if (query_open(&q, s, SQL_CURSOR_LIST, err) == -1)
		return -1;
	query_name(&q, ":account", account);
	while ((rc = query_step(&q, err)) == QUERY_ROW)
		if (table_read(&q, TABLE_CURSOR, &row, err) == -1 ||
		    each(&row, arg, err) == -1)
			return -1;
	return rc;
}
