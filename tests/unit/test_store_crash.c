/*
 * Nothing is lost and nothing is counted twice: kill -9 at any moment, a
 * disk that fails at the n-th write for every n, a disk that is full.
 */
#include <fcntl.h>
#include <signal.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>

#include "config.h"
#include "store/records/counts.h"
#include "store/records/cursors.h"
#include "tests/unit/store_rig.h"

#define BATCH 4
#define BATCHES 2

/* What the engine does: a batch of messages and the cursor, one
 * transaction; it goes on where the cursor stands. */
static int
work_batch(struct store *s, struct err *err)
{
	struct cursor c;
	uint32_t first;

	if (cursor_get(s, "home", "INBOX", &c, err) == -1)
		return -1;
	c.uidvalidity = 1;
	first = c.last_uid + 1;
	c.last_uid += BATCH;
	if (store_begin(s, err) == -1)
		return -1;
	for (uint32_t uid = first; uid <= c.last_uid; uid++) {
		char bytes[9000], mid[40];
		struct mail m = { "ex", "home", "INBOX", 1, uid, bytes, mid,
			"t", STATE_CONTACT, DIRECTION_IN,
			1774000000000 + uid * 60000LL };
		int64_t id;

		/* More than a page, so that a batch is many writes. */
		memset(bytes, 'x', sizeof(bytes) - 1);
		bytes[sizeof(bytes) - 1] = '\0';
		snprintf(mid, sizeof(mid), "%u", uid);
		memcpy(bytes, mid, strlen(mid));
		if (mail_record(s, &m, &id, err) == -1) {
			store_rollback(s);
			return -1;
		}
	}
	if (cursor_set(s, &c, err) == -1) {
		store_rollback(s);
		return -1;
	}
	return store_commit(s, err);
}

static int
work(struct store *s, int batches, struct err *err)
{
	for (int i = 0; i < batches; i++)
		if (work_batch(s, err) == -1)
			return -1;
	return 0;
}

static int
add_in(const struct daily *d, void *arg, struct err *err)
{
	(void)err;
	*(int64_t *)arg += d->in;
	return 0;
}

/* The cursor, the counts and the incidents agree, and the ledger holds. */
static bool
is_whole(struct rig *r, int64_t *done)
{
	struct filter all = FILTER_ALL;
	struct verified sum;
	struct cursor c;
	int64_t counted = 0;

	if (rig_faults(r, &sum) != 0 ||
	    cursor_get(r->s, "home", "INBOX", &c, &r->err) == -1 ||
	    daily_list(r->s, &all, add_in, &counted, &r->err) == -1)
		return false;
	*done = c.last_uid;
	return counted == c.last_uid && sum.incidents == counted &&
	    sum.originals == counted && c.last_uid % BATCH == 0;
}

static void
write_until_killed(struct rig *r)
{
	if (!rig_open(r, STORE_DAEMON))
		_exit(1);
	for (;;)
		if (work_batch(r->s, &r->err) == -1)
			_exit(2);
}

static void
test_kill(void)
{
	int64_t done = 0, before = 0;
	int bad = 0, rounds = 30;
	long span_us = 60000;
	struct rig r;

	rig_make(&r);
	rig_close(&r);
	srandom(7);
	fflush(stdout);
	for (int i = 0; i < rounds; i++) {
		pid_t pid = fork();

		if (pid == 0)
			write_until_killed(&r);
		usleep((useconds_t)(2000 + random() % span_us));
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		if (!rig_open(&r, i % 2 == 0 ? STORE_READ : STORE_DAEMON)) {
			printf("# %s\n", r.err.text);
			bad++;
			continue;
		}
		bad += !is_whole(&r, &done) || done < before;
		/* A slow machine gets more time, to be killed at work. */
		if (done == before && span_us < 2000000)
			span_us *= 2;
		before = done;
		rig_close(&r);
	}
	printf("# %lld messages through %d ends\n", (long long)done, rounds);
	is_int(bad, 0, "killed at any moment: whole, and nothing goes back");
	ok(done > 0, "and it got somewhere");
	rig_done(&r);
}

static void
test_kill_at_birth(void)
{
	struct rig r;
	int bad = 0;

	rig_make(&r);
	fflush(stdout);
	for (int i = 0; i < 20; i++) {
		int64_t done;
		pid_t pid;

		rig_close(&r);
		unlink(r.path);
		pid = fork();
		if (pid == 0)
			write_until_killed(&r);
		usleep((useconds_t)(random() % 8000));
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		if (!rig_open(&r, STORE_DAEMON)) {
			printf("# %s\n", r.err.text);
			bad++;
			continue;
		}
		bad += !is_whole(&r, &done);
	}
	is_int(bad, 0, "killed while the store is made: made again");
	rig_done(&r);
}

