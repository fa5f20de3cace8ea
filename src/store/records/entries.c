#include "store/records/entries.h"

#include "model/media.h"
#include "store/core/batch.h"

static int
keep_all(struct store *s, int64_t id, struct span statement,
    const struct enclosure *e, size_t n, int64_t now_ms, struct err *err)
{
	const struct enclosure said = { PURPOSE_STATEMENT, "statement.json",
		MEDIA_JSON, statement };

	if (attachment_keep(s, "incident", id, &said, now_ms, err) == -1)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (attachment_keep(s, "incident", id, &e[i], now_ms,
		    err) == -1)
			return -1;
	return 0;
}

static int
find_same(struct store *s, const struct incident *in, int64_t *id,
    struct err *err)
{
	CLEANUP(query_done) struct query q;
	int rc;

	if (query_open(&q, s, SQL_ENTRY_SAME, err) == -1)
		return -1;
	query_day(&q, ":day", in->day);
	query_text(&q, ":person", in->person);
	query_digest(&q, ":text_digest", &in->text);
	rc = query_step(&q, err);
	if (rc == QUERY_ROW)
		*id = query_get_int(&q, 0);
	return rc;
}

static int
entry_write(struct store *s, const struct incident *in, struct span statement,
    const struct enclosure *e, size_t n, int64_t *id, struct err *err)
{
	const struct sighting seen = { ENTRY_ACCOUNT, "", 0, 0,
		MOMENT_NONE };
	int rc = find_same(s, in, id, err);

	if (rc != 0)
		return rc;
	rc = incident_record(s, in, &seen, statement, NULL, 0, id, err);
	if (rc != RECORDED_NEW)
		return rc == -1 ? -1 : 1;
	return keep_all(s, *id, statement, e, n, in->recorded_ms, err);
}

int
entry_record(struct store *s, const struct incident *in,
    struct span statement, const struct enclosure *e, size_t n, int64_t *id,
    struct err *err)
{
	CLEANUP(scope_leave) struct scope scope;
	int rc;

	if (scope_enter(&scope, s, err) == -1)
		return -1;
	rc = entry_write(s, in, statement, e, n, id, err);
	if (rc == -1 || scope_end(&scope, err) == -1)
		return -1;
	return rc;
}

/* The statement first: the decision refers to it. */
int
entry_amend(struct store *s, const struct decision *d, struct span statement,
    const struct enclosure *e, size_t n, struct err *err)
{
	CLEANUP(scope_leave) struct scope scope;
	struct decision row = *d;
	int rc;

	row.now.digest = digest_of(statement);
	if (scope_enter(&scope, s, err) == -1)
		return -1;
	if (keep_all(s, d->incident, statement, e, n, d->recorded_ms,
	    err) == -1)
		return -1;
	rc = decision_record(s, &row, err);
	if (rc == -1 || scope_end(&scope, err) == -1)
		return -1;
	return rc;
}
