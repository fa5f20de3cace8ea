#include "store/core/sqlite_error.h"

#include <errno.h>
#include <stdio.h>

/* The first row whose code is the result or its primary part (the low
 * byte) speaks; an extended code therefore stands before its primary. */
static const struct failure {
	int rc;
	int code;
	const char *say;
} failures[] = {
	{ SQLITE_FULL, EX_TEMPFAIL, "the disk that holds %s is full" },
	{ SQLITE_IOERR_SHMSIZE, EX_TEMPFAIL,
	    "the disk that holds %s is full" },
	{ SQLITE_BUSY, EX_TEMPFAIL, "%s is being written by another program" },
	{ SQLITE_LOCKED, EX_TEMPFAIL, "%s is in use by this program" },
	{ SQLITE_READONLY, EX_TEMPFAIL,
	    "%s cannot be written: the file, its folder or the disk is "
	    "read-only" },
	{ SQLITE_CANTOPEN, EX_TEMPFAIL,
	    "%s or a file beside it cannot be opened" },
	{ SQLITE_NOMEM, EX_TEMPFAIL, "no memory left for %s" },
	{ SQLITE_IOERR_NOMEM, EX_TEMPFAIL, "no memory left for %s" },
	{ SQLITE_IOERR, EX_IOERR, "%s could not be read or written" },
	{ SQLITE_CORRUPT, EX_DATAERR, "%s is damaged" },
	{ SQLITE_NOTADB, EX_DATAERR, "%s is not a store" },
	{ SQLITE_TOOBIG, EX_DATAERR, "a row is too large for %s" },
	{ SQLITE_PERM, EX_NOPERM, "%s may not be opened" },
	{ SQLITE_AUTH, EX_NOPERM, "%s may not be opened" },
	{ SQLITE_CONSTRAINT, EX_SOFTWARE, "%s refuses a row" },
};

static const struct failure other = {
	SQLITE_ERROR, EX_SOFTWARE, "%s cannot be used"
};

static bool
is_no_room(int saved)
{
	return saved == ENOSPC || saved == EDQUOT || saved == EFBIG;
}

static bool
is_bad_disk(int saved)
{
	return saved == EIO || saved == ENXIO;
}

/* Each of SQLite's files remembers its last errno: ours and the -wal. */
static bool
was_errno(struct store *s, bool (*is)(int))
{
	sqlite3_file *wal = NULL;
	int saved = 0;

	sqlite3_file_control(s->db, "main", SQLITE_FCNTL_LAST_ERRNO, &saved);
	if (is(saved))
		return true;
	sqlite3_file_control(s->db, "main", SQLITE_FCNTL_JOURNAL_POINTER,
	    &wal);
	saved = 0;
	if (wal != NULL && wal->pMethods != NULL)
		wal->pMethods->xFileControl(wal, SQLITE_FCNTL_LAST_ERRNO,
		    &saved);
	return is(saved);
}

/* SQLite says FULL for ENOSPC only; a quota or a size limit is as full.
 * And it says CORRUPT when the disk does not read: what is on it may be
 * all right. */
static int
better_code(struct store *s, int rc)
{
	if ((rc & 0xff) == SQLITE_IOERR && was_errno(s, is_no_room))
		return SQLITE_FULL;
	if ((rc & 0xff) == SQLITE_CORRUPT && s->db != NULL &&
	    was_errno(s, is_bad_disk))
		return SQLITE_IOERR;
	return rc;
}

static const struct failure *
error_row(struct store *s, int rc)
{
	rc = better_code(s, rc);
	for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++)
		if (failures[i].rc == rc || failures[i].rc == (rc & 0xff))
			return &failures[i];
	return &other;
}

int
sqlite_error_set(struct store *s, int rc, struct err *err)
{
	const struct failure *f = error_row(s, rc);
	char say[ERR_TEXT_MAX];

	snprintf(say, sizeof(say), f->say, s->path);
	return err_set(err, f->code, "%s (SQLite %d: %s)", say, rc,
	    s->db == NULL ? sqlite3_errstr(rc) : sqlite3_errmsg(s->db));
}

bool
sqlite_error_is_damage(int rc)
{
	int primary = rc & 0xff;

	return primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB ||
	    primary == SQLITE_IOERR || primary == SQLITE_TOOBIG ||
	    primary == SQLITE_INTERRUPT;
}
