/*
 * What verify must find: every change, in every file, also when the
 * manifests were made to agree with it.
 */
#include "tests/unit/bundle_rig.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "bundle/verify/verify.h"
#include "bundle/write/bag.h"

#define SMALL 1200		/* bytes: every one of them is changed */
#define SAMPLES 60		/* positions in a larger file */

static struct err err;
static char dir[120];

struct seen {
	int64_t n;
	enum fault fault;	/* of the first */
	char where[200], what[400];
};

static int
see(enum fault fault, const char *where, const char *what, void *arg,
    struct err *e)
{
	struct seen *s = arg;

	(void)e;
	if (fault == FAULT_NOTE || s->n++ > 0)
		return 0;
	s->fault = fault;
	snprintf(s->where, sizeof(s->where), "%s", where);
	snprintf(s->what, sizeof(s->what), "%s", what);
	return 0;
}

static struct seen
verify(void)
{
	struct seen s = { 0 };
	struct verified sum;

	if (bundle_verify(dir, see, &s, &sum, &err) != 0)
		s.n = -1;
	else if (s.n < sum.faults && s.n == 0)
		s.n = sum.faults;
	return s;
}

static char *
path_of(enum bag_file f)
{
	return path_join(dir, bag_name(f));
}

static void
load(enum bag_file f, struct buf *out)
{
	CLEANUP(str_free) char *path = path_of(f);

	buf_init(out, (size_t)64 << 20);
	if (file_read(path, out, &err) != 0)
		printf("Bail out! %s\n", err.text);
}

static void
save(enum bag_file f, struct span bytes)
{
	CLEANUP(str_free) char *path = path_of(f);

	unlink(path);
	if (file_write(path, bytes, 0600, &err) != 0)
		printf("Bail out! %s\n", err.text);
}

/* In place: as somebody with a hex editor, and quicker than a new file. */
static void
poke(int fd, size_t at, char c)
{
	if (pwrite(fd, &c, 1, (off_t)at) != 1)
		printf("Bail out! cannot change a byte\n");
}

static void
test_bytes(enum bag_file f)
{
	static const char masks[] = { 0x01, 0x20, (char)0x80 };
	CLEANUP(buf_done) struct buf was = { 0 };
	CLEANUP(str_free) char *path = path_of(f);
	CLEANUP(fd_close) int fd = open(path, O_WRONLY | O_CLOEXEC);
	size_t step, tried = 0, missed = 0;

	load(f, &was);
	step = was.len <= SMALL ? 1 : was.len / SAMPLES;
	for (size_t at = 0; at < was.len; at += step) {
		poke(fd, at, (char)(was.at[at] ^ masks[tried++ % 3]));
		if (verify().n <= 0 && missed++ < 5)
			printf("# %s: byte %zu of %zu\n", bag_name(f), at,
			    was.len);
		poke(fd, at, was.at[at]);
	}
	ok(missed == 0, "%s: %zu of %zu bytes changed, each found",
	    bag_name(f), tried, was.len);
}

static void
test_lengths(enum bag_file f)
{
	CLEANUP(buf_done) struct buf was = { 0 };
	CLEANUP(buf_done) struct buf longer = { .max = (size_t)64 << 20 };

	load(f, &was);
	save(f, span_of(was.at, was.len - 1));
	ok(verify().n > 0, "%s: one byte shorter", bag_name(f));
	buf_add_span(&longer, buf_span(&was));
	buf_add_char(&longer, '\n');
	save(f, buf_span(&longer));
	ok(verify().n > 0, "%s: one byte longer", bag_name(f));
	save(f, span_of("", 0));
	ok(verify().n > 0, "%s: empty", bag_name(f));
	save(f, buf_span(&was));
	ok(verify().n == 0, "%s: as it was", bag_name(f));
}

