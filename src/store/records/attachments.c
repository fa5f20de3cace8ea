#include "store/records/attachments.h"

#include "store/core/batch.h"
#include "store/records/originals.h"
#include "store/records/row.h"

struct digest
enclosure_digest(const struct enclosure *e)
{
	return e->streams ? e->digest : digest_of(e->bytes);
}

int
attachment_keep(struct store *s, const char *tbl, int64_t ref,
    const struct enclosure *e, int64_t now_ms, struct err *err)
{
	CLEANUP(scope_leave) struct scope scope;
	struct attachment row = { 0, tbl, ref, e->purpose,
		enclosure_digest(e), e->name, e->media, now_ms };

	if (scope_enter(&scope, s, err) == -1)
		return -1;
	if ((e->streams ? original_keep_file(s, &row.digest, e->fd, e->size,
	    err) : original_keep(s, &row.digest, e->bytes, err)) == -1 ||
	    row_insert(s, TABLE_ATTACHMENT, &row, &row.id, err) == -1)
		return -1;
	return scope_end(&scope, err);
}

int
attachment_list(struct store *s, const char *tbl, int64_t ref,
    attachment_each *each, void *arg, struct err *err)
{
	CLEANUP(query_done) struct query q;
	struct attachment row;
	int rc;

	if (query_open(&q, s, SQL_ATTACHMENT_LIST, err) == -1)
		return -1;
	query_name(&q, ":tbl", tbl);
	query_int(&q, ":ref", ref);
	while ((rc = query_step(&q, err)) == QUERY_ROW)
		if (table_read(&q, TABLE_ATTACHMENT, &row, err) == -1 ||
		    each(&row, arg, err) == -1)
			return -1;
	return rc;
}
