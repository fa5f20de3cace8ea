#include "config.h"

#include "run/examiner.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/safe.h"
#include "bundle/verify/verify.h"
#include "run/child/frames.h"
#include "run/dkim/recheck.h"
#include "seal/stamps.h"

/* What the smallest may take, libraries and all; and a million contacts,
 * 2.1 GB, take 64 s and 0.3 GB. */
#define MEMORY_LEAST ((int64_t)512 << 20)
#define MEMORY_A_BYTE 1
#define CPU_LEAST_S 30
#define BYTES_A_S 5000000
/* A byte of a compressing file system may be so many. */
#define PACKED 4
/* On a slow disk most of the time is none of the processor. */
#define PATIENCE 20

struct bounds {
	int64_t memory, cpu_s;
};

struct task {
	const char *path;
	struct bounds bounds;
	struct wire *wire;
	int64_t told;
	struct examined got;
};

/* A hole costs who makes it nothing, and allows nothing. */
static int64_t
bytes_of(const struct stat *st)
{
	int64_t there = (int64_t)st->st_blocks * 512 * PACKED;

	return there < st->st_size ? there : st->st_size;
}

static void
dir_close(DIR **d)
{
	if (*d != NULL)
		closedir(*d);
}

static int64_t
bytes_in(const char *path)
{
	CLEANUP(dir_close) DIR *d = opendir(path);
	int64_t sum = 0;
	struct dirent *e;
	struct stat st;

	while (d != NULL && (e = readdir(d)) != NULL)
		if (fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) ==
		    0 && S_ISREG(st.st_mode))
			sum += bytes_of(&st);
	return sum;
}

static struct bounds
bounds_of(const char *path, bool bundle)
{
	CLEANUP(str_free) char *data = path_join(path, "data");
	struct stat st;
	int64_t bytes = 0;

	if (bundle)
		bytes = bytes_in(path) + bytes_in(data);
	else if (stat(path, &st) == 0)
		bytes = bytes_of(&st);
	return (struct bounds){ MEMORY_LEAST + bytes * MEMORY_A_BYTE,
		CPU_LEAST_S + bytes / BYTES_A_S };
}

/* The lower limit alone: the checker, a child of it, sets its own. */
static int
limit(int what, int64_t most, struct err *err)
{
	struct rlimit now;

	if (getrlimit((__rlimit_resource_t)what, &now) == -1)
		return err_errno(err, EX_OSERR, "getrlimit");
	if (now.rlim_cur > (rlim_t)most)
		now.rlim_cur = (rlim_t)most;
	if (setrlimit((__rlimit_resource_t)what, &now) == -1)
		return err_errno(err, EX_OSERR, "setrlimit");
	return 0;
}

static int
enter(const struct bounds *b, struct err *err)
{
#ifndef SANITIZED
	if (limit(RLIMIT_AS, b->memory, err) == -1)
		return -1;
#endif
	return limit(RLIMIT_CPU, b->cpu_s, err) == -1 ? -1 :
	    limit(RLIMIT_CORE, 0, err);
}

static int
send_fault(enum fault fault, const char *where, const char *what, void *arg,
    struct err *err)
{
	struct task *t = arg;

	/* Of notes there are few, and they come last. */
	if (fault != FAULT_NOTE && t->told++ >= EXAMINER_TOLD)
		return 0;
	frame_begin(t->wire, FRAME_FAULT);
	frame_put_u8(t->wire, (uint8_t)fault);
	frame_put_str(t->wire, where);
	frame_put_str(t->wire, what);
	frame_end(t->wire);
	if (wire_flush(t->wire) == -1)
		return err_set(err, EX_SOFTWARE, "nobody listens");
	return 0;
}

static int
examine_bundle(struct task *t, struct recheck *r, struct err *err)
{
	const struct dkim_again again = { recheck_dkim, r };

	return bundle_verify_again(t->path, &again, send_fault, t, &t->got.v,
	    err);
}

static int
examine_store(struct task *t, struct recheck *r, struct err *err)
{
	CLEANUP(store_cleanup) struct store *s = NULL;
	struct verified *v = &t->got.v;

	if (store_open(t->path, STORE_READ, &s, err) == -1 ||
	    store_verify(s, send_fault, t, v, err) == -1)
		return -1;
	/* Of an older format, or of tables that are not ours, there is
	 * nothing to check; what cannot be read was told. */
	if (v->ledger_rows == 0)
		return 0;
	if (recheck_store(r, s, send_fault, t, &v->faults, err) != 0 &&
	    v->faults == 0)
		return -1;
	return stamps_verify(s, send_fault, t, v, err);
}

static int
examine(struct task *t, struct err *err)
{
	CLEANUP(recheck_done) struct recheck r = RECHECK_NONE;
	int rc;

	if (enter(&t->bounds, err) == -1)
		return -1;
	rc = t->got.bundle ? examine_bundle(t, &r, err) :
	    examine_store(t, &r, err);
	t->got.copy = rc == 1;
	t->got.rows = r.rows;
	t->got.left = r.left;
	return rc;
}

