#include "store/statement.h"

#include <string.h>

#include "base/safe.h"
#include "store/failure.h"
#include "store/inside.h"

/* One filter for every list.  The bounds on at_ms are wider than the days:
 * they let the index give range and order at once; the day decides. */
#define FILTER \
	"at_ms BETWEEN :from_ms AND :to_ms AND day BETWEEN :from AND :to" \
	" AND (:person IS NULL OR person = :person)" \
	" AND (:channel IS NULL OR channel = :channel)" \
	" AND (:kind IS NULL OR kind = :kind OR EXISTS (SELECT 1" \
	" FROM rule_hit h WHERE h.incident = incident.id AND h.kind = :kind))"

#define GROUPED \
	"SELECT day, person, channel, sum(direction = 'in') AS n_in," \
	" sum(direction = 'out') AS n_out FROM incident" \
	" WHERE state = 'contact' "

/*
 * $table, $columns and $values stand for the table's name, its columns
 * (without id) and a parameter for each.
 */
static const struct statement {
	int table;
	const char *text;
} statements[SQL_COUNT] = {
	/* The write lock is taken at the start: a batch that cannot be
	 * written is told so before anything is fetched for it. */
	[SQL_BEGIN] = { 0, "BEGIN IMMEDIATE" },
	[SQL_SNAPSHOT] = { 0, "BEGIN" },
	[SQL_COMMIT] = { 0, "COMMIT" },
	[SQL_ROLLBACK] = { 0, "ROLLBACK" },

	[SQL_ROW_INSERT] = { 0,
	    "INSERT INTO $table ($columns) VALUES ($values)" },
	[SQL_ROW_GET] = { 0, "SELECT id, $columns FROM $table WHERE id = :id" },
	[SQL_ROW_IDS] = { 0, "SELECT id FROM $table ORDER BY id" },
	[SQL_ROW_UNRECORDED] = { 0,
	    "SELECT e.id FROM $table e LEFT JOIN ledger l"
	    " ON l.tbl = '$table' AND l.ref = e.id"
	    " WHERE l.seq IS NULL ORDER BY e.id" },
	[SQL_ROW_VANISHED] = { 0,
	    "SELECT l.ref FROM ledger l LEFT JOIN $table e ON e.id = l.ref"
	    " WHERE l.tbl = '$table' AND e.id IS NULL ORDER BY l.ref" },
	[SQL_ROW_COUNT] = { 0, "SELECT count(*) FROM $table" },

	[SQL_ORIGINAL_INSERT] = { TABLE_ORIGINAL,
	    "INSERT INTO original ($columns, bytes) VALUES ($values, :bytes)" },
	[SQL_ORIGINAL_FIND] = { TABLE_ORIGINAL,
	    "SELECT id FROM original WHERE digest = :digest" },
	[SQL_ORIGINAL_BYTES] = { TABLE_ORIGINAL,
	    "SELECT bytes FROM original WHERE digest = :digest" },
	[SQL_ORIGINAL_LIST] = { TABLE_ORIGINAL,
	    "SELECT digest, bytes FROM original WHERE digest IN"
	    " (SELECT s.original FROM incident JOIN sighting s"
	    " ON s.incident = incident.id WHERE " FILTER
	    " UNION SELECT original FROM incident WHERE " FILTER ")"
	    " ORDER BY digest" },
	[SQL_ORIGINAL_CHECK] = { TABLE_ORIGINAL,
	    "SELECT digest, bytes FROM original WHERE id = :id" },

	/* The same bytes: seen here already, or elsewhere and here not with
	 * other bytes. */
	[SQL_INCIDENT_BY_BYTES] = { TABLE_INCIDENT,
	    "SELECT i.id FROM sighting s JOIN incident i ON i.id = s.incident"
	    " WHERE s.original = :original AND i.person = :person"
	    " AND NOT EXISTS (SELECT 1 FROM sighting o"
	    " WHERE o.incident = i.id AND o.account = :account"
	    " AND o.original <> :original)"
	    " ORDER BY s.account = :account DESC, i.id LIMIT 1" },
	/* The same message by its own word: only where it was not yet seen
	 * in this account, and never where nobody could read the text. */
	[SQL_INCIDENT_BY_TEXT] = { TABLE_INCIDENT,
	    "SELECT i.id FROM incident i WHERE i.message_id <> ''"
	    " AND i.message_id = :message_id AND i.text_digest = :text_digest"
	    " AND i.person = :person AND i.id > :after"
	    " AND i.state <> 'unreadable'"
	    " AND instr(' ' || i.flags || ' ', ' unreadable ') = 0"
	    " AND NOT EXISTS (SELECT 1 FROM sighting o"
	    " WHERE o.incident = i.id AND o.account = :account)"
	    " ORDER BY i.id LIMIT 1" },
	[SQL_INCIDENT_LIST] = { TABLE_INCIDENT,
	    "SELECT id, $columns FROM incident WHERE " FILTER
	    " ORDER BY at_ms, id" },

	[SQL_SIGHTING_KNOWN] = { TABLE_SIGHTING,
	    "SELECT 1 FROM sighting WHERE incident = :incident"
	    " AND account = :account AND folder = :folder"
	    " AND uidvalidity = :uidvalidity AND uid = :uid" },
	[SQL_SIGHTING_LIST] = { TABLE_SIGHTING,
	    "SELECT id, $columns FROM sighting WHERE incident = :incident"
	    " ORDER BY id" },
	[SQL_HIT_LIST] = { TABLE_RULE_HIT,
	    "SELECT id, $columns FROM rule_hit WHERE incident = :incident"
	    " ORDER BY id" },

	[SQL_DAILY_ADD] = { TABLE_DAILY,
	    "INSERT INTO daily ($columns) VALUES ($values)"
	    " ON CONFLICT (day, person, channel) DO UPDATE SET"
	    " n_in = n_in + excluded.n_in, n_out = n_out + excluded.n_out" },
	[SQL_DAILY_LIST] = { TABLE_DAILY,
	    "SELECT $columns FROM daily WHERE day BETWEEN :from AND :to"
	    " AND (:person IS NULL OR person = :person)"
	    " AND (:channel IS NULL OR channel = :channel)"
	    " ORDER BY day, person, channel" },
	/* The daily table does not know kinds. */
	[SQL_DAILY_KIND] = { TABLE_DAILY,
	    GROUPED "AND " FILTER " GROUP BY day, person, channel"
	    " ORDER BY day, person, channel" },
	[SQL_DAILY_SERIES] = { TABLE_DAILY,
	    "SELECT day, sum(n_in) FROM daily WHERE person = :person"
	    " AND day BETWEEN :from AND :to GROUP BY day" },
	[SQL_DAILY_CHECK] = { TABLE_DAILY,
	    "WITH g AS (" GROUPED "GROUP BY day, person, channel)"
	    " SELECT g.day, g.person, g.channel, g.n_in, g.n_out,"
	    " d.n_in, d.n_out, d.day IS NULL FROM g LEFT JOIN daily d"
	    " USING (day, person, channel)"
	    " WHERE d.day IS NULL OR d.n_in <> g.n_in OR d.n_out <> g.n_out"
	    " UNION ALL SELECT d.day, d.person, d.channel, 0, 0,"
	    " d.n_in, d.n_out, 0 FROM daily d LEFT JOIN g"
	    " USING (day, person, channel) WHERE g.day IS NULL" },
	[SQL_DAY_RANGE] = { TABLE_INCIDENT,
	    "SELECT (SELECT min(day) FROM incident),"
	    " (SELECT max(day) FROM incident)" },

	[SQL_SOURCE_SET] = { TABLE_SOURCE,
	    "INSERT OR REPLACE INTO source ($columns) VALUES ($values)" },
	[SQL_SOURCE_LIST] = { TABLE_SOURCE,
	    "SELECT $columns FROM source ORDER BY account" },

	[SQL_CURSOR_GET] = { TABLE_CURSOR,
	    "SELECT uidvalidity, last_uid FROM cursor"
	    " WHERE account = :account AND folder = :folder" },
	[SQL_CURSOR_SET] = { TABLE_CURSOR,
	    "INSERT OR REPLACE INTO cursor ($columns) VALUES ($values)" },
	[SQL_CURSOR_LIST] = { TABLE_CURSOR,
	    "SELECT $columns FROM cursor"
	    " WHERE :account IS NULL OR account = :account"
	    " ORDER BY account, folder" },

	[SQL_ESCALATION_FIND] = { TABLE_ESCALATION,
	    "SELECT id FROM escalation WHERE person = :person"
	    " AND day = :day AND kind = :kind AND level = :level" },
	[SQL_ESCALATION_LIST] = { TABLE_ESCALATION,
	    "SELECT id, $columns FROM escalation"
	    " WHERE :person IS NULL OR person = :person"
	    " ORDER BY day, at_ms, id" },
	[SQL_OUTBOX_ADD] = { TABLE_ESCALATION,
	    "INSERT INTO outbox (escalation) VALUES (:escalation)" },
	[SQL_OUTBOX_LIST] = { TABLE_ESCALATION,
	    "SELECT id, $columns FROM escalation WHERE id IN"
	    " (SELECT escalation FROM outbox WHERE done_ms IS NULL)"
	    " ORDER BY id" },
	[SQL_OUTBOX_DONE] = { TABLE_ESCALATION,
	    "UPDATE outbox SET done_ms = :now_ms"
	    " WHERE escalation = :escalation AND done_ms IS NULL" },

	[SQL_SETTING_LAST] = { TABLE_SETTING,
	    "SELECT id, $columns FROM setting WHERE name = :name"
	    " ORDER BY id DESC LIMIT 1" },

	[SQL_LEDGER_APPEND] = { 0,
	    "INSERT INTO ledger (seq, tbl, ref, entry, head)"
	    " VALUES (:seq, :tbl, :ref, :entry, :head)" },
	[SQL_LEDGER_LAST] = { 0,
	    "SELECT seq, head FROM ledger ORDER BY seq DESC LIMIT 1" },
	[SQL_LEDGER_LIST] = { 0,
	    "SELECT seq, entry, head, tbl, ref FROM ledger ORDER BY seq" },

	[SQL_CONTACT_COUNT] = { 0,
	    "SELECT count(*) FROM incident WHERE state = 'contact'" },
	[SQL_INTEGRITY] = { 0, "PRAGMA integrity_check(20)" },
	[SQL_ORPHANS] = { 0,
	    "SELECT 'sighting', s.id, 'its incident is missing'"
	    " FROM sighting s LEFT JOIN incident i ON i.id = s.incident"
	    " WHERE i.id IS NULL"
	    " UNION ALL SELECT 'rule_hit', h.id, 'its incident is missing'"
	    " FROM rule_hit h LEFT JOIN incident i ON i.id = h.incident"
	    " WHERE i.id IS NULL"
	    " UNION ALL SELECT 'sighting', s.id, 'its original is missing'"
	    " FROM sighting s LEFT JOIN original o ON o.digest = s.original"
	    " WHERE o.id IS NULL"
	    " UNION ALL SELECT 'incident', i.id, 'its original is missing'"
	    " FROM incident i LEFT JOIN original o ON o.digest = i.original"
	    " WHERE o.id IS NULL"
	    " UNION ALL SELECT 'incident', i.id, 'it has no sighting'"
	    " FROM incident i WHERE NOT EXISTS"
	    " (SELECT 1 FROM sighting s WHERE s.incident = i.id)" },
};

