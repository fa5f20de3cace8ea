/*
 * A store of the format before is brought up to date: all of it or nothing
 * of it, once, and what was evidence is the same evidence.
 */
#include <signal.h>
#include <sys/wait.h>

#include "base/file.h"
#include "store/core/migration.h"
#include "store/core/schema.h"
#include "tests/unit/store_rig.h"

/* Formats that a later program might have. */
static const char *const to_next[] = {
	"CREATE TABLE later (id INTEGER PRIMARY KEY, day TEXT) STRICT",
	"INSERT INTO later (day) VALUES ('2026-03-29')",
	NULL
};
static const char *const to_one_more[] = {
	"ALTER TABLE source ADD COLUMN later TEXT NOT NULL DEFAULT 'x'",
	NULL
};
static const char *const wrong[] = {
	"CREATE TABLE other (id INTEGER PRIMARY KEY) STRICT",
	"INSERT INTO missing VALUES (1)",
	NULL
};
static const char *const deadly[] = {
	"CREATE TABLE other (id INTEGER PRIMARY KEY) STRICT",
	"SELECT die()",
	NULL
};

#define LATER (STORE_FORMAT + 2)

static const struct migration good[LATER] = {
	[STORE_FORMAT] = { to_next }, { to_one_more } };
static const struct migration bad[LATER] = {
	[STORE_FORMAT] = { to_next }, { wrong } };
static const struct migration killing[LATER] = {
	[STORE_FORMAT] = { to_next }, { deadly } };

static char *
text_of(const char *name)
{
	CLEANUP(buf_done) struct buf path = { .max = 4096 };
	struct buf text = { .max = 1 << 20 };
	const char *top = getenv("top_srcdir");
	struct err err;

	buf_addf(&path, "%s/tests/unit/%s", top == NULL ? "." : top, name);
	if (file_read(buf_str(&path), &text, &err) == -1) {
		printf("Bail out! %s\n", err.text);
		exit(99);
	}
	buf_str(&text);
	return text.at;
}

static void
make_old(struct rig *r, const char *name)
{
	char *sql = text_of(name);

	rig_make(r);
	rig_close(r);
	unlink(r->path);
	is_int(raw_sql(r->path, sql), 0, name);
	free(sql);
}

/* Every format that was ever released; a new one adds a row, and the file
 * of the one before stays as it is. */
static const char *const released[] = {
	"store-format-1.sql", "store-format-2.sql", "store-format-3.sql",
	"store-format-4.sql", "store-format-5.sql", "store-format-6.sql",
	"store-format-7.sql",
};

/* Tables, indices and triggers. */
#define PARTS "SELECT count(*) FROM sqlite_schema"

static int64_t
parts_of_new(void)
{
	int64_t n;
	struct rig r;

	rig_make(&r);
	rig_close(&r);
	n = raw_int(r.path, PARTS);
	rig_done(&r);
	return n;
}

static void
test_released(void)
{
	int64_t parts = parts_of_new();

	for (size_t i = 0; i < ROWS(released); i++) {
		struct verified sum;
		struct rig r;

		make_old(&r, released[i]);
		is_int(raw_int(r.path, "PRAGMA user_version"), (int)i + 1,
		    "its format");
		ok(rig_open(&r, STORE_DAEMON), "the daemon takes it");
		is_int(rig_faults(&r, &sum), 0, "verify finds nothing");
		is_int(sum.incidents, 3, "all incidents");
		is_int(mail_fill(r.s, 10, 2, 2, &r.err), 0, "it goes on");
		is_int(rig_faults(&r, &sum), 0, "and is whole then, too");
		is_int(sum.incidents, 5, "with the new ones");
		rig_close(&r);
		is_int(raw_int(r.path, "PRAGMA user_version"), STORE_FORMAT,
		    "it has the format of this program");
		is_int(raw_int(r.path, PARTS), parts,
		    "and all that a new one has");
		rig_done(&r);
	}
	is_int(ROWS(released), STORE_FORMAT, "each format has its file");
}

/* What changed without the ledger until format 6. */
#define FOUND(table) \
	"SELECT count(*) FROM " table " WHERE why = 'found' AND id = 1" \
	" AND recorded_ms > 1774100000000"

static void
test_found(void)
{
	static const char *const wanted[] = {
		FOUND("coverage") " AND account = 'home' AND from_ms ="
		    " 1774000000000 AND oldest_ms = from_ms AND until_ms ="
		    " 1774100000000 AND first_day = '2026-03-20' AND"
		    " last_day = '2026-03-21' AND first_whole = ''",
		FOUND("reached") " AND account = 'home' AND folder = 'INBOX'"
		    " AND uidvalidity = 1 AND last_uid = 3",
		FOUND("told") " AND alert = 'mail' AND upto = 0 AND told_ms ="
		    " 1774000000000",
		"SELECT seq = 19 AND tbl = 'coverage' FROM ledger"
		    " WHERE seq > 18 ORDER BY seq LIMIT 1",
	};
	struct verified sum;
	struct rig r;

	make_old(&r, "store-format-6.sql");
	is_int(raw_sql(r.path, "INSERT INTO alert VALUES ('mail', 0,"
	    " 1774000000000)"), 0, "told");
	ok(rig_open(&r, STORE_DAEMON), "the daemon takes it");
	for (size_t i = 0; i < ROWS(wanted); i++)
		is_int(raw_int(r.path, wanted[i]), 1, wanted[i]);
	is_int(rig_faults(&r, &sum), 0, "verify finds nothing");
	rig_done(&r);
}

