#include "store/records/cursors.h"

#include "base/safe.h"
#include "store/core/batch.h"
#include "store/records/row.h"

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

static int
cursor_put(struct store *s, const struct cursor *c, struct err *err)
{
	CLEANUP(query_done) struct query q;

	if (query_open(&q, s, SQL_CURSOR_SET, err) == -1)
		return -1;
	table_bind(&q, TABLE_CURSOR, c);
	return query_run(&q, err);
}

/* A row of the ledger is UTF-8, and two folders must not share one. */
static const char *
folder_text(const char *folder, struct buf *room)
{
	safe_utf8(room, span_str(folder));
	if (span_eq(buf_span(room), span_str(folder)))
		return folder;
	buf_reset(room);
	buf_add_str(room, "bytes ");
	for (const char *p = folder; *p != '\0'; p++)
		buf_addf(room, "%02x", (unsigned char)*p);
	return buf_str(room);
}

static int
reached_add(struct store *s, const struct cursor *c, const char *why,
    int64_t now_ms, struct err *err)
{
	CLEANUP(buf_done) struct buf room = { .max = STORE_TEXT_MAX };
	const struct reached row = { 0, c->account, folder_text(c->folder,
	    &room), why, c->uidvalidity, c->last_uid, now_ms };
	int64_t id;

	return row_insert(s, TABLE_REACHED, &row, &id, err);
}

/* NULL: it goes on from where it was. */
static const char *
why_begun(int found, const struct cursor *was, const struct cursor *is)
{
	if (found == 1 || was->uidvalidity != is->uidvalidity)
		return "begun";
	return is->last_uid < was->last_uid ? "again" : NULL;
}

static int
cursor_move(struct store *s, const struct cursor *c, struct err *err)
{
	struct cursor was;
	int found = cursor_get(s, c->account, c->folder, &was, err);
	const char *why = why_begun(found, &was, c);

	if (found == -1 || (why != NULL &&
	    reached_add(s, c, why, c->recorded_ms, err) == -1))
		return -1;
	return cursor_put(s, c, err);
}

int
cursor_set(struct store *s, const struct cursor *c, struct err *err)
{
	CLEANUP(scope_leave) struct scope scope;

	if (scope_enter(&scope, s, err) == -1)
		return -1;
	if (cursor_move(s, c, err) == -1)
		return -1;
	return scope_end(&scope, err);
}

int
cursors_close(struct store *s, const char *account, const char *why,
    int64_t now_ms, struct err *err)
{
	CLEANUP(query_done) struct query q;
	struct cursor row;
	int rc;

	if (query_open(&q, s, SQL_CURSORS_MOVED, err) == -1)
		return -1;
	query_name(&q, ":account", account);
	while ((rc = query_step(&q, err)) == QUERY_ROW)
		if (table_read(&q, TABLE_CURSOR, &row, err) == -1 ||
		    reached_add(s, &row, why, now_ms, err) == -1)
			return -1;
	return rc;
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
