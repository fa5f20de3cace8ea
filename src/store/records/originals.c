#include "store/records/originals.h"

#include "store/records/filter.h"
#include "store/records/row.h"

static int
is_kept(struct store *s, const struct digest *digest, struct err *err)
{
	CLEANUP(query_done) struct query q;

	if (query_open(&q, s, SQL_ORIGINAL_FIND, err) == -1)
		return -1;
	query_digest(&q, ":digest", digest);
	return query_step(&q, err);
}

int
original_keep(struct store *s, const struct digest *digest,
    struct span bytes, struct err *err)
{
	CLEANUP(query_done) struct query q = { 0 };
	struct original_row row = { 0, *digest, (int64_t)bytes.len };
	int rc = is_kept(s, digest, err);

	if (rc != 0)
		return rc == QUERY_ROW ? 0 : -1;
	if (query_open(&q, s, SQL_ORIGINAL_INSERT, err) == -1)
		return -1;
	table_bind(&q, TABLE_ORIGINAL, &row);
	query_bytes(&q, ":bytes", bytes);
	if (query_run(&q, err) == -1)
		return -1;
	return row_record(s, TABLE_ORIGINAL,
	    sqlite3_last_insert_rowid(s->db), err);
}

int
original_get(struct store *s, const struct digest *digest, struct buf *out,
    struct err *err)
{
	CLEANUP(query_done) struct query q;
	int rc;

	if (query_open(&q, s, SQL_ORIGINAL_BYTES, err) == -1)
		return -1;
	query_digest(&q, ":digest", digest);
	rc = query_step(&q, err);
	if (rc != QUERY_ROW)
		return rc == 0 ? 1 : -1;
	buf_add_span(out, query_get_bytes(&q, 0));
	if (out->over)
		return err_set(err, EX_DATAERR, "%s: an original is larger "
		    "than %zu bytes", s->path, out->max);
	return 0;
}

int
original_list(struct store *s, const struct filter *f, original_each *each,
    void *arg, struct err *err)
{
	CLEANUP(query_done) struct query q;
	int rc;

	if (query_open(&q, s, SQL_ORIGINAL_LIST, err) == -1)
		return -1;
	filter_bind(&q, f);
	while ((rc = query_step(&q, err)) == QUERY_ROW) {
		struct digest digest;

		if (!query_get_digest(&q, 0, &digest))
			return err_set(err, EX_DATAERR,
			    "%s: the name of an original is no digest",
			    s->path);
		if (each(&digest, query_get_text(&q, 2),
		    query_get_bytes(&q, 1), arg, err) == -1)
			return -1;
	}
	return rc;
}

int
original_sizes(struct store *s, const struct filter *f, original_size *each,
    void *arg, struct err *err)
{
	CLEANUP(query_done) struct query q;
	int rc;

	if (query_open(&q, s, SQL_ORIGINAL_SIZES, err) == -1)
		return -1;
	filter_bind(&q, f);
	while ((rc = query_step(&q, err)) == QUERY_ROW)
		if (each(query_get_int(&q, 0), arg, err) == -1)
			return -1;
	return rc;
}