static void
test_removed(enum bag_file f)
{
	CLEANUP(str_free) char *path = path_of(f);
	CLEANUP(str_free) char *away = path_join(dir, "../away");
	struct seen s;

	if (rename(path, away) != 0)
		ok(false, "cannot move %s", path);
	s = verify();
	ok(s.n > 0 && s.fault == FAULT_MISSING, "%s removed: %s",
	    bag_name(f), fault_name(s.fault));
	is_str(s.where, bag_name(f), "and named");
	ok(symlink(away, path) == 0, "a link in its place");
	s = verify();
	ok(s.n > 0, "%s a link: %s", bag_name(f), s.what);
	unlink(path);
	ok(mkfifo(path, 0600) == 0, "a pipe in its place");
	s = verify();
	ok(s.n > 0, "%s a pipe: %s", bag_name(f), s.what);
	unlink(path);
	if (rename(away, path) != 0)
		ok(false, "cannot move %s back", path);
}

static void
test_added(void)
{
	static const char *const names[] = {
		"extra.txt", "data/extra.eml", "data/.hidden",
		"data/\x1b[2J\xe2\x80\xaegnp.exe", "data/ledger.jsonl ",
	};

	for (size_t i = 0; i < ROWS(names); i++) {
		CLEANUP(str_free) char *path = path_join(dir, names[i]);
		struct seen s;

		if (file_write(path, span_of("x", 1), 0600, &err) != 0)
			ok(false, "%s", err.text);
		s = verify();
		ok(s.n == 1 && s.fault == FAULT_CHANGED &&
		    strchr(s.where, '\x1b') == NULL, "added: %s", s.where);
		unlink(path);
	}
}

/*
 * Tampering by one who also mends the manifests and the payload sum: what is
 * left is what the files say of each other.
 */
static void
mend(void)
{
	CLEANUP(buf_done) struct buf text = { 0 };
	CLEANUP(buf_done) struct buf out = { .max = BAG_TEXT_MAX };
	struct bag_sum sums[BAG_FILES];
	struct bag_info info;

	for (int round = 0; round < 3; round++) {
		for (int f = 0; f < BAG_FILES; f++) {
			CLEANUP(buf_done) struct buf all = { 0 };

			sums[f] = (struct bag_sum){ .size = -1 };
			if (!case_has((enum bag_file)f))
				continue;
			load((enum bag_file)f, &all);
			sums[f] = (struct bag_sum){ digest_of(buf_span(&all)),
				(int64_t)all.len };
		}
		buf_reset(&out);
		if (round == 0) {
			load(BAG_INFO, &text);
			if (!bag_info_read(buf_span(&text), &info))
				printf("Bail out! bag-info.txt\n");
			bag_oxum(sums, &info.bytes, &info.files);
			bag_info_write(&out, &info);
			save(BAG_INFO, buf_span(&out));
		} else {
			bag_manifest(&out, sums, round == 1);
			save(round == 1 ? BAG_MANIFEST : BAG_TAGMANIFEST,
			    buf_span(&out));
		}
	}
}

static void
test_mended(enum bag_file f, struct span with, enum fault want,
    const char *what)
{
	CLEANUP(buf_done) struct buf was = { 0 };
	struct seen s;

	load(f, &was);
	save(f, with);
	mend();
	s = verify();
	ok(s.n > 0 && s.fault == want && (f == BAG_INFO ||
	    strstr(s.where, bag_name(f)) != NULL),
	    "%s: %s: %s: %s", what, fault_name(s.fault), s.where, s.what);
	save(f, buf_span(&was));
	mend();
}

/* Start of the n-th line. */
static size_t
line_at(const struct buf *b, int n)
{
	size_t at = 0;

	while (n-- > 0)
		at += (size_t)((char *)memchr(b->at + at, '\n',
		    b->len - at) - (b->at + at)) + 1;
	return at;
}

/* Lines from..to are left out and `twice` of them put in again. */
static void
cut_lines(enum bag_file f, int from, int to, bool twice, enum fault want,
    const char *what)
{
	CLEANUP(buf_done) struct buf was = { 0 };
	CLEANUP(buf_done) struct buf now = { .max = (size_t)64 << 20 };
	size_t a, b;

	load(f, &was);
	a = line_at(&was, from);
	b = line_at(&was, to);
	buf_add(&now, was.at, twice ? b : a);
	buf_add_span(&now, span_from(buf_span(&was), twice ? a : b));
	test_mended(f, buf_span(&now), want, what);
}