/*
 * A disk that fails: the calls of SQLite's own file methods, counted; from
 * the n-th write or sync on they fail, until it is mended.
 */
static struct {
	sqlite3_vfs *real;
	sqlite3_vfs vfs;
	/* The file itself and its -wal have methods of their own. */
	struct {
		sqlite3_io_methods methods;
		const sqlite3_io_methods *was;
	} patched[4];
	long steps;		/* writes and syncs so far */
	long fail_at;		/* 0: never */
	int rc;
} disk;

static bool
disk_fails(void)
{
	return ++disk.steps >= disk.fail_at && disk.fail_at != 0;
}

static const sqlite3_io_methods *
real_methods(sqlite3_file *f)
{
	for (size_t i = 0; i < ROWS(disk.patched); i++)
		if (f->pMethods == &disk.patched[i].methods)
			return disk.patched[i].was;
	abort();
}

static int
disk_write(sqlite3_file *f, const void *data, int n, sqlite3_int64 at)
{
	return disk_fails() ? disk.rc : real_methods(f)->xWrite(f,
	    data, n, at);
}

static int
disk_sync(sqlite3_file *f, int flags)
{
	/* A full disk is told by writes; a sync gives an error of its own. */
	if (disk_fails())
		return disk.rc == SQLITE_FULL ? SQLITE_IOERR_FSYNC : disk.rc;
	return real_methods(f)->xSync(f, flags);
}

static void
patch(sqlite3_file *f)
{
	size_t i = 0;

	while (disk.patched[i].was != NULL &&
	    disk.patched[i].was != f->pMethods)
		i++;
	disk.patched[i].was = f->pMethods;
	disk.patched[i].methods = *f->pMethods;
	disk.patched[i].methods.xWrite = disk_write;
	disk.patched[i].methods.xSync = disk_sync;
	f->pMethods = &disk.patched[i].methods;
}

static int
disk_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags,
    int *out)
{
	int rc = disk.real->xOpen(disk.real, name, f, flags, out);

	(void)vfs;
	if (rc == SQLITE_OK && f->pMethods != NULL)
		patch(f);
	return rc;
}

static void
disk_use(bool ours)
{
	if (disk.real == NULL) {
		disk.real = sqlite3_vfs_find(NULL);
		disk.vfs = *disk.real;
		disk.vfs.zName = "failing";
		disk.vfs.xOpen = disk_open;
		sqlite3_vfs_register(&disk.vfs, 0);
	}
	sqlite3_vfs_register(ours ? &disk.vfs : disk.real, 1);
}

static const struct {
	const char *name;
	int rc;
} ills[] = {
	{ "full", SQLITE_FULL },
	{ "broken", SQLITE_IOERR_WRITE },
};

/* One run with the disk failing from step n on; false: it never failed. */
static bool
fail_from(long n, int rc, int *bad)
{
	int64_t done = 0;
	bool failed;
	struct rig r;

	rig_make(&r);
	rig_close(&r);
	unlink(r.path);
	disk.steps = 0;
	disk.rc = rc;
	disk.fail_at = n;
	failed = !rig_open(&r, STORE_DAEMON) ||
	    work(r.s, BATCHES, &r.err) == -1;
	if (failed && r.err.code != EX_TEMPFAIL && r.err.code != EX_IOERR) {
		printf("# step %ld: %d %s\n", n, r.err.code, r.err.text);
		++*bad;
	}
	if (failed && strstr(r.err.text, "case.db") == NULL)
		++*bad;
	/* Every second time the process goes on, else it starts again. */
	if (n % 2 == 0)
		rig_close(&r);
	disk.fail_at = 0;
	if (r.s == NULL && !rig_open(&r, STORE_DAEMON)) {
		printf("# step %ld: %s\n", n, r.err.text);
		++*bad;
	} else if (!is_whole(&r, &done) ||
	    work(r.s, BATCHES - (int)done / BATCH, &r.err) == -1 ||
	    !is_whole(&r, &done) || done != BATCHES * BATCH) {
		printf("# step %ld: %lld done: %s\n", n, (long long)done,
		    r.err.text);
		++*bad;
	}
	rig_done(&r);
	return failed;
}

static void
test_failing_disk(void)
{
	disk_use(true);
	for (size_t i = 0; i < ROWS(ills); i++) {
		int bad = 0;
		long n = 1;

		while (fail_from(n, ills[i].rc, &bad))
			n++;
		is_int(bad, 0, "nothing lost, nothing twice, goes on");
		ok(n > 40, "the disk is %s from step 1 to %ld",
		    ills[i].name, n - 1);
	}
	disk_use(false);
}

