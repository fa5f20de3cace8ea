#include "store/core/batch.h"

#include "store/core/dedup_cache.h"

static int
batch_run(struct store *s, enum sql sql, struct err *err)
{
	CLEANUP(query_done) struct query q;

	if (query_open(&q, s, sql, err) == -1)
		return -1;
	return query_run(&q, err);
}

int
store_begin(struct store *s, struct err *err)
{
	if (s->in_batch || s->in_snapshot)
		return err_set(err, EX_SOFTWARE, "%s: a batch within a batch",
		    s->path);
	s->broken = s->clock_told = false;
	if (batch_run(s, SQL_BEGIN, err) == -1)
		return -1;
	s->in_batch = true;
	return 0;
}

int
store_snapshot(struct store *s, struct err *err)
{
	if (s->in_batch || s->in_snapshot)
		return err_set(err, EX_SOFTWARE,
		    "%s: a snapshot within a batch", s->path);
	if (batch_run(s, SQL_SNAPSHOT, err) == -1)
		return -1;
	s->in_snapshot = true;
	return 0;
}

int
store_commit(struct store *s, struct err *err)
{
	if (!s->in_batch)
		return err_set(err, EX_SOFTWARE, "%s: no batch to commit",
		    s->path);
	if (batch_run(s, SQL_COMMIT, err) == -1) {
		store_rollback(s);
		return -1;
	}
	s->in_batch = false;
	return 0;
}

void
store_rollback(struct store *s)
{
	struct err ignored;

	if (!s->in_batch && !s->in_snapshot)
		return;
	s->in_batch = s->in_snapshot = false;
	/* SQLite may have done so itself; and what it cannot roll back now,
	 * it does when the file is next opened. */
	if (!sqlite3_get_autocommit(s->db) &&
	    batch_run(s, SQL_ROLLBACK, &ignored) == -1)
		sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
	s->broken = false;
	dedup_forget(s);
}

int
scope_enter(struct scope *scope, struct store *s, struct err *err)
{
	*scope = (struct scope){ NULL, !s->in_batch };
	if (scope->own && store_begin(s, err) == -1)
		return -1;
	scope->store = s;
	return 0;
}

int
scope_end(struct scope *scope, struct err *err)
{
	struct store *s = scope->store;

	scope->store = NULL;
	return scope->own ? store_commit(s, err) : 0;
}

void
scope_leave(struct scope *scope)
{
	struct store *s = scope->store;

	if (s == NULL)
		return;
	if (scope->own) {
		store_rollback(s);
	} else if (!s->broken) {
		s->broken = true;
		err_set(&s->why, EX_SOFTWARE,
		    "%s: an earlier step of this batch failed", s->path);
	}
}