/* The numbers of struct examined, in the order in which they cross. */
#define NUMBERS 9

static void
numbers_of(struct examined *x, int64_t *out[NUMBERS])
{
	int64_t *all[NUMBERS] = { &x->v.ledger_rows, &x->v.originals,
		&x->v.incidents, &x->v.contacts, &x->v.stamps,
		&x->v.stamped_row, &x->v.stamped_ms, &x->rows, &x->left };

	memcpy(out, all, sizeof(all));
}

static int
body(struct wire *wire, void *arg)
{
	struct task *t = arg;
	int64_t *numbers[NUMBERS];
	struct err err = { 0 };
	int rc;

	signal(SIGPIPE, SIG_IGN);
	t->wire = wire;
	rc = examine(t, &err);
	numbers_of(&t->got, numbers);
	frame_begin(wire, FRAME_EXAMINED);
	frame_put_u32(wire, rc == -1 ? (uint32_t)err.code : 0);
	frame_put_str(wire, rc == -1 ? err.text : "");
	frame_put_u8(wire, t->got.copy);
	for (size_t i = 0; i < NUMBERS; i++)
		frame_put_i64(wire, *numbers[i]);
	frame_put_i64(wire, t->got.v.faults);
	frame_put_str(wire, t->got.v.signer);
	frame_put_str(wire, t->got.v.stamper);
	frame_end(wire);
	return wire_flush(wire) == -1 ? EX_SOFTWARE : 0;
}

/* ---- the other side: nothing from there is believed to be safe */

static void
take_text(struct frame *f, char *out, size_t size)
{
	CLEANUP(buf_done) struct buf text = { .max = size - 1,
		.truncate = true };

	safe_text(&text, frame_get_span(f), SAFE_ONE_LINE);
	snprintf(out, size, "%s", buf_str(&text));
}

static int
take_fault(struct frame *f, fault_each *each, void *arg,
    struct examined *out, struct err *err)
{
	char where[4096], what[4096];
	enum fault fault = (enum fault)frame_get_u8(f);

	take_text(f, where, sizeof(where));
	take_text(f, what, sizeof(what));
	out->v.faults += fault != FAULT_NOTE;
	if (frame_close(f) == -1)
		return 1;
	return each(fault, where, what, arg, err);
}

static int
take_end(struct frame *f, struct examined *out, struct err *err)
{
	int64_t *numbers[NUMBERS];
	int code = (int)frame_get_u32(f);
	char why[ERR_TEXT_MAX];

	take_text(f, why, sizeof(why));
	out->copy = frame_get_u8(f) != 0;
	numbers_of(out, numbers);
	for (size_t i = 0; i < NUMBERS; i++)
		*numbers[i] = frame_get_i64(f);
	out->v.faults = frame_get_i64(f);
	take_text(f, out->v.signer, sizeof(out->v.signer));
	take_text(f, out->v.stamper, sizeof(out->v.stamper));
	if (frame_close(f) == -1)
		return 1;
	return code == 0 ? 0 : err_set(err, code, "%s", why);
}

/* 0: it said all; 1: it ended before. */
static int
listen_to(struct child *c, const struct task *t, fault_each *each, void *arg,
    struct examined *out, struct err *err)
{
	struct frame f;
	int rc = 0;

	while (rc == 0 && child_hear(c, t->bounds.cpu_s * PATIENCE * 1000,
	    &f) == 1) {
		if (f.kind == FRAME_EXAMINED)
			return take_end(&f, out, err);
		rc = f.kind == FRAME_FAULT ?
		    take_fault(&f, each, arg, out, err) : 1;
	}
	return rc == -1 ? -1 : 1;
}

static int
tell_end(const struct task *t, fault_each *each, void *arg,
    struct examined *out, struct err *err)
{
	char what[200];

	out->v.faults++;
	snprintf(what, sizeof(what), "the check did not come to its end in "
	    "the %lld MB and %lld s that the size of the files allows",
	    (long long)(t->bounds.memory >> 20), (long long)t->bounds.cpu_s);
	return each(FAULT_UNREADABLE, out->bundle ? "bundle" : "store", what,
	    arg, err);
}

int
examiner_run(const char *path, fault_each *each, void *arg,
    struct examined *out, struct err *err)
{
	struct task t = { .path = path };
	struct child c = { 0 };
	struct stat st;
	int rc;

	*out = (struct examined){ .bundle = stat(path, &st) == 0 &&
		S_ISDIR(st.st_mode) };
	t.got.bundle = out->bundle;
	t.bounds = bounds_of(path, out->bundle);
	if (child_start(&c, "floodmark-exam", body, &t, err) == -1)
		return -1;
	rc = listen_to(&c, &t, each, arg, out, err);
	child_stop(&c);
	if (rc == 0 && out->v.faults > EXAMINER_TOLD)
		return each(FAULT_UNREADABLE, out->bundle ? "bundle" :
		    "store", "has more faults, which are counted only", arg,
		    err);
	return rc <= 0 ? rc : tell_end(&t, each, arg, out, err);
}
