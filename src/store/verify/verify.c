#include <stdio.h>
#include <sys/stat.h>

#include "store/core/schema.h"
#include "store/core/sqlite_error.h"
#include "store/verify/verify_ledger.h"

static int
check_integrity(struct report *r, struct err *err)
{
	CLEANUP(query_done) struct query q;
	int rc;

	if (query_open(&q, r->store, SQL_INTEGRITY, err) == -1)
		return report_damage(r, q.rc, "database", err);
	while ((rc = query_step(&q, err)) == QUERY_ROW) {
		const char *line = query_get_text(&q, 0);

		if (span_eq(span_str(line), span_str("ok")))
			continue;
		if (report_fault(r, FAULT_UNREADABLE, "database", line,
		    err) == -1)
			return -1;
	}
	return rc == 0 ? 0 : report_damage(r, q.rc, "database", err);
}

/* Every row the statement gives is a fault of that table. */
static int
check_rows(struct report *r, enum sql sql, int table, enum fault fault,
    const char *what, struct err *err)
{
	CLEANUP(query_done) struct query q;
	int rc;

	if (query_open_on(&q, r->store, sql, table, err) == -1)
		return report_damage(r, q.rc, tables[table].name, err);
	while ((rc = query_step(&q, err)) == QUERY_ROW)
		if (report_row(r, table, fault, query_get_int(&q, 0), what,
		    err) == -1)
			return -1;
	return rc == 0 ? 0 : report_damage(r, q.rc, tables[table].name, err);
}

static int
check_unrecorded(struct report *r, struct err *err)
{
	for (int t = 0; t < TABLE_EVIDENCE_COUNT; t++)
		if (check_rows(r, SQL_ROW_UNRECORDED, t, FAULT_MISSING,
		    "its ledger row is missing", err) == -1)
			return -1;
	return report_flush(r, err);
}

static int
check_vanished(struct report *r, struct err *err)
{
	for (int t = 0; t < TABLE_EVIDENCE_COUNT; t++)
		if (check_rows(r, SQL_ROW_VANISHED, t, FAULT_MISSING,
		    "in the ledger, and no longer in its table", err) == -1)
			return -1;
	return report_flush(r, err);
}

/* The bytes of an original where they lie: one may have 512 MB. */
struct store_pieces {
	sqlite3_blob *blob;
	int at, size;
	int rc;			/* SQLite's last word */
};

static void
pieces_done(struct store_pieces *p)
{
	sqlite3_blob_close(p->blob);
}

static int
next_piece(char *room, int size, void *arg)
{
	struct store_pieces *p = arg;
	int n = p->size - p->at < size ? p->size - p->at : size;

	if (n == 0)
		return 0;
	p->rc = sqlite3_blob_read(p->blob, room, n, p->at);
	p->at += n;
	return p->rc == SQLITE_OK ? n : -1;
}

/* -1: p->rc. */
static int
digest_stored(struct store *s, int64_t id, struct digest *out, int *rc)
{
	CLEANUP(pieces_done) struct store_pieces p = { 0 };
	int got = -1;

	p.rc = sqlite3_blob_open(s->db, "main", tables[TABLE_ORIGINAL].name,
	    "bytes", id, 0, &p.blob);
	if (p.rc == SQLITE_OK) {
		p.size = sqlite3_blob_bytes(p.blob);
		got = digest_of_all(next_piece, &p, out);
	}
	*rc = p.rc;
	return got;
}

static int
check_original(struct report *r, int64_t id, struct err *err)
{
	CLEANUP(query_done) struct query q;
	struct digest digest, is;
	char hex[DIGEST_TEXT], where[100];
	int rc;

	if (query_open(&q, r->store, SQL_ORIGINAL_CHECK, err) == -1)
		return -1;
	query_int(&q, ":id", id);
	rc = query_step(&q, err);
	if (rc != -1)
		rc = digest_stored(r->store, id, &is, &q.rc);
	if (rc == -1 && q.rc == SQLITE_ERROR)
		return report_row(r, TABLE_ORIGINAL, FAULT_CHANGED, id,
		    "its bytes are no bytes", err);
	if (rc == -1 && !sqlite_error_is_damage(q.rc)) {
		sqlite_error_set(r->store, q.rc, err);
		return -1;
	}
	if (rc == -1)
		return report_row(r, TABLE_ORIGINAL, FAULT_UNREADABLE, id,
		    "the file is damaged there", err);
	r->sum->originals++;
	if (!query_get_digest(&q, 0, &digest))
		return report_row(r, TABLE_ORIGINAL, FAULT_CHANGED, id,
		    "its name is no digest", err);
	if (digest_eq(&digest, &is))
		return 0;
	digest_text(&digest, hex);
	snprintf(where, sizeof(where), "original %s", hex);
	return report_fault(r, FAULT_CHANGED, where,
	    "its bytes have another digest", err);
}

