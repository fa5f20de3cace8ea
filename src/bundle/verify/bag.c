/*
 * The bag: its files, tag files and manifests.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/safe.h"
#include "base/sum.h"
#include "bundle/verify/check.h"

#define STEP ((size_t)64 * 1024)

static void
bag_dir_close(DIR **d)
{
	if (*d != NULL)
		closedir(*d);
}

static bool
is_bundle(const struct check *c)
{
	for (int f = 0; f < BAG_FILES; f++) {
		struct stat st;

		if (!bag_is_payload((enum bag_file)f) && fstatat(c->root,
		    bag_name((enum bag_file)f), &st, AT_SYMLINK_NOFOLLOW) ==
		    0)
			return true;
	}
	return false;
}

/* A name that is not in the table of files. */
static int
tell_stranger(struct check *c, const char *name, struct err *err)
{
	CLEANUP(buf_done) struct buf where = { .max = 2048,
		.truncate = true };

	c->sum->faults++;
	if (c->strangers > FAULTS_TOLD)
		return 0;
	if (c->strangers++ == FAULTS_TOLD)
		return c->each(FAULT_CHANGED, "bundle", "and more that is no "
		    "part of it", c->arg, err);
	safe_text(&where, span_str(name), SAFE_ONE_LINE);
	return c->each(FAULT_CHANGED, buf_str(&where),
	    "is no part of a bundle and was added", c->arg, err);
}

static int
look_in(struct check *c, int dir, const char *under, struct err *err)
{
	int again = dir == -1 ? -1 : openat(dir, ".", O_RDONLY | O_DIRECTORY |
	    O_CLOEXEC);
	CLEANUP(bag_dir_close) DIR *d = again == -1 ? NULL : fdopendir(again);
	struct dirent *e;

	while (d != NULL && (e = readdir(d)) != NULL) {
		CLEANUP(str_free) char *name = *under == '\0' ?
		    str_dup(e->d_name) : path_join(under, e->d_name);

		if (strcmp(e->d_name, ".") == 0 ||
		    strcmp(e->d_name, "..") == 0 ||
		    strcmp(name, "data") == 0 ||
		    bag_find(span_str(name)) != BAG_FILES)
			continue;
		if (tell_stranger(c, name, err) != 0)
			return -1;
	}
	return 0;
}

/* One that grows while it is read would have no end. */
static int
sum_file(int fd, int64_t largest, struct bag_sum *out)
{
	CLEANUP(sum_drop) struct sum *sum = sum_begin();
	char step[STEP];
	int64_t size = 0;
	ssize_t n;

	while ((n = read(fd, step, sizeof(step))) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		sum_add(sum, span_of(step, (size_t)n));
		size += n;
		if (size > largest) {
			errno = EFBIG;
			return -1;
		}
	}
	out->digest = sum_end(&sum);
	out->size = size;
	return 0;
}

/* A file with a hole in it costs who makes it nothing. */
static bool
is_large(int fd, enum bag_file f)
{
	struct stat st;

	return fd != -1 && fstat(fd, &st) == 0 && st.st_size > bag_largest(f);
}

static int
sum_files(struct check *c, struct err *err)
{
	for (int i = 0; i < BAG_FILES; i++) {
		enum bag_file f = (enum bag_file)i;
		CLEANUP(fd_close) int fd = check_open(c, f);
		int rc = 0;

		c->sums[f].size = -1;
		if (is_large(fd, f)) {
			if (check_fault(c, FAULT_CHANGED, f, 0, err,
			    "is larger than it may be in a bundle") != 0)
				return -1;
			continue;
		}
		if (fd == -1 && (errno == ENOENT || errno == ENOTDIR))
			rc = bag_is_optional(f) ? 0 : check_fault(c,
			    FAULT_MISSING, f, 0, err, "is missing");
		else if (fd == -1 && (errno == EINVAL || errno == ELOOP))
			rc = check_fault(c, FAULT_CHANGED, f, 0, err,
			    "is not a plain file");
		else if (fd == -1 || sum_file(fd, bag_largest(f),
		    &c->sums[f]) == -1)
			rc = check_fault(c, FAULT_UNREADABLE, f, 0, err,
			    "cannot be read: %s", strerror(errno));
		if (rc != 0)
			return -1;
	}
	return 0;
}

#define VERSION "BagIt-Version: "