static int
lines_in(enum bag_file f)
{
	CLEANUP(buf_done) struct buf was = { 0 };
	int n = 0;

	load(f, &was);
	for (size_t i = 0; i < was.len; i++)
		n += was.at[i] == '\n';
	return n;
}

/* Digits and letters of a text file changed here and there. */
static void
test_mended_bytes(enum bag_file f, size_t not_last)
{
	CLEANUP(buf_done) struct buf was = { 0 };
	size_t tried = 0, missed = 0;

	load(f, &was);
	for (size_t at = 7; at < was.len - not_last; at += was.len / 40) {
		char old = was.at[at];

		was.at[at] = old == '1' ? '2' : '1';
		save(f, buf_span(&was));
		mend();
		tried++;
		if (verify().n <= 0) {
			missed++;
			printf("# %s: byte %zu, %c\n", bag_name(f), at, old);
		}
		was.at[at] = old;
	}
	save(f, buf_span(&was));
	mend();
	ok(missed == 0, "%s: %zu bytes changed, manifests mended, each found",
	    bag_name(f), tried);
}

static void
replace(enum bag_file f, const char *from, const char *to, enum fault want,
    const char *what)
{
	CLEANUP(buf_done) struct buf was = { 0 };
	char *at;

	load(f, &was);
	at = memmem(was.at, was.len, from, strlen(from));
	ok(at != NULL && strlen(from) == strlen(to), "there is %s", from);
	if (at == NULL)
		return;
	memcpy(at, to, strlen(to));
	test_mended(f, buf_span(&was), want, what);
}

/* In every line that ends so. */
static void
replace_all(enum bag_file f, const char *from, const char *to,
    const char *what)
{
	CLEANUP(buf_done) struct buf was = { 0 };
	CLEANUP(buf_done) struct buf now = { .max = (size_t)64 << 20 };
	struct span rest;
	int n = 0;

	load(f, &was);
	for (rest = buf_span(&was); rest.len > 0;) {
		bool here = rest.len >= strlen(from) &&
		    memcmp(rest.at, from, strlen(from)) == 0;

		n += here;
		buf_add(&now, here ? to : rest.at, here ? strlen(to) : 1);
		rest = span_from(rest, here ? strlen(from) : 1);
	}
	ok(n > 0, "there is %d times what says it", n);
	test_mended(f, buf_span(&now), FAULT_CHANGED, what);
}

static void
test_agreeing(void)
{
	int last = lines_in(BAG_SCHEDULE), days = lines_in(BAG_COUNTS);
	int rows = lines_in(BAG_LEDGER);

	cut_lines(BAG_SCHEDULE, 5, 6, false, FAULT_MISSING, "a row less");
	cut_lines(BAG_SCHEDULE, last - 1, last, false, FAULT_MISSING,
	    "the last row less");
	cut_lines(BAG_SCHEDULE, 5, 6, true, FAULT_CHANGED, "a row twice");
	cut_lines(BAG_SCHEDULE, 0, 1, false, FAULT_CHANGED, "no head");
	cut_lines(BAG_COUNTS, 20, 21, false, FAULT_CHANGED, "a count less");
	cut_lines(BAG_COUNTS, days - 1, days, false, FAULT_MISSING,
	    "the last count less");
	cut_lines(BAG_COUNTS, 30, 31, true, FAULT_CHANGED, "a count twice");
	cut_lines(BAG_LEDGER, 10, 11, false, FAULT_CHANGED, "a ledger row");
	cut_lines(BAG_LEDGER, rows - 1, rows, false, FAULT_CHANGED,
	    "the last ledger row");
	cut_lines(BAG_LEDGER, 0, 1, false, FAULT_CHANGED,
	    "the first ledger row");
	test_mended_bytes(BAG_SCHEDULE, 1);
	test_mended_bytes(BAG_LEDGER, 1);
	replace(BAG_ORIGINALS, "SECRETWORD", "SECRETWORT", FAULT_CHANGED,
	    "a word in an original");
	replace(BAG_COUNTS, ",full", ",none", FAULT_CHANGED,
	    "coverage of one line of a day");
	replace_all(BAG_COUNTS, ",partial\n", ",full\n",
	    "days covered that were not");
	replace_all(BAG_COUNTS, ",full\n", ",none\n",
	    "days not covered that were");
	replace(BAG_INFO, "Floodmark-Format: 1", "Floodmark-Format: 0",
	    FAULT_OLD_FORMAT, "an older format");
	replace(BAG_INFO, "Floodmark-Format: 1", "Floodmark-Format: 7",
	    FAULT_UNREADABLE, "a newer format");
	replace(BAG_INFO, "Europe/London", "Europe/Berlin", FAULT_CHANGED,
	    "another zone");
	replace(BAG_BAGIT, "BagIt-Version: 1.0", "BagIt-Version: 0.9",
	    FAULT_OLD_FORMAT, "an older BagIt");
}