/* One query an original, so that damage to one leaves the others. */
static int
check_originals(struct report *r, struct err *err)
{
	CLEANUP(query_done) struct query q;
	int rc;

	if (query_open_on(&q, r->store, SQL_ROW_IDS, TABLE_ORIGINAL,
	    err) == -1)
		return report_damage(r, q.rc, "original", err);
	while ((rc = query_step(&q, err)) == QUERY_ROW)
		if (check_original(r, query_get_int(&q, 0), err) == -1)
			return -1;
	return rc == 0 ? report_flush(r, err) :
	    report_damage(r, q.rc, "original", err);
}

static int
report_count(struct report *r, struct query *q, struct err *err)
{
	bool missing = query_get_int(q, 7) != 0;
	char where[300], what[200];

	snprintf(where, sizeof(where), "daily %s %.200s %.20s",
	    query_get_text(q, 0), query_get_text(q, 1),
	    query_get_text(q, 2));
	snprintf(what, sizeof(what), "says %lld in, %lld out; the incidents "
	    "give %lld in, %lld out", (long long)query_get_int(q, 5),
	    (long long)query_get_int(q, 6), (long long)query_get_int(q, 3),
	    (long long)query_get_int(q, 4));
	return report_fault(r, missing ? FAULT_MISSING : FAULT_CHANGED, where,
	    missing ? "no count, and there are incidents" : what, err);
}

static int
store_check_counts(struct report *r, struct err *err)
{
	CLEANUP(query_done) struct query q;
	int rc;

	if (query_open(&q, r->store, SQL_DAILY_CHECK, err) == -1)
		return report_damage(r, q.rc, "daily", err);
	while ((rc = query_step(&q, err)) == QUERY_ROW)
		if (report_count(r, &q, err) == -1)
			return -1;
	return rc == 0 ? 0 : report_damage(r, q.rc, "daily", err);
}

static int
check_orphans(struct report *r, struct err *err)
{
	CLEANUP(query_done) struct query q;
	int rc;

	if (query_open(&q, r->store, SQL_ORPHANS, err) == -1)
		return report_damage(r, q.rc, "references", err);
	while ((rc = query_step(&q, err)) == QUERY_ROW)
		if (report_row(r, table_find(query_get_text(&q, 0)),
		    FAULT_MISSING, query_get_int(&q, 1),
		    query_get_text(&q, 2), err) == -1)
			return -1;
	return rc == 0 ? report_flush(r, err) :
	    report_damage(r, q.rc, "references", err);
}

static int
total(struct report *r, enum sql sql, int64_t *out, struct err *err)
{
	CLEANUP(query_done) struct query q;
	int rc;

	if (query_open_on(&q, r->store, sql, TABLE_INCIDENT, err) == -1)
		return report_damage(r, q.rc, "incident", err);
	rc = query_step(&q, err);
	if (rc == QUERY_ROW)
		*out = query_get_int(&q, 0);
	return rc == -1 ? report_damage(r, q.rc, "incident", err) : 0;
}

static const struct {
	enum sql sql;
	const char *table;
} recomputed[] = {
	{ SQL_SOURCE_CHECK, "source" },
	{ SQL_CURSOR_CHECK, "cursor" },
	{ SQL_ALERT_CHECK, "alert" },
	{ SQL_OUTBOX_CHECK, "outbox" },
};

/* Every row the statement gives differs from what the ledger makes of it. */
static int
check_recomputed(struct report *r, enum sql sql, const char *table,
    struct err *err)
{
	CLEANUP(query_done) struct query q;
	char where[300];
	int rc;

