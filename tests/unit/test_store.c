/* A store as a file: made, opened, refused, locked, kept private. */
#include <sys/stat.h>
#include <sys/wait.h>

#include "store/core/batch.h"
#include "store/core/schema.h"
#include "store/records/counts.h"
#include "store/records/cursors.h"
#include "store/records/escalations.h"
#include "store/records/row.h"
#include "tests/unit/store_rig.h"

static unsigned
mode_of(const struct rig *r, const char *suffix)
{
	char path[200];
	struct stat st;

	snprintf(path, sizeof(path), "%s%s", r->path, suffix);
	return stat(path, &st) == -1 ? 0 : st.st_mode & 07777;
}

static void
test_modes(mode_t mask)
{
	static const char *const files[] = { "", "-wal", "-shm", ".lock" };
	mode_t before = umask(mask);
	struct rig r;

	rig_make(&r);
	rig_close(&r);
	ok(rig_open(&r, STORE_DAEMON), "the daemon opens it");
	is_int(mail_fill(r.s, 1, 1, 1, &r.err), 0, "and writes");
	for (size_t i = 0; i < ROWS(files); i++)
		ok(mode_of(&r, files[i]) == 0600, "umask %03o: case.db%s",
		    (unsigned)mask, files[i]);
	rig_close(&r);
	chmod(r.path, 0644);
	ok(rig_open(&r, STORE_WRITE), "open to others");
	is_int(mode_of(&r, ""), 0600, "closed to others");
	rig_done(&r);
	umask(before);
}

/* Files that are no store of ours, and what opening them answers. */
static const struct {
	const char *what;
	const char *sql;	/* made by stock SQLite */
	const char *bytes;	/* or these */
	enum store_mode mode;
	int code;
	const char *says;
} strangers[] = {
	{ "missing", NULL, NULL, STORE_READ, EX_NOINPUT, "No such file" },
	{ "empty", NULL, "", STORE_READ, EX_DATAERR, "empty" },
	{ "a text", NULL, "Dear Sir or Madam, this is no database at all.",
	    STORE_READ, EX_DATAERR, "not a store" },
	{ "a text", NULL, "Dear Sir or Madam, this is no database at all.",
	    STORE_WRITE, EX_DATAERR, "not a store" },
	{ "another's", "CREATE TABLE t (a)", NULL, STORE_READ, EX_DATAERR,
	    "another program" },
	{ "another's", "CREATE TABLE t (a)", NULL, STORE_WRITE, EX_DATAERR,
	    "another program" },
	{ "another's", "PRAGMA application_id = 7", NULL, STORE_DAEMON,
	    EX_DATAERR, "another program" },
	{ "newer", "PRAGMA application_id = 1181502827;"
	    "PRAGMA user_version = 99", NULL, STORE_READ, EX_DATAERR,
	    "has format 99" },
	{ "newer", "PRAGMA application_id = 1181502827;"
	    "PRAGMA user_version = 99", NULL, STORE_WRITE, EX_DATAERR,
	    "has format 99" },
};

static void
put(const char *path, const char *bytes)
{
	FILE *f = fopen(path, "w");

	fputs(bytes, f);
	fclose(f);
}

static void
test_strangers(void)
{
	for (size_t i = 0; i < ROWS(strangers); i++) {
		struct rig r;

		rig_make(&r);
		rig_close(&r);
		unlink(r.path);
		if (strangers[i].bytes != NULL)
			put(r.path, strangers[i].bytes);
		if (strangers[i].sql != NULL)
			is_int(raw_sql(r.path, strangers[i].sql), 0, "made");
		ok(!rig_open(&r, strangers[i].mode) &&
		    r.err.code == strangers[i].code,
		    "%s is refused", strangers[i].what);
		ok(strstr(r.err.text, strangers[i].says) != NULL &&
		    strstr(r.err.text, "case.db") != NULL &&
		    strchr(r.err.text, '\n') == NULL,
		    "in one line: %s", r.err.text);
		if (strangers[i].sql != NULL)
			is_int(raw_int(r.path, "SELECT count(*) FROM"
			    " pragma_journal_mode WHERE journal_mode = 'wal'"),
			    0, "and left as it was");
		rig_done(&r);
	}
}

static void
test_places(void)
{
	struct err err;
	struct store *s = NULL;

	ok(store_open("/tmp", STORE_READ, &s, &err) == -1 &&
	    err.code == EX_DATAERR, "a folder: %s", err.text);
	ok(store_open("/nonexistent/case.db", STORE_WRITE, &s, &err) == -1 &&
	    err.code == EX_CANTCREAT, "no folder: %s", err.text);
}

