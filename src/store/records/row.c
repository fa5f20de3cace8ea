#include "store/records/row.h"

#include "base/json.h"
#include "store/records/clocks.h"
#include "store/records/ledger.h"

static struct json *
hex_of(struct span s)
{
	static const char digits[] = "0123456789abcdef";
	CLEANUP(buf_done) struct buf out = { .max = STORE_ROW_MAX };

	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.at[i];

		buf_add_char(&out, digits[c >> 4]);
		buf_add_char(&out, digits[c & 15]);
	}
	return json_new_text(buf_span(&out));
}

/* By what SQLite holds, not by what we meant: at verify the row may be
 * another's work. */
static struct json *
value_of(struct query *q, int at)
{
	switch (sqlite3_column_type(q->stmt, at)) {
	case SQLITE_INTEGER:
		return json_new_int(query_get_int(q, at));
	case SQLITE_FLOAT:
		return json_new_real(query_get_real(q, at));
	case SQLITE_NULL:
		return json_new_null();
	case SQLITE_BLOB:
		return hex_of(query_get_bytes(q, at));
	default:
		return json_new_text(query_get_bytes(q, at));
	}
}

static int
canonical_of(struct query *q, const struct table *t, int64_t seq, int64_t id,
    struct buf *out)
{
	CLEANUP(json_free) struct json *j = json_new_object();
	bool good = true;

	json_set_text(j, "table", t->name);
	json_set_int(j, "seq", seq);
	json_set_int(j, "id", id);
	for (size_t i = 0; i < t->n_columns; i++)
		good &= json_set(j, t->columns[i].param + 1,
		    value_of(q, (int)i + 1));
	/* A value that SQLite had no memory to hand over looks empty. */
	if (!good ||
	    sqlite3_errcode(sqlite3_db_handle(q->stmt)) == SQLITE_NOMEM)
		return 2;
	json_write(j, JSON_FORM_CANONICAL, out);
	return out->over ? 2 : 0;
}

int
row_canonical(struct store *s, enum table_id table, int64_t seq, int64_t id,
    struct buf *out, struct err *err)
{
	CLEANUP(query_done) struct query q;
	int rc;

	if (query_open_on(&q, s, SQL_ROW_GET, table, err) == -1)
		return -1;
	query_int(&q, ":id", id);
	rc = query_step(&q, err);
	if (rc != QUERY_ROW)
		return rc == 0 ? 1 : -1;
	return canonical_of(&q, &tables[table], seq, id, out);
}

static int
append(struct store *s, enum table_id table, int64_t id, int64_t seq,
    struct span entry, const struct digest *head, struct err *err)
{
	CLEANUP(query_done) struct query q;

	if (query_open(&q, s, SQL_LEDGER_APPEND, err) == -1)
		return -1;
	query_int(&q, ":seq", seq);
	query_name(&q, ":tbl", tables[table].name);
	query_int(&q, ":ref", id);
	query_name(&q, ":entry", entry.at);
	query_digest(&q, ":head", head);
	return query_run(&q, err);
}

/* In this file, for that row has one of the ledger, too. */
static int
keep_clock(struct store *s, struct err *err)
{
	struct timekeeping now;
	struct clock_row row;
	int due = clock_due(s, &now, &row, err);

	return due <= 0 ? due :
	    row_insert(s, TABLE_CLOCK, &row, &row.id, err);
}

int
row_record(struct store *s, enum table_id table, int64_t id, struct err *err)
{
	CLEANUP(buf_done) struct buf entry = { .max = STORE_ROW_MAX };
	struct digest head;
	int64_t seq;
	int rc;

	if (keep_clock(s, err) == -1 || ledger_head(s, &seq, &head, err) == -1)
		return -1;
	seq++;
	rc = row_canonical(s, table, seq, id, &entry, err);
	if (rc == -1)
		return -1;
	if (rc != 0)
		return err_set(err, EX_SOFTWARE, "%s: row %lld of %s cannot "
		    "be written to the ledger", s->path, (long long)id,
		    tables[table].name);
	buf_str(&entry);
	head = digest_of2(span_of(head.at, sizeof(head.at)),
	    buf_span(&entry));
	return append(s, table, id, seq, buf_span(&entry), &head, err);
}

int
row_insert(struct store *s, enum table_id table, const void *row,
    int64_t *id, struct err *err)
{
	CLEANUP(query_done) struct query q;

	if (query_open_on(&q, s, SQL_ROW_INSERT, table, err) == -1)
		return -1;
	table_bind(&q, table, row);
	if (query_run(&q, err) == -1)
		return -1;
	*id = sqlite3_last_insert_rowid(s->db);
	return row_record(s, table, *id, err);
}