static int
check_bagit(struct check *c, struct err *err)
{
	CLEANUP(buf_done) struct buf text = { 0 };
	CLEANUP(buf_done) struct buf want = { .max = BAG_TEXT_MAX };
	int rc = check_text(c, BAG_BAGIT, &text, err);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	bag_bagit(&want);
	if (span_eq(buf_span(&text), buf_span(&want)))
		return 0;
	if (strncmp(buf_str(&text), VERSION "0.", sizeof(VERSION "0.") - 1)
	    == 0)
		return check_fault(c, FAULT_OLD_FORMAT, BAG_BAGIT, 0, err,
		    "is of an older BagIt");
	return check_fault(c, FAULT_CHANGED, BAG_BAGIT, 0, err,
	    "is not what a bundle has");
}

/* One manifest against the files. */
struct manifest_listing {
	struct check *c;
	enum bag_file manifest;
	bool payload;
	bool listed[BAG_FILES];
	int64_t row;
};

static int
manifest_check_line(struct manifest_listing *l, struct span line,
    struct err *err)
{
	struct check *c = l->c;
	enum bag_file f = line.len < 66 ? BAG_FILES :
	    bag_find(span_from(line, 66));
	struct digest said;

	l->row++;
	if (f == BAG_FILES || l->listed[f] ||
	    memcmp(line.at + 64, "  ", 2) != 0 ||
	    !(l->payload ? bag_is_payload(f) : bag_is_tag(f)) ||
	    !digest_parse(span_of(line.at, 64), &said))
		return check_fault(c, FAULT_CHANGED, l->manifest, l->row, err,
		    "is not a line this manifest has");
	l->listed[f] = true;
	if (!check_has(c, f) && c->told[f] == 0)
		return check_fault(c, FAULT_MISSING, f, 0, err, "is missing");
	if (!check_has(c, f) || digest_eq(&said, &c->sums[f].digest))
		return 0;
	return check_fault(c, FAULT_CHANGED, f, 0, err,
	    "has not the SHA-256 digest that %s says",
	    bag_name(l->manifest));
}

static int
check_unlisted(struct manifest_listing *l, struct err *err)
{
	for (int i = 0; i < BAG_FILES; i++) {
		enum bag_file f = (enum bag_file)i;

		if (check_has(l->c, f) && !l->listed[f] &&
		    (l->payload ? bag_is_payload(f) : bag_is_tag(f)) &&
		    check_fault(l->c, FAULT_MISSING, l->manifest, 0, err,
		    "does not list %s", bag_name(f)) != 0)
			return -1;
	}
	return 0;
}

/* Upper-case digits, another order, a missing newline: the digests hold,
 * and yet it is not the file that was written. */
static int
check_form(struct manifest_listing *l, struct span text, int64_t faults,
    struct err *err)
{
	CLEANUP(buf_done) struct buf want = { .max = BAG_TEXT_MAX };

	bag_manifest(&want, l->c->sums, l->payload);
	if (l->c->sum->faults != faults || span_eq(text, buf_span(&want)))
		return 0;
	return check_fault(l->c, FAULT_CHANGED, l->manifest, 0, err,
	    "is written otherwise than a bundle's");
}

static int
check_manifest(struct check *c, enum bag_file manifest, bool payload,
    struct err *err)
{
	CLEANUP(buf_done) struct buf text = { 0 };
	struct manifest_listing l = { c, manifest, payload };
	int64_t faults = c->sum->faults;
	struct span left;
	int rc = check_text(c, manifest, &text, err);

	if (rc != 0)
		return rc < 0 ? -1 : 0;
	for (left = buf_span(&text); left.len > 0;) {
		const char *end = memchr(left.at, '\n', left.len);
		size_t len = end == NULL ? left.len :
		    (size_t)(end - left.at);

		if (manifest_check_line(&l, span_of(left.at, len), err) != 0)
			return -1;
		left = span_from(left, len + 1);
	}
	if (check_unlisted(&l, err) != 0)
		return -1;
	return check_form(&l, buf_span(&text), faults, err);
}

static int
check_oxum(struct check *c, struct err *err)
{
	int64_t bytes, files;

	bag_oxum(c->sums, &bytes, &files);
	if (bytes == c->info.bytes && files == c->info.files)
		return 0;
	return check_fault(c, FAULT_CHANGED, BAG_INFO, 0, err,
	    "Payload-Oxum is %lld.%lld, the payload has %lld.%lld",
	    (long long)c->info.bytes, (long long)c->info.files,
	    (long long)bytes, (long long)files);
}

static bool
read_selection(struct check *c)
{
	struct filter all = FILTER_ALL;

	c->filter = all;
	if (c->info.person[0] != '\0')
		c->filter.person = c->info.person;
	return (c->info.from[0] == '\0' ||
	    day_parse(c->info.from, &c->filter.from)) &&
	    (c->info.to[0] == '\0' || day_parse(c->info.to, &c->filter.to));
}

