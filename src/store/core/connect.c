#include "store/core/connect.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"
#include "store/core/rows.h"
#include "store/core/schema.h"
#include "store/core/sqlite_error.h"

#define BUSY_MS 60000		/* how long a writer is waited for */

/* The file may come from the adversary's friend: what its schema says is
 * not run, and SQL may not rewrite the schema itself. */
static const struct {
	int option, value;
} guards[] = {
	{ SQLITE_DBCONFIG_DEFENSIVE, 1 },
	{ SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
	{ SQLITE_DBCONFIG_ENABLE_FKEY, 1 },
	{ SQLITE_DBCONFIG_ENABLE_TRIGGER, 1 },
	{ SQLITE_DBCONFIG_ENABLE_VIEW, 0 },
	{ SQLITE_DBCONFIG_DQS_DML, 0 },
	{ SQLITE_DBCONFIG_DQS_DDL, 0 },
};

/* Of what is only read.  No sentence of a schema is longer than the first,
 * and no value than the second: an original. */
#define SENTENCE_MAX (64 * 1024)
#define VALUE_MAX ((int)ATTACHMENT_MAX + (1 << 20))

static const struct {
	int what, most;
} limits[] = {
	{ SQLITE_LIMIT_LENGTH, SENTENCE_MAX },
	{ SQLITE_LIMIT_SQL_LENGTH, SENTENCE_MAX },
	{ SQLITE_LIMIT_COLUMN, 100 },
	{ SQLITE_LIMIT_EXPR_DEPTH, 100 },
	{ SQLITE_LIMIT_COMPOUND_SELECT, 20 },
	{ SQLITE_LIMIT_VDBE_OP, 100000 },
	{ SQLITE_LIMIT_FUNCTION_ARG, 20 },
	{ SQLITE_LIMIT_ATTACHED, 0 },
	{ SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 1000 },
	{ SQLITE_LIMIT_TRIGGER_DEPTH, 1 },
	{ SQLITE_LIMIT_WORKER_THREADS, 0 },
};

#define FOR_READ (1u << STORE_READ)
#define FOR_WRITE (1u << STORE_WRITE | 1u << STORE_DAEMON)

static const struct {
	unsigned modes;
	const char *text;
} pragmas[] = {
	{ FOR_READ | FOR_WRITE, "PRAGMA cell_size_check = ON" },
	{ FOR_READ | FOR_WRITE, "PRAGMA mmap_size = 0" },
	/* Evidence must not end up in a temporary file. */
	{ FOR_READ | FOR_WRITE, "PRAGMA temp_store = MEMORY" },
	{ FOR_READ | FOR_WRITE, "PRAGMA cache_size = -8192" },
	{ FOR_READ, "PRAGMA query_only = ON" },
	{ FOR_WRITE, "PRAGMA recursive_triggers = ON" },
	{ FOR_WRITE, "PRAGMA synchronous = FULL" },
	/* To fold the -wal in waits for the disk, twice. */
	{ FOR_WRITE, "PRAGMA wal_autocheckpoint = 2048" },
	/* A large original does not leave a large -wal for ever. */
	{ FOR_WRITE, "PRAGMA journal_size_limit = 16777216" },
};

void
connect_close(struct store *s)
{
	for (int i = 0; i < SQL_COUNT; i++)
		for (int t = 0; t < TABLE_COUNT; t++) {
			sqlite3_finalize(s->ready[i][t]);
			s->ready[i][t] = NULL;
		}
	sqlite3_close(s->db);
	s->db = NULL;
}

static int
connect_to(struct store *s, const char *name, int flags, struct err *err)
{
	int rc = sqlite3_open_v2(name, &s->db, flags | SQLITE_OPEN_NOMUTEX |
	    SQLITE_OPEN_EXRESCODE, NULL);

	if (rc != SQLITE_OK)
		return sqlite_error_set(s, rc, err);
	sqlite3_busy_timeout(s->db, BUSY_MS);
	for (size_t i = 0; i < sizeof(guards) / sizeof(guards[0]); i++)
		sqlite3_db_config(s->db, guards[i].option, guards[i].value,
		    NULL);
	for (size_t i = 0; s->mode == STORE_READ &&
	    i < sizeof(limits) / sizeof(limits[0]); i++)
		sqlite3_limit(s->db, limits[i].what, limits[i].most);
	return 0;
}

/* One integer; *out is left alone when there is none.  Returns SQLite's
 * code. */
static int
pragma_ask(struct store *s, const char *sql, int64_t *out)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(s->db, sql, -1, &stmt, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	if (rc == SQLITE_ROW)
		*out = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return rc == SQLITE_ROW || rc == SQLITE_DONE ? SQLITE_OK : rc;
}

struct identity {
	int64_t application, format, objects;
};

static int
identify(struct store *s, struct identity *id)
{
	const struct {
		const char *sql;
		int64_t *out;
	} questions[] = {
		{ "SELECT count(*) FROM sqlite_schema", &id->objects },
		{ "PRAGMA application_id", &id->application },
		{ "PRAGMA user_version", &id->format },
	};

	*id = (struct identity){ 0 };
	for (size_t i = 0; i < sizeof(questions) / sizeof(questions[0]); i++) {
		int rc = pragma_ask(s, questions[i].sql, questions[i].out);

		if (rc != SQLITE_OK)
			return rc;
	}
	return SQLITE_OK;
}

/*
 * On a read-only medium WAL cannot make its shared memory.  Without a -wal
 * the file alone is the whole store and nobody can be writing it.
 */
static int
connect_immutable(struct store *s, struct err *err)
{
	CLEANUP(buf_done) struct buf uri = { .max = 16384 };
	CLEANUP(str_free) char *wal = NULL;
	struct stat st;

	if (asprintf(&wal, "%s-wal", s->real) < 0)
		abort();
	if (stat(wal, &st) == 0 && st.st_size > 0)
		return err_set(err, EX_IOERR, "%s cannot be read where it is: "
		    "its newest rows are in %s-wal; copy both to a folder "
		    "that can be written", s->path, s->path);
	buf_add_str(&uri, "file:");
	for (const char *p = s->real; *p != '\0'; p++)
		if (strchr("%?#", *p) != NULL)
			buf_addf(&uri, "%%%02X", (unsigned char)*p);
		else
			buf_add_char(&uri, *p);
	buf_add_str(&uri, "?immutable=1");
	connect_close(s);
	return connect_to(s, buf_str(&uri),
	    SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, err);
}

static bool
wants_to_write(int rc)
{
	return (rc & 0xff) == SQLITE_CANTOPEN || (rc & 0xff) == SQLITE_READONLY;
}

/* A damaged store still opens for reading: verify can say what of it is
 * readable, and every other question fails by itself. */
static bool
is_for_verify(const struct store *s, int rc)
{
	return s->mode == STORE_READ && (rc & 0xff) == SQLITE_CORRUPT;
}

static int
identity_check(struct store *s, const struct identity *id, struct err *err)
{
	bool empty = id->objects == 0 && id->application == 0 &&
	    id->format == 0;

	if (empty && s->mode == STORE_READ)
		return err_set(err, EX_DATAERR,
		    "%s is not a store: it is empty", s->path);
	if (!empty && id->application != STORE_APPLICATION)
		return err_set(err, EX_DATAERR, "%s is not a store: it is a "
		    "database of another program", s->path);
	if (id->format > STORE_FORMAT)
		return err_set(err, EX_DATAERR, "%s has format %lld; this "
		    "program knows formats up to %d: use a newer one",
		    s->path, (long long)id->format, STORE_FORMAT);
	s->format = id->format;
	return 0;
}

static int
recognise(struct store *s, struct err *err)
{
	struct identity id;
	int rc = identify(s, &id);

	if (s->mode == STORE_READ && wants_to_write(rc)) {
		if (connect_immutable(s, err) == -1)
			return -1;
		rc = identify(s, &id);
	}
	if (is_for_verify(s, rc)) {
		s->format = STORE_FORMAT;
		return 0;
	}
	if (rc != SQLITE_OK)
		return sqlite_error_set(s, rc, err);
	return identity_check(s, &id, err);
}

static int
apply_pragmas(struct store *s, struct err *err)
{
	for (size_t i = 0; i < sizeof(pragmas) / sizeof(pragmas[0]); i++) {
		int rc = SQLITE_OK;

		if ((pragmas[i].modes & 1u << s->mode) != 0)
			rc = sqlite3_exec(s->db, pragmas[i].text, NULL, NULL,
			    NULL);
		if (rc != SQLITE_OK && !is_for_verify(s, rc))
			return sqlite_error_set(s, rc, err);
	}
	return 0;
}

/* Some file systems cannot; SQLite then stays as it was and says so. */
static int
use_wal(struct store *s, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	bool wal = false;
	int rc = sqlite3_prepare_v2(s->db, "PRAGMA journal_mode = WAL", -1,
	    &stmt, NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	if (rc == SQLITE_ROW)
		wal = strcmp((const char *)sqlite3_column_text(stmt, 0),
		    "wal") == 0;
	sqlite3_finalize(stmt);
	if (rc != SQLITE_ROW)
		return sqlite_error_set(s, rc, err);
	if (!wal)
		return err_set(err, EX_IOERR, "%s lies on a file system "
		    "without shared memory (a network share?): a local disk "
		    "would be right", s->path);
	return 0;
}

int
connect_open(struct store *s, struct err *err)
{
	bool writes = s->mode != STORE_READ;

	if (connect_to(s, s->real, writes ? SQLITE_OPEN_READWRITE :
	    SQLITE_OPEN_READONLY, err) == -1)
		return -1;
	/* Nothing is changed in a file before it is known to be ours. */
	if (recognise(s, err) == -1 || apply_pragmas(s, err) == -1)
		return -1;
	/* The schema is read; values may be longer than its sentences. */
	sqlite3_limit(s->db, SQLITE_LIMIT_LENGTH, VALUE_MAX);
	if (!writes)
		return 0;
	if (use_wal(s, err) == -1)
		return -1;
	return schema_bring(s, err);
}
