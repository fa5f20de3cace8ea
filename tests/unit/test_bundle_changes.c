/*
 * Every change of one byte, every removal, insertion and truncation, and
 * every exchange of two lines, in a small bundle: verify must find each.
 *
 * The PDF files are held by the manifest alone, so in them every 211th place
 * is tried, and in the chart every 13th; FLOODMARK_ALL_CHANGES=1 tries every
 * place in all (half an hour).
 */
#include "tests/unit/bundle_rig.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "bundle/verify/verify.h"
#include "bundle/write/bag.h"

#define FILE_MAX ((size_t)4 << 20)

static struct err err;
static char dir[120];

/* One file of the bundle, open to be changed in place. */
struct target {
	enum bag_file file;
	int fd;
	size_t step;
	struct buf was, now;
	int64_t tried, missed;
};

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
	struct verified sum;

	return bundle_verify(dir, pass_over, NULL, &sum, &err) == 0 &&
	    sum.faults > 0;
}

static void
put(struct target *t, struct span bytes)
{
	if (ftruncate(t->fd, 0) == -1 || (bytes.len > 0 && pwrite(t->fd,
	    bytes.at, bytes.len, 0) != (ssize_t)bytes.len))
		printf("Bail out! cannot write\n");
}

/* t->now in place of the file; the same bytes are no change. */
static void
try_change(struct target *t, const char *what, size_t at)
{
	if (span_eq(buf_span(&t->now), buf_span(&t->was)))
		return;
	put(t, buf_span(&t->now));
	t->tried++;
	if (!is_found() && t->missed++ < 5)
		printf("# %s: %s at %zu\n", bag_name(t->file), what, at);
}

/* The bytes before `at`, something, and the bytes from `rest` on. */
static void
compose(struct target *t, size_t at, struct span with, size_t rest)
{
	buf_reset(&t->now);
	buf_add(&t->now, t->was.at, at);
	buf_add_span(&t->now, with);
	buf_add_span(&t->now, span_from(buf_span(&t->was), rest));
}

static void
change(struct target *t, size_t at)
{
	static const char masks[] = { 0x01, 0x20, (char)0x80, 0x10 };
	char c = (char)(t->was.at[at] ^ masks[at % sizeof(masks)]);

	compose(t, at, span_of(&c, 1), at + 1);
	try_change(t, "changed", at);
}

static void
cut_out(struct target *t, size_t at)
{
	compose(t, at, span_of("", 0), at + 1);
	try_change(t, "removed", at);
}

static void
put_in(struct target *t, size_t at)
{
	static const char bytes[] = { '0', '\n', '\0', ' ', (char)0xff };

	compose(t, at, span_of(&bytes[at % sizeof(bytes)], 1), at);
	try_change(t, "inserted", at);
}

static void
cut_off(struct target *t, size_t at)
{
	compose(t, at, span_of("", 0), t->was.len);
	try_change(t, "cut off", at);
}

/* The line that begins at `at` behind the one that follows it. */
static void
exchange(struct target *t, size_t at)
{
	struct span rest = span_from(buf_span(&t->was), at);
	const char *one = memchr(rest.at, '\n', rest.len), *two;
	size_t n, both;

	if ((at > 0 && t->was.at[at - 1] != '\n') || one == NULL)
		return;
	n = (size_t)(one - rest.at) + 1;
	two = n < rest.len ? memchr(one + 1, '\n', rest.len - n) : NULL;
	if (two == NULL)
		return;
	both = (size_t)(two - rest.at) + 1;
	buf_reset(&t->now);
	buf_add(&t->now, t->was.at, at);
	buf_add(&t->now, rest.at + n, both - n);
	buf_add(&t->now, rest.at, n);
	buf_add_span(&t->now, span_from(rest, both));
	try_change(t, "lines exchanged", at);
}

static const struct {
	const char *what;
	void (*at)(struct target *, size_t);
	bool lines;		/* every place, however large the file is */
} changes[] = {
	{ "bytes changed", change, false },
	{ "bytes removed", cut_out, false },
	{ "bytes inserted", put_in, false },
	{ "truncations", cut_off, false },
	{ "pairs of lines exchanged", exchange, true },
};

static size_t
step_of(enum bag_file f)
{
	const char *name = bag_name(f), *all = getenv(
	    "FLOODMARK_ALL_CHANGES");

	if (all != NULL && strcmp(all, "1") == 0)
		return 1;
	return strstr(name, ".pdf") != NULL ? 211 :
	    strstr(name, ".svg") != NULL ? 13 : 1;
}

static void
test_file(enum bag_file f)
{
	CLEANUP(str_free) char *path = path_join(dir, bag_name(f));
	CLEANUP(fd_close) int fd = open(path, O_RDWR | O_CLOEXEC);
	struct target t = { f, fd, step_of(f), { .max = FILE_MAX },
		{ .max = FILE_MAX } };

	if (file_read(path, &t.was, &err) != 0)
		printf("Bail out! %s\n", err.text);
	for (size_t i = 0; i < ROWS(changes); i++) {
		t.tried = t.missed = 0;
		for (size_t at = 0; at < t.was.len;
		    at += changes[i].lines ? 1 : t.step)
			changes[i].at(&t, at);
		ok(t.missed == 0, "%s: %lld %s, each found", bag_name(f),
		    (long long)t.tried, changes[i].what);
	}
	put(&t, buf_span(&t.was));
	ok(!is_found(), "%s: as it was", bag_name(f));
	buf_done(&t.was);
	buf_done(&t.now);
}

int
main(void)
{
	CLEANUP(str_free) char *remove = NULL;
	struct rig r;
	struct bundle_made made;
	const char *ram = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";

	if (zone_use("Europe/London", &err) != 0)
		return 99;
	rig_make(&r);
	snprintf(dir, sizeof(dir), "%s/floodmark-changes-%ld", ram,
	    (long)getpid());
	ok(case_fill(r.s, 2, &err) == 0, "a small case");
	ok(case_bundle(r.s, dir, &made, &err) == 0, "a small bundle");
	ok(!is_found(), "without fault");
	for (int f = 0; f < BAG_FILES; f++) {
		CLEANUP(str_free) char *path = path_join(dir,
		    bag_name((enum bag_file)f));

		if (access(path, F_OK) == 0)
			test_file((enum bag_file)f);
	}
	if (asprintf(&remove, "rm -r '%s'", dir) < 0 || system(remove) != 0)
		ok(false, "removed");
	rig_done(&r);
	return tap_done();
}