/* The start of a store that a power cut left empty is a new store. */
static void
test_empty_start(void)
{
	struct rig r;

	rig_make(&r);
	rig_close(&r);
	unlink(r.path);
	put(r.path, "");
	ok(rig_open(&r, STORE_WRITE), "an empty file becomes a store");
	is_int(mail_fill(r.s, 1, 3, 3, &r.err), 0, "and takes rows");
	rig_done(&r);
}

static void
test_daemons(void)
{
	struct rig r, second;
	int status;
	pid_t pid;

	rig_make(&r);
	rig_close(&r);
	ok(rig_open(&r, STORE_DAEMON), "the first daemon");
	second = r;
	ok(!rig_open(&second, STORE_DAEMON) && second.err.code == EX_TEMPFAIL,
	    "the second is refused: %s", second.err.text);
	ok(rig_open(&second, STORE_WRITE), "a command is not");
	rig_close(&second);
	ok(rig_open(&second, STORE_READ), "nor a reader");
	rig_close(&second);
	rig_close(&r);
	pid = fork();
	if (pid == 0) {
		_exit(rig_open(&r, STORE_DAEMON) ? 0 : 1);
	}
	waitpid(pid, &status, 0);
	is_int(status, 0, "a daemon that ended without closing");
	ok(rig_open(&r, STORE_DAEMON), "leaves no lock");
	rig_done(&r);
}

static int
count_rows(const struct incident *in, void *arg, struct err *err)
{
	(void)in;
	(void)err;
	++*(int *)arg;
	return 0;
}

static int
rows(struct store *s, struct err *err)
{
	struct filter all = FILTER_ALL;
	int n = 0;

	return incident_list(s, &all, count_rows, &n, err) == -1 ? -1 : n;
}

static void
test_read_beside_writer(void)
{
	struct rig r, reader;

	rig_make(&r);
	is_int(mail_fill(r.s, 1, 10, 10, &r.err), 0, "ten");
	reader = r;
	ok(rig_open(&reader, STORE_READ), "a reader beside the writer");
	is_int(store_begin(r.s, &r.err), 0, "a batch");
	is_int(rows(reader.s, &reader.err), 10, "read while it is open");
	is_int(store_commit(r.s, &r.err), 0, "committed");
	is_int(mail_fill(r.s, 11, 10, 10, &r.err), 0, "ten more");
	is_int(rows(reader.s, &reader.err), 20, "and seen");
	is_int(store_snapshot(reader.s, &reader.err), 0, "a snapshot");
	is_int(rows(reader.s, &reader.err), 20, "from here");
	is_int(mail_fill(r.s, 21, 5, 5, &r.err), 0, "five more");
	is_int(rows(reader.s, &reader.err), 20, "not seen in it");
	store_rollback(reader.s);
	is_int(rows(reader.s, &reader.err), 25, "seen after it");
	ok(mail_fill(reader.s, 30, 1, 1, &reader.err) == -1,
	    "a reader cannot write: %s", reader.err.text);
	rig_close(&reader);
	rig_done(&r);
}

/* As somebody who may write neither the file nor its folder. */
static int
read_as_guest(struct rig *r)
{
	if (chmod(r->path, 0400) == -1 || chmod(r->dir, 0500) == -1)
		return 1;
	if (getuid() == 0 && (chown(r->path, 65534, 65534) == -1 ||
	    chown(r->dir, 65534, 65534) == -1 || setgid(65534) == -1 ||
	    setuid(65534) == -1))
		return 2;
	if (!rig_open(r, STORE_READ)) {
		printf("# %s\n", r->err.text);
		return 3;
	}
	if (rows(r->s, &r->err) != 5)
		return 4;
	rig_close(r);
	if (rig_open(r, STORE_WRITE) || r->err.code != EX_NOPERM)
		return 5;
	return 0;
}

static void
test_read_only_place(void)
{
	int status = 0;
	struct rig r;
	pid_t pid;

	rig_make(&r);
	is_int(mail_fill(r.s, 1, 5, 5, &r.err), 0, "five");
	rig_close(&r);
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		_exit(read_as_guest(&r));
	waitpid(pid, &status, 0);
	is_int(WEXITSTATUS(status), 0, "read where nothing can be written");
	chmod(r.dir, 0700);
	rig_done(&r);
}

static void
test_old(void)
{
	struct verified sum;
	struct rig r;

	rig_make(&r);
	rig_close(&r);
	is_int(raw_sql(r.path, "PRAGMA user_version = 0"), 0, "made old");
	ok(rig_open(&r, STORE_READ), "an older store opens");
	ok(rows(r.s, &r.err) == -1 && r.err.code == EX_DATAERR,
	    "is not read: %s", r.err.text);
	is_int(rig_faults(&r, &sum), 1, "and verify says old format");
	rig_done(&r);
}

