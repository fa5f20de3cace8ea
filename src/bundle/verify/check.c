#include "bundle/verify/check.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/file.h"

static int
fault_tell(struct check *c, enum fault fault, enum bag_file file, int64_t row,
    const char *what, struct err *err)
{
	char where[128];

	if (row > 0)
		snprintf(where, sizeof(where), "%s row %lld", bag_name(file),
		    (long long)row);
	else
		snprintf(where, sizeof(where), "%s", bag_name(file));
	return c->each(fault, where, what, c->arg, err);
}

int
check_fault(struct check *c, enum fault fault, enum bag_file file,
    int64_t row, struct err *err, const char *fmt, ...)
{
	char what[400];
	va_list ap;

	if (fault == FAULT_NOTE) {
		va_start(ap, fmt);
		vsnprintf(what, sizeof(what), fmt, ap);
		va_end(ap);
		return fault_tell(c, fault, file, row, what, err);
	}
	c->sum->faults++;
	if (c->told[file] > FAULTS_TOLD)
		return 0;
	if (c->told[file]++ == FAULTS_TOLD)
		return fault_tell(c, fault, file, 0, "and more", err);
	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	return fault_tell(c, fault, file, row, what, err);
}

bool
check_has(const struct check *c, enum bag_file f)
{
	return c->sums[f].size >= 0;
}

/* From the folder that was opened, so that no link on the way counts. */
int
check_open(const struct check *c, enum bag_file f)
{
	const char *name = bag_name(f), *slash = strchr(name, '/');
	int dir = slash == NULL ? c->root : c->data;
	int fd = dir == -1 ? -1 : openat(dir, slash == NULL ? name : slash + 1,
	    O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;

	if (dir == -1)
		errno = ENOENT;
	if (fd != -1 && (fstat(fd, &st) == -1 || !S_ISREG(st.st_mode))) {
		fd_close(&fd);
		errno = EINVAL;
	}
	return fd;
}

bool
check_is_copy(const struct check *c)
{
	return c->info.copy[0] != '\0';
}

int
check_text(struct check *c, enum bag_file f, struct buf *out, struct err *err)
{
	CLEANUP(fd_close) int fd = -1;
	struct err why;

	buf_init(out, BAG_TEXT_MAX);
	if (!check_has(c, f))
		return 1;
	fd = check_open(c, f);
	if (fd != -1 && file_read_fd(fd, bag_name(f), out, &why) == 0)
		return 0;
	return check_fault(c, FAULT_UNREADABLE, f, 0, err, "%s",
	    fd == -1 ? "cannot be opened" : why.text) != 0 ? -1 : 1;
}
