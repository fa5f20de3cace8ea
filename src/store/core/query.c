#include "store/core/query.h"

#include <string.h>

#include "base/safe.h"
#include "store/core/private.h"
#include "store/core/sqlite_error.h"

/* What a batch may still do after a step failed: nothing but end.  SQLite
 * itself may have rolled back; the next statement would then be on its own
 * and be kept without the rest of its batch. */
static int
refuse(struct store *s, enum sql sql, struct err *err)
{
	if (s->broken && sql != SQL_ROLLBACK) {
		*err = s->why;
		return -1;
	}
	if (store_is_old(s) && sql > SQL_ROLLBACK)
		return err_set(err, EX_DATAERR, "%s has the old format %lld; "
		    "floodmarkd, run once, brings it up to date", s->path,
		    (long long)s->format);
	return 0;
}

static int
query_fail(struct query *q, int rc, struct err *err)
{
	struct store *s = q->store;

	q->rc = rc;
	sqlite_error_set(s, rc, err);
	if (s->in_batch && !s->broken) {
		s->broken = true;
		s->why = *err;
	}
	return -1;
}

int
query_open_on(struct query *q, struct store *s, enum sql sql, int table,
    struct err *err)
{
	sqlite3_stmt **ready = &s->ready[sql][table];

	*q = (struct query){ .store = s };
	if (refuse(s, sql, err) == -1)
		return -1;
	if (*ready == NULL && statement_prepare(s, sql, table,
	    SQLITE_PREPARE_PERSISTENT, ready, err) == -1) {
		q->rc = sqlite3_extended_errcode(s->db);
		return -1;
	}
	q->stmt = *ready;
	if (!sqlite3_stmt_busy(*ready))
		return 0;
	/* A callback asks what its caller is in the middle of. */
	q->stmt = NULL;
	if (statement_prepare(s, sql, table, 0, &q->stmt, err) == -1)
		return -1;
	q->own = true;
	return 0;
}

int
query_open(struct query *q, struct store *s, enum sql sql, struct err *err)
{
	return query_open_on(q, s, sql, statement_table(sql), err);
}

void
query_done(struct query *q)
{
	if (q->own) {
		sqlite3_finalize(q->stmt);
	} else if (q->stmt != NULL) {
		sqlite3_reset(q->stmt);
		sqlite3_clear_bindings(q->stmt);
	}
	q->stmt = NULL;
}

static int
index_of(struct query *q, const char *param)
{
	return sqlite3_bind_parameter_index(q->stmt, param);
}

static void
bound(struct query *q, int rc)
{
	if (rc != SQLITE_OK && q->rc == SQLITE_OK)
		q->rc = rc;
}

void
query_int(struct query *q, const char *param, int64_t n)
{
	bound(q, sqlite3_bind_int64(q->stmt, index_of(q, param), n));
}

void
query_real(struct query *q, const char *param, double n)
{
	bound(q, sqlite3_bind_double(q->stmt, index_of(q, param), n));
}

void
query_moment(struct query *q, const char *param, int64_t ms)
{
	if (ms == MOMENT_NONE)
		bound(q, sqlite3_bind_null(q->stmt, index_of(q, param)));
	else
		query_int(q, param, ms);
}

#define DAY_MIN (-719528)	/* 0000-01-01 */
#define DAY_MAX 2932896		/* 9999-12-31 */

void
query_day(struct query *q, const char *param, struct day d)
{
	char text[DAY_TEXT];

	/* Open ends of filters; ten characters keep text order day order. */
	if (d.n < DAY_MIN)
		d.n = DAY_MIN;
	if (d.n > DAY_MAX)
		d.n = DAY_MAX;
	day_text(d, text);
	bound(q, sqlite3_bind_text(q->stmt, index_of(q, param), text, -1,
	    SQLITE_TRANSIENT));
}

void
query_text(struct query *q, const char *param, const char *s)
{
	struct buf *b = &q->store->text;

	buf_reset(b);
	safe_utf8(b, span_str(s));
	bound(q, sqlite3_bind_text(q->stmt, index_of(q, param),
	    b->len == 0 ? "" : b->at, (int)b->len, SQLITE_TRANSIENT));
}

void
query_name(struct query *q, const char *param, const char *s)
{
	bound(q, sqlite3_bind_text(q->stmt, index_of(q, param), s, -1,
	    SQLITE_STATIC));
}

void
query_bytes(struct query *q, const char *param, struct span s)
{
	bound(q, sqlite3_bind_blob64(q->stmt, index_of(q, param),
	    s.at == NULL ? "" : s.at, s.len, SQLITE_STATIC));
}

void
query_zeros(struct query *q, const char *param, int64_t n)
{
	bound(q, sqlite3_bind_zeroblob64(q->stmt, index_of(q, param),
	    (sqlite3_uint64)n));
}

void
query_digest(struct query *q, const char *param, const struct digest *d)
{
	bound(q, sqlite3_bind_blob(q->stmt, index_of(q, param), d->at,
	    sizeof(d->at), SQLITE_TRANSIENT));
}

int
query_step(struct query *q, struct err *err)
{
	int rc = q->rc == SQLITE_OK ? sqlite3_step(q->stmt) : q->rc;

	if (rc == SQLITE_ROW)
		return QUERY_ROW;
	if (rc == SQLITE_DONE)
		return 0;
	return query_fail(q, rc, err);
}

int
query_run(struct query *q, struct err *err)
{
	int rc;

	while ((rc = query_step(q, err)) == QUERY_ROW)
		;
	return rc;
}

int64_t
query_get_int(struct query *q, int at)
{
	return sqlite3_column_int64(q->stmt, at);
}

double
query_get_real(struct query *q, int at)
{
	return sqlite3_column_double(q->stmt, at);
}

int64_t
query_get_moment(struct query *q, int at)
{
	return sqlite3_column_type(q->stmt, at) == SQLITE_NULL ? MOMENT_NONE :
	    query_get_int(q, at);
}

const char *
query_get_text(struct query *q, int at)
{
	const unsigned char *s = sqlite3_column_text(q->stmt, at);

	return s == NULL ? "" : (const char *)s;
}

struct span
query_get_bytes(struct query *q, int at)
{
	const void *bytes = sqlite3_column_blob(q->stmt, at);

	return span_of(bytes, (size_t)sqlite3_column_bytes(q->stmt, at));
}

bool
query_get_digest(struct query *q, int at, struct digest *out)
{
	struct span s = query_get_bytes(q, at);

	if (s.len != sizeof(out->at))
		return false;
	memcpy(out->at, s.at, sizeof(out->at));
	return true;
}