/* Whether the store is as it was before anybody wanted to migrate it. */
static bool
is_untouched(struct rig *r)
{
	struct verified sum;
	bool whole;

	if (!rig_open(r, STORE_DAEMON))
		return false;
	whole = rig_faults(r, &sum) == 0 && sum.incidents == 4;
	rig_close(r);
	return whole &&
	    raw_int(r->path, "PRAGMA user_version") == STORE_FORMAT &&
	    raw_int(r->path, "SELECT count(*) FROM sqlite_schema"
	    " WHERE name IN ('later', 'other')") == 0;
}

static const enum store_mode modes[] = {
	STORE_READ, STORE_WRITE, STORE_DAEMON
};

static void
test_good(void)
{
	struct verified sum;
	struct rig r;

	rig_make(&r);
	is_int(mail_fill(r.s, 1, 4, 4, &r.err), 0, "four");
	is_int(migration_run(r.s, good, LATER, &r.err), 0, "migrated");
	is_int(rig_faults(&r, &sum), 3,
	    "verify finds the schema of another program");
	is_int(migration_run(r.s, good, LATER, &r.err), 0, "again: nothing");
	rig_close(&r);
	is_int(raw_int(r.path, "PRAGMA user_version"), LATER, "two formats");
	is_int(raw_int(r.path, "SELECT count(*) FROM later"), 1, "once each");
	for (size_t i = 0; i < ROWS(modes); i++)
		ok(!rig_open(&r, modes[i]) && r.err.code == EX_DATAERR &&
		    strstr(r.err.text, "use a newer one") != NULL,
		    "an older program refuses it: %s", r.err.text);
	rig_done(&r);
}

static void
test_bad(void)
{
	struct rig r;

	rig_make(&r);
	is_int(mail_fill(r.s, 1, 4, 4, &r.err), 0, "four");
	ok(migration_run(r.s, bad, LATER, &r.err) == -1,
	    "one that fails: %s", r.err.text);
	is_int(r.s->format, STORE_FORMAT, "it knows its format");
	rig_close(&r);
	ok(is_untouched(&r), "nothing of it is there");
	rig_done(&r);
}

static void
die(sqlite3_context *c, int n, sqlite3_value **v)
{
	(void)c;
	(void)n;
	(void)v;
	raise(SIGKILL);
}

static void
test_killed(void)
{
	int status;
	struct rig r;
	pid_t pid;

	rig_make(&r);
	is_int(mail_fill(r.s, 1, 4, 4, &r.err), 0, "four");
	rig_close(&r);
	fflush(stdout);
	pid = fork();
	if (pid == 0) {
		if (!rig_open(&r, STORE_DAEMON))
			_exit(1);
		sqlite3_create_function(r.s->db, "die", 0, SQLITE_UTF8, NULL,
		    die, NULL, NULL);
		_exit(migration_run(r.s, killing, LATER, &r.err) == -1);
	}
	waitpid(pid, &status, 0);
	ok(WIFSIGNALED(status), "killed while it migrates");
	ok(is_untouched(&r), "nothing of it is there");
	rig_done(&r);
}

/* Opened before the other is done, or it would be a store of the future. */
static bool
come_too(struct rig *r, int ready, int go)
{
	char c = 'x';

	return rig_open(r, STORE_WRITE) && write(ready, &c, 1) == 1 &&
	    read(go, &c, 1) == 1 &&
	    migration_run(r->s, good, LATER, &r->err) == 0;
}

/* Two come at once: one does it, the other finds it done. */
static void
test_two(void)
{
	int ready[2], go[2];
	pid_t pids[2];
	int bad_ones = 0;
	char both[2];
	struct rig r;

	rig_make(&r);
	rig_close(&r);
	fflush(stdout);
	if (pipe(ready) == -1 || pipe(go) == -1)
		exit(99);
	for (int i = 0; i < 2; i++) {
		pids[i] = fork();
		if (pids[i] == 0)
			_exit(!come_too(&r, ready[1], go[0]));
	}
	close(ready[1]);
	for (int i = 0; i < 2; i++)
		bad_ones += read(ready[0], &both[i], 1) != 1;
	bad_ones += write(go[1], "go", 2) != 2;
	for (int i = 0; i < 2; i++) {
		int status;

		waitpid(pids[i], &status, 0);
		bad_ones += status != 0;
	}
	close(ready[0]);
	close(go[0]);
	close(go[1]);
	is_int(bad_ones, 0, "two migrate at once");
	is_int(raw_int(r.path, "SELECT count(*) FROM later"), 1, "once each");
	rig_done(&r);
}

int
main(void)
{
	struct err err;

	if (zone_use("Europe/London", &err) == -1)
		return 99;
	test_released();
	test_found();
	test_good();
	test_bad();
	test_killed();
	test_two();
	return tap_done();
}
