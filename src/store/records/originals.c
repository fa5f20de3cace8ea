#include "store/records/originals.h"

#include <unistd.h>

#include "store/core/sqlite_error.h"
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

/* A file on its way into the place that was made for it. */
struct filling {
	sqlite3_blob *blob;
	int fd;
	int64_t at, size;
	int rc;			/* SQLite's last word */
};

static void
filling_done(struct filling *f)
{
	sqlite3_blob_close(f->blob);
}

static int
fill_more(char *room, int size, void *arg)
{
	struct filling *f = arg;
	ssize_t n = pread(f->fd, room, (size_t)size, (off_t)f->at);

	if (n <= 0)
		return (int)n;
	/* It grew: there is no place for the rest. */
	if (n > f->size - f->at)
		return -1;
	f->rc = sqlite3_blob_write(f->blob, room, (int)n, (int)f->at);
	f->at += n;
	return f->rc == SQLITE_OK ? (int)n : -1;
}

static int
fill(struct store *s, int64_t id, const struct digest *digest, int fd,
    int64_t size, struct err *err)
{
	CLEANUP(filling_done) struct filling f = { .fd = fd, .size = size };
	struct digest is;
	int got;

	f.rc = sqlite3_blob_open(s->db, "main", tables[TABLE_ORIGINAL].name,
	    "bytes", id, 1, &f.blob);
	if (f.rc != SQLITE_OK)
		return sqlite_error_set(s, f.rc, err);
	got = digest_of_all(fill_more, &f, &is);
	if (f.rc != SQLITE_OK)
		return sqlite_error_set(s, f.rc, err);
	if (got == -1 || f.at != size || !digest_eq(&is, digest))
		return err_set(err, EX_TEMPFAIL, "a file was changed while "
		    "it was read; again would be right");
	return 0;
}

/* The digest stands in the row before the bytes do: nobody sees that, it is
 * one transaction. */
int
original_keep_file(struct store *s, const struct digest *digest, int fd,
    int64_t size, struct err *err)
{
	CLEANUP(query_done) struct query q = { 0 };
	struct original_row row = { 0, *digest, size };
	int rc = is_kept(s, digest, err);
	int64_t id;

	if (rc != 0)
		return rc == QUERY_ROW ? 0 : -1;
	if (query_open(&q, s, SQL_ORIGINAL_INSERT, err) == -1)
		return -1;
	table_bind(&q, TABLE_ORIGINAL, &row);
	query_zeros(&q, ":bytes", size);
	if (query_run(&q, err) == -1)
		return -1;
	id = sqlite3_last_insert_rowid(s->db);
	if (fill(s, id, digest, fd, size, err) == -1)
		return -1;
	return row_record(s, TABLE_ORIGINAL, id, err);
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
