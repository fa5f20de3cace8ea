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
write_format(struct store *s, struct err *err)
{
	char text[64];

	snprintf(text, sizeof(text), "PRAGMA user_version = %lld",
	    (long long)s->format);
	return migration_step(s, text, err);
}

static int
step_up(struct store *s, const struct migration *m, struct err *err)
{
	for (const char *const *sql = m->statements; *sql != NULL; sql++)
		if (migration_step(s, *sql, err) == -1)
			return -1;
	return 0;
}

/* Behind all of the SQL: these know the newest format only. */
static int
finish(struct store *s, const struct migration *steps, int64_t from,
    struct err *err)
{
	for (int64_t i = from; i < s->format; i++)
		if (steps[i].then != NULL && steps[i].then(s, err) == -1)
			return -1;
	return 0;
}

static int
climb(struct store *s, const struct migration *steps, int format,
    struct err *err)
{
	int64_t from;

	/* Again, now that nobody else can: two may have come to do it. */
	if (read_format(s, err) == -1)
		return -1;
	from = s->format;
	for (; s->format < format; s->format++)
		if (step_up(s, &steps[s->format], err) == -1)
			return -1;
	if (finish(s, steps, from, err) == -1)
		return -1;
	return write_format(s, err);
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