	if (query_open(&q, r->store, sql, err) == -1)
		return report_damage(r, q.rc, table, err);
	while ((rc = query_step(&q, err)) == QUERY_ROW) {
		snprintf(where, sizeof(where), "%s %.250s", table,
		    query_get_text(&q, 1));
		if (report_fault(r, query_get_int(&q, 0) != 0 ?
		    FAULT_MISSING : FAULT_CHANGED, where,
		    query_get_text(&q, 2), err) == -1)
			return -1;
	}
	return rc == 0 ? 0 : report_damage(r, q.rc, table, err);
}

/* What changes, against the ledger. */
static int
check_standing(struct report *r, struct err *err)
{
	for (size_t i = 0; i < sizeof(recomputed) / sizeof(recomputed[0]);
	    i++)
		if (check_recomputed(r, recomputed[i].sql,
		    recomputed[i].table, err) == -1)
			return -1;
	return 0;
}

static int
check_totals(struct report *r, struct err *err)
{
	if (total(r, SQL_ROW_COUNT, &r->sum->incidents, err) == -1)
		return -1;
	return total(r, SQL_CONTACT_COUNT, &r->sum->contacts, err);
}

static int
check_chain(struct report *r, struct err *err)
{
	return ledger_check(r, err) == -1 ? -1 : report_flush(r, err);
}

static int
report_times(struct report *r, struct err *err)
{
	char what[TIMES_NOTE], where[100];
	int64_t row;

	for (int i = 0; (row = times_note(&r->times, i, what)) != 0; i++) {
		snprintf(where, sizeof(where), "ledger %lld", (long long)row);
		if (report_fault(r, FAULT_NOTE, where, what, err) == -1)
			return -1;
	}
	return 0;
}

/* Above 0: the others must not be made. */
static int (*const checks[])(struct report *, struct err *) = {
	schema_check,
	check_integrity,
	check_chain,
	check_unrecorded,
	check_vanished,
	check_originals,
	store_check_counts,
	check_standing,
	check_orphans,
	check_totals,
	report_times,
};

static int
run_checks(struct report *r, struct err *err)
{
	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++) {
		int rc = checks[i](r, err);

		if (rc != 0)
			return rc < 0 ? -1 : 0;
	}
	return 0;
}

/*
 * Pages that lead to each other, or tables in which a million rows are one,
 * would be read for ever.  SQLite takes 0.23 steps for each byte of a real
 * store; this is ten times that, and a second for a small one.
 */
#define STEPS_AT_ONCE 10000
#define STEPS_LEAST INT64_C(50000000)
#define STEPS_A_BYTE 3
/* A byte of a compressing file system may be so many. */
#define PACKED 4

static int
work_is_over(void *arg)
{
	int64_t *left = arg;

	*left -= STEPS_AT_ONCE;
	return *left < 0;
}

static int64_t
work_of(const struct store *s)
{
	struct stat st;
	int64_t bytes;

	if (stat(s->real, &st) == -1)
		return STEPS_LEAST;
	bytes = (int64_t)st.st_blocks * 512 * PACKED;
	if (bytes > st.st_size)
		bytes = st.st_size;
	return STEPS_LEAST + bytes * STEPS_A_BYTE;
}

static void
leave(struct store **s)
{
	if (*s != NULL)
		store_rollback(*s);
}

/* All checks look at one moment: the daemon may be writing meanwhile. */
static int
run_in_snapshot(struct report *r, struct err *err)
{
	CLEANUP(leave) struct store *s = NULL;

	if (r->store->in_batch || r->store->in_snapshot)
		return run_checks(r, err);
	if (store_snapshot(r->store, err) == -1)
		return -1;
	s = r->store;
	return run_checks(r, err);
}

int
store_verify(struct store *s, fault_each *each, void *arg,
    struct verified *sum, struct err *err)
{
	struct report r = { .store = s, .each = each, .arg = arg,
		.sum = sum };
	char what[100];

	int64_t left = work_of(s);
	int rc;

	*sum = (struct verified){ 0 };
	if (store_is_old(s)) {
		snprintf(what, sizeof(what), "has format %lld, this program "
		    "writes %d", (long long)s->format, STORE_FORMAT);
		return report_fault(&r, FAULT_OLD_FORMAT, "store", what, err);
	}
	sqlite3_progress_handler(s->db, STEPS_AT_ONCE, work_is_over, &left);
	rc = run_in_snapshot(&r, err);
	sqlite3_progress_handler(s->db, 0, NULL, NULL);
	return rc;
}
