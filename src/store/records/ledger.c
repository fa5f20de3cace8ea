#include "store/records/ledger.h"

#include "store/core/private.h"

int
ledger_head(struct store *s, int64_t *seq, struct digest *head,
    struct err *err)
{
	CLEANUP(query_done) struct query q;
	int rc;

	*seq = 0;
	*head = (struct digest){ { 0 } };
	if (query_open(&q, s, SQL_LEDGER_LAST, err) == -1)
		return -1;
	rc = query_step(&q, err);
	if (rc != QUERY_ROW)
		return rc;
	*seq = query_get_int(&q, 0);
	if (!query_get_digest(&q, 1, head))
		return err_set(err, EX_DATAERR,
		    "%s: the head of ledger %lld is no digest", s->path,
		    (long long)*seq);
	return 0;
}

int
ledger_head_at(struct store *s, int64_t seq, struct digest *head,
    struct err *err)
{
	CLEANUP(query_done) struct query q;
	int rc;

	if (query_open(&q, s, SQL_LEDGER_AT, err) == -1)
		return -1;
	query_int(&q, ":seq", seq);
	rc = query_step(&q, err);
	if (rc != QUERY_ROW)
		return rc == 0 ? 1 : -1;
	if (!query_get_digest(&q, 0, head))
		return err_set(err, EX_DATAERR,
		    "%s: the head of ledger %lld is no digest", s->path,
		    (long long)seq);
	return 0;
}

int
ledger_list(struct store *s, ledger_each *each, void *arg, struct err *err)
{
	CLEANUP(query_done) struct query q;
	int rc;

	if (query_open(&q, s, SQL_LEDGER_LIST, err) == -1)
		return -1;
	while ((rc = query_step(&q, err)) == QUERY_ROW) {
		int64_t seq = query_get_int(&q, 0);
		struct digest head;

		if (!query_get_digest(&q, 2, &head))
			return err_set(err, EX_DATAERR,
			    "%s: the head of ledger %lld is no digest",
			    s->path, (long long)seq);
		if (each(seq, query_get_bytes(&q, 1), &head, arg, err) == -1)
			return -1;
	}
	return rc;
}