/* The evidence tables refuse, also for stock SQLite. */
static const char *const edits[] = {
	"UPDATE original SET size = 1",
	"UPDATE incident SET sender = 'x'",
	"UPDATE sighting SET uid = 5",
	"UPDATE rule_hit SET kind = 'x'",
	"UPDATE escalation SET reason = 'x'",
	"UPDATE setting SET value = 'x'",
	"UPDATE ledger SET entry = '{}'",
	"DELETE FROM original",
	"DELETE FROM incident",
	"DELETE FROM sighting",
	"DELETE FROM rule_hit",
	"DELETE FROM escalation",
	"DELETE FROM setting",
	"DELETE FROM ledger",
	"REPLACE INTO setting VALUES (1, 'rules', 'x', 0)",
	"INSERT OR REPLACE INTO ledger SELECT * FROM ledger LIMIT 1",
	"INSERT OR REPLACE INTO incident SELECT * FROM incident LIMIT 1",
	"INSERT OR REPLACE INTO original"
	    " SELECT 77, digest, size, bytes FROM original LIMIT 1",
	"INSERT OR REPLACE INTO rule_hit SELECT * FROM rule_hit LIMIT 1",
	"INSERT OR REPLACE INTO escalation SELECT 77, at_ms, day, person,"
	    " kind, level, 1, 1, 1, '', 0 FROM escalation LIMIT 1",
	"INSERT OR REPLACE INTO sighting SELECT 77, incident, original,"
	    " account, folder, uidvalidity, uid, 0, 0 FROM sighting LIMIT 1",
};

static const struct escalation one_escalation = {
	.at_ms = 1774000000000, .day = { 20532 }, .person = "ex",
	.kind = "volume", .level = "flood", .count = 60, .usual = 2.5,
	.limit = 11.1, .reason = "60 where 2.5 are usual",
	.recorded_ms = 1774000000000,
};

static void
test_triggers(void)
{
	struct verified sum;
	struct rig r;
	int64_t id;

	rig_make(&r);
	is_int(mail_fill(r.s, 1, 3, 3, &r.err), 0, "evidence");
	is_int(setting_record(r.s, "rules", "abc", 1, &r.err), 0, "setting");
	is_int(escalation_record(r.s, &one_escalation, &id, &r.err), 0,
	    "escalation");
	for (size_t i = 0; i < ROWS(edits); i++)
		is_int(raw_sql(r.path, edits[i]), SQLITE_CONSTRAINT,
		    edits[i]);
	is_int(rig_faults(&r, &sum), 0, "nothing changed");
	rig_done(&r);
}

static void
test_settings(void)
{
	CLEANUP(buf_done) struct buf value = { .max = 100 };
	struct rig r;

	rig_make(&r);
	is_int(setting_get(r.s, "zone", &value, &r.err), 1, "none yet");
	is_int(setting_record(r.s, "zone", "A", 1, &r.err), 0, "A");
	is_int(setting_record(r.s, "zone", "A", 2, &r.err), 0, "A again");
	is_int(setting_record(r.s, "rules", "A", 2, &r.err), 0, "another");
	is_int(setting_record(r.s, "zone", "B", 3, &r.err), 0, "B");
	is_int(setting_record(r.s, "zone", "A", 4, &r.err), 0, "A once more");
	is_int(setting_get(r.s, "zone", &value, &r.err), 0, "got");
	is_str(buf_str(&value), "A", "the last one");
	is_int(raw_int(r.path, "SELECT count(*) FROM setting"), 4,
	    "recorded when it differs");
	is_int(raw_int(r.path, "SELECT count(*) FROM ledger"), 4,
	    "with a ledger row each");
	rig_done(&r);
}

static int
add_name(const struct cursor *c, void *arg, struct err *err)
{
	(void)err;
	buf_addf(arg, "%s:%s:%u:%u ", c->account, c->folder, c->uidvalidity,
	    c->last_uid);
	return 0;
}

