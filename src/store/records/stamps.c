#include "store/records/stamps.h"

#include "model/media.h"
#include "store/core/batch.h"

int
stamp_last(struct store *s, const char *name, enum purpose purpose,
    struct stamp_last *out, struct err *err)
{
	CLEANUP(query_done) struct query q;
	struct attachment row;
	int rc;

	if (query_open(&q, s, SQL_STAMP_LAST, err) == -1)
		return -1;
	query_text(&q, ":name", name);
	query_text(&q, ":purpose", purpose_name(purpose));
	rc = query_step(&q, err);
	if (rc != QUERY_ROW)
		return rc == 0 ? 1 : -1;
	if (table_read(&q, TABLE_ATTACHMENT, &row, err) == -1)
		return -1;
	*out = (struct stamp_last){ row.ref, row.recorded_ms, row.digest };
	return 0;
}

int
stamp_unstamped(struct store *s, int64_t seq, struct err *err)
{
	CLEANUP(query_done) struct query q;
	int rc;

	if (query_open(&q, s, SQL_STAMP_UNSTAMPED, err) == -1)
		return -1;
	query_int(&q, ":seq", seq);
	rc = query_step(&q, err);
	return rc == QUERY_ROW ? 1 : rc;
}

static int
keep_certificates(struct store *s, const struct stamp_answer *a,
    int64_t now_ms, struct err *err)
{
	const struct enclosure e = { PURPOSE_AUTHORITY, a->name, MEDIA_PEM,
		a->certificates };
	const struct digest digest = digest_of(a->certificates);
	struct stamp_last last;
	int rc = stamp_last(s, a->name, PURPOSE_AUTHORITY, &last, err);

	if (rc == -1 || (rc == 0 && digest_eq(&last.digest, &digest)))
		return rc;
	return attachment_keep(s, STAMPED, a->seq, &e, now_ms, err);
}

int
stamp_record(struct store *s, const struct stamp_answer *a, int64_t now_ms,
    struct err *err)
{
	CLEANUP(scope_leave) struct scope scope;
	const struct enclosure e = { PURPOSE_TIMESTAMP, a->name, MEDIA_TSR,
		a->reply };

	if (scope_enter(&scope, s, err) == -1)
		return -1;
	if (keep_certificates(s, a, now_ms, err) == -1 ||
	    attachment_keep(s, STAMPED, a->seq, &e, now_ms, err) == -1)
		return -1;
	return scope_end(&scope, err);
}

int
stamp_list(struct store *s, attachment_each *each, void *arg,
    struct err *err)
{
	CLEANUP(query_done) struct query q = { 0 };
	struct attachment row;
	int rc;

	if (store_is_old(s))
		return 0;
	if (query_open(&q, s, SQL_STAMP_LIST, err) == -1)
		return -1;
	while ((rc = query_step(&q, err)) == QUERY_ROW)
		if (table_read(&q, TABLE_ATTACHMENT, &row, err) == -1 ||
		    each(&row, arg, err) == -1)
			return -1;
	return rc;
}