/* The kernel's own refusal: no file of this process may grow on. */
static int
write_within_limit(struct rig *r)
{
	struct rlimit limit = { 300000, 300000 };
	int64_t done;

	signal(SIGXFSZ, SIG_IGN);
	if (!rig_open(r, STORE_DAEMON) ||
	    setrlimit(RLIMIT_FSIZE, &limit) == -1)
		return 1;
	if (work(r->s, 1000, &r->err) == 0)
		return 2;
	printf("# %s\n", r->err.text);
	fflush(stdout);
	if (r->err.code != EX_TEMPFAIL ||
	    strstr(r->err.text, "is full") == NULL)
		return 3;
	return is_whole(r, &done) && done > 0 ? 0 : 4;
}

static void
test_size_limit(void)
{
	int64_t done = 0;
	int status;
	struct rig r;
	pid_t pid;

	rig_make(&r);
	rig_close(&r);
	fflush(stdout);
	pid = fork();
	if (pid == 0)
		_exit(write_within_limit(&r));
	waitpid(pid, &status, 0);
	is_int(status, 0, "a file that may not grow is a full disk");
	ok(rig_open(&r, STORE_DAEMON) && is_whole(&r, &done) &&
	    work_batch(r.s, &r.err) == 0 && is_whole(&r, &done),
	    "and it goes on when it may again");
	rig_done(&r);
}

/* On a disk of 512 KiB of our own; the rest of it is filled and freed. */
static int
write_on_full_disk(struct rig *r)
{
	CLEANUP(buf_done) struct buf path = { .max = 200 };
	char junk[4096] = "";
	int64_t done, before;
	int fd;

	if (!rig_open(r, STORE_DAEMON))
		return 1;
	if (work(r->s, 2, &r->err) == -1)
		return 2;
	buf_addf(&path, "%s/junk", r->dir);
	fd = open(buf_str(&path), O_WRONLY | O_CREAT, 0600);
	while (write(fd, junk, sizeof(junk)) == (ssize_t)sizeof(junk))
		;
	close(fd);
	if (work(r->s, 1000, &r->err) == 0 || r->err.code != EX_TEMPFAIL ||
	    strstr(r->err.text, "is full") == NULL)
		return 3;
	if (!is_whole(r, &before))
		return 4;
	unlink(buf_str(&path));
	if (work(r->s, 2, &r->err) == -1)
		return 5;
	return is_whole(r, &done) && done == before + 2 * BATCH ? 0 : 6;
}

static int
in_small_disk(void)
{
	struct rig r = { .dir = "/tmp/floodmark-disk-XXXXXX" };
	int rc;

	if (mkdtemp(r.dir) == NULL)
		return 99;
	if (unshare(CLONE_NEWNS) == -1 || mount("none", "/", NULL,
	    MS_REC | MS_PRIVATE, NULL) == -1 || mount("tmpfs", r.dir,
	    "tmpfs", 0, "size=768k") == -1) {
		rmdir(r.dir);
		return 77;
	}
	snprintf(r.path, sizeof(r.path), "%s/case.db", r.dir);
	rc = write_on_full_disk(&r);
	if (rc != 0)
		printf("# %s\n", r.err.text);
	fflush(stdout);
	rig_close(&r);
	umount(r.dir);
	rmdir(r.dir);
	return rc;
}

static void
test_full_disk(void)
{
	int status;
	pid_t pid;

	fflush(stdout);
	pid = fork();
	if (pid == 0)
		_exit(in_small_disk());
	waitpid(pid, &status, 0);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 77)
		ok(true, "a full disk # SKIP no right to mount one");
	else
		is_int(status, 0, "a full disk: told, nothing lost, goes on");
}

static double
processor_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
test_speed(void)
{
	double before, few, many;
	struct rig r;

	rig_make(&r);
	before = processor_s();
	is_int(mail_fill(r.s, 1, 1000, 200, &r.err), 0, "1,000 incidents");
	few = processor_s() - before;
	is_int(mail_fill(r.s, 1001, 4000, 200, &r.err), 0, "4,000 more");
	many = processor_s() - before - few;
	printf("# %.2f and %.2f s\n", few, many);
	ok(many < 4 * 4 * few, "each takes about the same");
	rig_done(&r);
}

int
main(void)
{
	struct err err;

	if (zone_use("Europe/London", &err) == -1)
		return 99;
	test_kill();
	test_kill_at_birth();
	test_failing_disk();
	test_size_limit();
	test_full_disk();
	test_speed();
	return tap_done();
}