static void
test_no_bundle(struct rig *r)
{
	struct seen s = { 0 };
	struct verified sum;

	ok(bundle_verify(r->dir, see, &s, &sum, &err) == -1 &&
	    err.code == EX_NOINPUT, "a folder that is no bundle");
	ok(bundle_verify("/nonexistent", see, &s, &sum, &err) == -1 &&
	    err.code == EX_NOINPUT, "no folder at all");
	ok(bundle_verify(r->path, see, &s, &sum, &err) == -1 &&
	    err.code == EX_NOINPUT, "a file");
}

static int
stop(enum fault fault, const char *where, const char *what, void *arg,
    struct err *e)
{
	(void)fault;
	(void)where;
	(void)what;
	(void)arg;
	return err_set(e, EX_SOFTWARE, "enough");
}

static void
test_callback(void)
{
	CLEANUP(buf_done) struct buf was = { 0 };
	CLEANUP(buf_done) struct buf junk = { .max = (size_t)1 << 20 };
	struct verified sum;
	struct seen s = { 0 };
	int rc;

	load(BAG_SCHEDULE, &was);
	for (int i = 0; i < 5000; i++)
		buf_add_str(&junk, "SJ/1,x\n");
	save(BAG_SCHEDULE, buf_span(&junk));
	ok(bundle_verify(dir, stop, NULL, &sum, &err) == -1 &&
	    strcmp(err.text, "enough") == 0, "the callback stops it");
	rc = bundle_verify(dir, see, &s, &sum, &err);
	ok(rc == 0 && s.n < 3 * FAULTS_TOLD && sum.faults > 1000,
	    "%lld faults, %lld told", (long long)sum.faults,
	    (long long)s.n);
	save(BAG_SCHEDULE, buf_span(&was));
}

int
main(void)
{
	struct rig r;
	struct bundle_made made;

	if (zone_use("Europe/London", &err) != 0)
		return 99;
	rig_make(&r);
	snprintf(dir, sizeof(dir), "%s/bundle", r.dir);
	ok(case_fill(r.s, 80, &err) == 0, "a case");
	ok(case_bundle(r.s, dir, &made, &err) == 0, "a bundle");
	ok(verify().n == 0, "without fault");
	for (int f = 0; f < BAG_FILES; f++) {
		if (!case_has((enum bag_file)f))
			continue;
		test_bytes((enum bag_file)f);
		test_lengths((enum bag_file)f);
		test_removed((enum bag_file)f);
	}
	test_added();
	test_agreeing();
	test_callback();
	ok(verify().n == 0, "as it was in the end");
	test_no_bundle(&r);
	if (fork() == 0) {
		execlp("rm", "rm", "-r", dir, (char *)NULL);
		_exit(127);
	}
	wait(NULL);
	rig_done(&r);
	return tap_done();
}