static int
check_info(struct check *c, struct err *err)
{
	CLEANUP(buf_done) struct buf text = { 0 };
	CLEANUP(buf_done) struct buf again = { .max = BAG_TEXT_MAX };
	int rc = check_text(c, BAG_INFO, &text, err);

	if (rc != 0)
		return rc;
	if (!bag_info_read(buf_span(&text), &c->info) || !read_selection(c))
		return check_fault(c, FAULT_UNREADABLE, BAG_INFO, 0, err,
		    "cannot be read; nothing behind it was checked") != 0 ?
		    -1 : 1;
	if (c->info.format != BAG_FORMAT)
		return check_fault(c, c->info.format < BAG_FORMAT ?
		    FAULT_OLD_FORMAT : FAULT_UNREADABLE, BAG_INFO, 0, err,
		    "is of format %lld, this program knows %d",
		    (long long)c->info.format, BAG_FORMAT) != 0 ? -1 : 1;
	bag_info_write(&again, &c->info);
	if (!span_eq(buf_span(&text), buf_span(&again)) &&
	    check_fault(c, FAULT_CHANGED, BAG_INFO, 0, err,
	    "is written otherwise than a bundle's") != 0)
		return -1;
	return check_oxum(c, err);
}

static bool
chart_gave_way(const struct check *c)
{
	return check_has(c, BAG_ORIGINALS_2) || check_has(c, BAG_TIMESTAMP);
}

/* A reading copy has neither ledger nor originals; another bundle has the
 * chart as SVG, too, unless other files need its place. */
static int
check_present(struct check *c, struct err *err)
{
	static const struct {
		enum bag_file file;
		bool elsewhere;	/* every other bundle has it */
	} files[] = {
		{ BAG_LEDGER, true }, { BAG_ORIGINALS, true },
		{ BAG_CHART_SVG, true }, { BAG_TIMESTAMP, false },
		{ BAG_AUTHORITY, false },
	};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		enum bag_file f = files[i].file;
		bool copy = check_is_copy(c), has = check_has(c, f);
		int rc = 0;

		if (copy && has)
			rc = check_fault(c, FAULT_CHANGED, f, 0, err,
			    "is in no reading copy");
		else if (!copy && !has && files[i].elsewhere &&
		    c->told[f] == 0 && (f != BAG_CHART_SVG ||
		    !chart_gave_way(c)))
			rc = check_fault(c, FAULT_MISSING, f, 0, err,
			    "is missing");
		if (rc != 0)
			return -1;
	}
	return 0;
}

static int
check_most(struct check *c, struct err *err)
{
	int n = 0;

	for (int f = 0; f < BAG_FILES; f++)
		n += check_has(c, (enum bag_file)f);
	return n <= BAG_MOST ? 0 : check_fault(c, FAULT_CHANGED, BAG_MANIFEST,
	    0, err, "a bundle has %d files at most, this one %d", BAG_MOST, n);
}

/* 1: what is called data/ leads elsewhere, or cannot be opened. */
static int
open_data(struct check *c, struct err *err)
{
	c->data = openat(c->root, "data", O_RDONLY | O_DIRECTORY | O_NOFOLLOW |
	    O_CLOEXEC);
	if (c->data != -1 || errno == ENOENT)
		return 0;
	c->sum->faults++;
	if (errno == ENOTDIR || errno == ELOOP)
		return c->each(FAULT_CHANGED, "data", "is not a plain folder",
		    c->arg, err) != 0 ? -1 : 1;
	return c->each(FAULT_UNREADABLE, "data", strerror(errno), c->arg,
	    err) != 0 ? -1 : 1;
}

int
check_bag(struct check *c, struct err *err)
{
	int rc;

	c->root = open(c->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (c->root == -1 || !is_bundle(c))
		return err_set(err, EX_NOINPUT, "%s is no bundle", c->dir);
	rc = open_data(c, err);
	if (rc != 0)
		return rc;
	if (look_in(c, c->root, "", err) != 0 ||
	    look_in(c, c->data, "data", err) != 0 ||
	    sum_files(c, err) != 0 || check_bagit(c, err) != 0 ||
	    check_manifest(c, BAG_MANIFEST, true, err) != 0 ||
	    check_manifest(c, BAG_TAGMANIFEST, false, err) != 0)
		return -1;
	rc = check_info(c, err);
	if (rc < 0 || check_present(c, err) != 0 || check_most(c, err) != 0)
		return -1;
	return rc;
}
