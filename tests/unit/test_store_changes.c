/*
 * A byte changed anywhere in the file of a small store: verify finds it, or
 * no row of evidence reads otherwise than before (free space, unused bytes
 * of a page, derived tables that say the same).
 *
 * Every 11th byte, of long runs of zeros every 101st, and every truncation
 * to whole pages; FLOODMARK_ALL_CHANGES=1 tries every byte.
 */
#include "tests/unit/bundle_rig.h"

#include <fcntl.h>
#include <sys/stat.h>

#define PAGE 4096
#define ZEROS 32		/* a longer run is free space, most likely */

static struct err err;
static char path[120];

static int
pass_over(enum fault fault, const char *where, const char *what, void *arg,
    struct err *e)
{
	(void)fault;
	(void)where;
	(void)what;
	(void)arg;
	(void)e;
	return 0;
}

static bool
is_found(void)
{
	CLEANUP(store_cleanup) struct store *s = NULL;
	struct verified sum;

	return store_open(path, STORE_READ, &s, &err) != 0 ||
	    store_verify(s, pass_over, NULL, &sum, &err) != 0 ||
	    sum.faults > 0;
}

/* All columns of a row, with their types. */
static void
put_row(struct buf *out, sqlite3_stmt *q)
{
	for (int c = 0; c < sqlite3_column_count(q); c++) {
		const char *bytes = sqlite3_column_blob(q, c);
		size_t n = (size_t)sqlite3_column_bytes(q, c);

		buf_addf(out, "|%d:%zu:", sqlite3_column_type(q, c), n);
		if (n > 0)
			buf_add(out, bytes, n);
	}
	buf_add_char(out, '\n');
}

static void
put_table(struct buf *out, sqlite3 *db, const char *name)
{
	char sql[100];
	sqlite3_stmt *q = NULL;
	int rc;

	snprintf(sql, sizeof(sql), "SELECT * FROM %s NOT INDEXED ORDER BY "
	    "rowid", name);
	buf_addf(out, "%s\n", name);
	if (sqlite3_prepare_v2(db, sql, -1, &q, NULL) != SQLITE_OK) {
		buf_add_str(out, "cannot be read\n");
		return;
	}
	while ((rc = sqlite3_step(q)) == SQLITE_ROW)
		put_row(out, q);
	buf_addf(out, "%d\n", rc);
	sqlite3_finalize(q);
}

/* Evidence and ledger as SQLite reads them. */
static void
dump(struct buf *out)
{
	sqlite3 *db = NULL;

	buf_reset(out);
	if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) ==
	    SQLITE_OK) {
		for (int t = 0; t < TABLE_EVIDENCE_COUNT; t++)
			put_table(out, db, tables[t].name);
		put_table(out, db, "ledger");
	}
	sqlite3_close(db);
}

struct file {
	int fd;
	struct buf was, before, now;
	size_t tried, found, unused, missed;
};

static void
judge(struct file *f, size_t at)
{
	f->tried++;
	if (is_found()) {
		f->found++;
		return;
	}
	dump(&f->now);
	if (span_eq(buf_span(&f->now), buf_span(&f->before)))
		f->unused++;
	else if (f->missed++ < 5)
		printf("# byte %zu alters evidence and is not found\n", at);
}

static void
poke(struct file *f, size_t at, char c)
{
	if (pwrite(f->fd, &c, 1, (off_t)at) != 1)
		printf("Bail out! cannot write\n");
}

static bool
is_zeros(const struct file *f, size_t at)
{
	static const char zeros[ZEROS];

	return at + ZEROS <= f->was.len &&
	    memcmp(f->was.at + at, zeros, ZEROS) == 0;
}

static void
test_bytes(struct file *f)
{
	static const char masks[] = { 0x01, 0x20, (char)0x80, 0x04 };
	const char *all = getenv("FLOODMARK_ALL_CHANGES");
	bool each = all != NULL && strcmp(all, "1") == 0;

	for (size_t at = 0; at < f->was.len;
	    at += each ? 1 : is_zeros(f, at) ? 101 : 11) {
		poke(f, at, (char)(f->was.at[at] ^ masks[f->tried % 4]));
		judge(f, at);
		poke(f, at, f->was.at[at]);
	}
	ok(f->missed == 0 && f->found > 0, "%zu bytes changed: %zu found, in "
	    "%zu no evidence altered", f->tried, f->found, f->unused);
}

static void
test_lengths(struct file *f)
{
	size_t missed = 0, tried = 0;

	for (size_t n = f->was.len - PAGE; n > 0; n -= PAGE, tried++) {
		if (ftruncate(f->fd, (off_t)n) == -1)
			printf("Bail out! cannot truncate\n");
		missed += !is_found();
		if (pwrite(f->fd, f->was.at + n, f->was.len - n, (off_t)n) !=
		    (ssize_t)(f->was.len - n))
			printf("Bail out! cannot write\n");
	}
	ok(missed == 0, "cut to %zu lengths, each found", tried);
	ok(!is_found(), "as it was");
}

/* One file in memory, without its log. */
static void
copy(struct rig *r, struct file *f)
{
	ok(raw_int(r->path, "PRAGMA wal_checkpoint(TRUNCATE)") == 0 &&
	    file_read(r->path, &f->was, &err) == 0, "a small store");
	ok(file_write(path, buf_span(&f->was), 0600, &err) == 0, "its copy");
	f->fd = open(path, O_RDWR | O_CLOEXEC);
}

int
main(void)
{
	static const char *const endings[] = { "", "-wal", "-shm" };
	struct rig r;
	struct file f = { -1, { .max = 64 << 20 }, { .max = 64 << 20 },
		{ .max = 64 << 20 } };
	const char *ram = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";

	if (zone_use("Europe/London", &err) != 0)
		return 99;
	rig_make(&r);
	snprintf(path, sizeof(path), "%s/floodmark-store-%ld.db", ram,
	    (long)getpid());
	ok(case_fill(r.s, 12, &err) == 0, "a small case");
	rig_close(&r);
	copy(&r, &f);
	ok(!is_found(), "without fault");
	dump(&f.before);
	test_bytes(&f);
	test_lengths(&f);
	fd_close(&f.fd);
	for (size_t i = 0; i < ROWS(endings); i++) {
		CLEANUP(str_free) char *beside = NULL;

		if (asprintf(&beside, "%s%s", path, endings[i]) < 0)
			return 99;
		unlink(beside);
	}
	buf_done(&f.was);
	buf_done(&f.before);
	buf_done(&f.now);
	rig_done(&r);
	return tap_done();
}