static void
add_columns(struct buf *out, const struct table *t, bool params)
{
	for (size_t i = 0; i < t->n_columns; i++)
		buf_addf(out, "%s%s", i == 0 ? "" : ", ",
		    t->columns[i].param + (params ? 0 : 1));
}

static void
expand(struct buf *out, const char *text, const struct table *t)
{
	while (*text != '\0') {
		struct span s = span_str(text);

		if (span_istarts(s, "$table")) {
			buf_add_str(out, t->name);
			text += strlen("$table");
		} else if (span_istarts(s, "$columns")) {
			add_columns(out, t, false);
			text += strlen("$columns");
		} else if (span_istarts(s, "$values")) {
			add_columns(out, t, true);
			text += strlen("$values");
		} else {
			buf_add_char(out, *text++);
		}
	}
}

static int
prepare(struct store *s, enum sql sql, int table, unsigned flags,
    sqlite3_stmt **out, struct err *err)
{
	CLEANUP(buf_done) struct buf text = { .max = 16384 };
	int rc;

	expand(&text, statements[sql].text, &tables[table]);
	rc = sqlite3_prepare_v3(s->db, buf_str(&text), (int)text.len, flags,
	    out, NULL);
	if (rc != SQLITE_OK)
		return failure_set(s, rc, err);
	return 0;
}

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
		    "a program that writes brings it up to date", s->path,
		    (long long)s->format);
	return 0;
}

static int
query_fail(struct query *q, int rc, struct err *err)
{
	struct store *s = q->store;

	q->rc = rc;
	failure_set(s, rc, err);
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
	if (*ready == NULL && prepare(s, sql, table, SQLITE_PREPARE_PERSISTENT,
	    ready, err) == -1) {
		q->rc = sqlite3_extended_errcode(s->db);
		return -1;
	}
	q->stmt = *ready;
	if (!sqlite3_stmt_busy(*ready))
		return 0;
	/* A callback asks what its caller is in the middle of. */
	q->stmt = NULL;
	if (prepare(s, sql, table, 0, &q->stmt, err) == -1)
		return -1;
	q->own = true;
	return 0;
}

int
query_open(struct query *q, struct store *s, enum sql sql, struct err *err)
{
	return query_open_on(q, s, sql, statements[sql].table, err);
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