static void
test_cursors(void)
{
	static const struct cursor set[] = {
		{ "home", "INBOX", 1, 10 }, { "home", "INBOX", 4294967295, 1 },
		{ "home", "\xff", 1, 2 }, { "home", "\xfe", 1, 3 },
		{ "work", "INBOX", 1, 4 },
	};
	CLEANUP(buf_done) struct buf all = { .max = 1000 };
	struct cursor c;
	struct rig r;

	rig_make(&r);
	is_int(cursor_get(r.s, "home", "INBOX", &c, &r.err), 1, "never read");
	is_int(c.last_uid, 0, "zero");
	for (size_t i = 0; i < ROWS(set); i++)
		is_int(cursor_set(r.s, &set[i], &r.err), 0, "set");
	is_int(cursor_get(r.s, "home", "INBOX", &c, &r.err), 0, "got");
	ok(c.uidvalidity == UINT32_MAX && c.last_uid == 1, "the new one");
	is_int(cursor_list(r.s, "home", add_name, &all, &r.err), 0, "listed");
	is_str(buf_str(&all), "home:INBOX:4294967295:1 home:\xfe:1:3 "
	    "home:\xff:1:2 ", "folders that are no text stay apart");
	rig_done(&r);
}

static int
count_escalations(const struct escalation *e, void *arg, struct err *err)
{
	(void)err;
	if (e->usual == 2.5 && e->limit == 11.1 && e->day.n == 20532 &&
	    strcmp(e->level, "flood") == 0)
		++*(int *)arg;
	return 0;
}

static void
test_escalations(void)
{
	int64_t id = 0, again = 0;
	int n = 0, waiting = 0, after = 0;
	struct rig r;

	rig_make(&r);
	is_int(escalation_record(r.s, &one_escalation, &id, &r.err), 0,
	    "recorded");
	is_int(escalation_record(r.s, &one_escalation, &again, &r.err), 1,
	    "once");
	is_int(again, id, "the same");
	is_int(escalation_list(r.s, NULL, count_escalations, &n, &r.err), 0,
	    "listed");
	is_int(escalation_list(r.s, "ex", count_escalations, &n, &r.err), 0,
	    "of the person");
	is_int(escalation_list(r.s, "pal", count_escalations, &n, &r.err), 0,
	    "of another");
	is_int(n, 2, "as it was");
	is_int(outbox_list(r.s, count_escalations, &waiting, &r.err), 0,
	    "outbox");
	is_int(waiting, 1, "waits");
	is_int(outbox_done(r.s, id, 5, &r.err), 0, "handed over");
	is_int(outbox_list(r.s, count_escalations, &after, &r.err), 0,
	    "outbox");
	is_int(after, 0, "empty");
	rig_done(&r);
}

/* What a batch that failed in the middle may leave behind: nothing. */
/* A row of evidence that is not there. */
static int
step_fails(struct rig *r)
{
	CLEANUP(scope_leave) struct scope scope = { 0 };

	if (scope_enter(&scope, r->s, &r->err) == -1)
		return 0;
	return row_record(r->s, TABLE_INCIDENT, 99, &r->err);
}

static void
test_batches(void)
{
	struct cursor c = { "home", "INBOX", 1, 10 };
	struct rig r;

	rig_make(&r);
	is_int(store_begin(r.s, &r.err), 0, "begin");
	ok(store_begin(r.s, &r.err) == -1, "not twice");
	is_int(cursor_set(r.s, &c, &r.err), 0, "a cursor");
	store_rollback(r.s);
	is_int(cursor_get(r.s, "home", "INBOX", &c, &r.err), 1,
	    "rolled back");
	ok(store_commit(r.s, &r.err) == -1, "nothing to commit");
	is_int(store_begin(r.s, &r.err), 0, "begin");
	is_int(cursor_set(r.s, &c, &r.err), 0, "a cursor");
	ok(step_fails(&r) == -1, "a step fails: %s", r.err.text);
	is_int(store_commit(r.s, &r.err), -1, "the batch is not committed");
	is_int(cursor_get(r.s, "home", "INBOX", &c, &r.err), 1,
	    "nothing of it is kept");
	rig_done(&r);
}

/* No column is written without the ledger vouching for it. */
static void
test_columns(void)
{
	struct rig r;

	rig_make(&r);
	for (int t = 0; t < TABLE_EVIDENCE_COUNT; t++) {
		bool bytes = t == TABLE_ORIGINAL;
		char sql[200];

		snprintf(sql, sizeof(sql), "SELECT count(*) FROM"
		    " pragma_table_info('%s')", tables[t].name);
		is_int(raw_int(r.path, sql),
		    (int64_t)tables[t].n_columns + 1 + bytes, tables[t].name);
	}
	rig_done(&r);
}

int
main(void)
{
	struct err err;

	if (zone_use("Europe/London", &err) == -1)
		return 99;
	test_modes(0);
	test_modes(077);
	test_modes(0277);
	test_strangers();
	test_places();
	test_empty_start();
	test_daemons();
	test_read_beside_writer();
	test_read_only_place();
	test_old();
	test_triggers();
	test_settings();
	test_cursors();
	test_escalations();
	test_batches();
	test_columns();
	return tap_done();
}
