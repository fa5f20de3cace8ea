#include "store/core/migration.h"

#include <stdio.h>

#include "store/core/sqlite_error.h"

static int
migration_step(struct store *s, const char *sql, struct err *err)
{
	int rc = sqlite3_exec(s->db, sql, NULL, NULL, NULL);

	return rc == SQLITE_OK ? 0 : sqlite_error_set(s, rc, err);
}

static int
read_format(struct store *s, struct err *err)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(s->db, "PRAGMA user_version", -1, &stmt,
	    NULL);

	if (rc == SQLITE_OK)
		rc = sqlite3_step(stmt);
	if (rc == SQLITE_ROW)
		s->format = sqlite3_column_int64(stmt, 0);
	sqlite3_finalize(stmt);
	return rc == SQLITE_ROW ? 0 : sqlite_error_set(s, rc, err);
}

static int
climb(struct store *s, const struct migration *steps, int format,
    struct err *err)
{
	char text[64];

	/* Again, now that nobody else can: two may have come to do it. */
	if (read_format(s, err) == -1)
		return -1;
	for (; s->format < format; s->format++)
		for (const char *const *sql = steps[s->format].statements;
		    *sql != NULL; sql++)
			if (migration_step(s, *sql, err) == -1)
				return -1;
	snprintf(text, sizeof(text), "PRAGMA user_version = %lld",
	    (long long)s->format);
	return migration_step(s, text, err);
}

int
migration_run(struct store *s, const struct migration *steps, int format,
    struct err *err)
{
	int64_t before = s->format;
	int got;

	if (s->format >= format)
		return 0;
	if (store_begin(s, err) == -1)
		return -1;
	got = climb(s, steps, format, err);
	if (got == 0)
		got = store_commit(s, err);
	else
		store_rollback(s);
	if (got == -1)
		s->format = before;
	return got;
}
