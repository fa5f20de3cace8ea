#include "bundle/verify.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "bundle/check.h"

static int
tell(struct check *c, enum fault fault, enum bag_file file, int64_t row,
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

	c->sum->faults++;
	if (c->told[file] > FAULTS_TOLD)
		return 0;
	if (c->told[file]++ == FAULTS_TOLD)
		return tell(c, fault, file, 0, "and more", err);
	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	return tell(c, fault, file, row, what, err);
}

bool
check_has(const struct check *c, enum bag_file f)
{
	return c->sums[f].size >= 0;
}

char *
check_path(const struct check *c, enum bag_file f)
{
	return path_join(c->dir, bag_name(f));
}

int
check_open(const struct check *c, enum bag_file f)
{
	CLEANUP(str_free) char *path = check_path(c, f);
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	struct stat st;

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

static void
check_done(struct check *c)
{
	free(c->incidents);
	free(c->originals);
	free(c->owned);
	free(c->typed);
	stamps_done(&c->stamps);
	free(c->stamped);
	free(c->milestones);
	free(c->proofs);
	grid_done(&c->grid);
}

int
bundle_verify(const char *dir, fault_each *each, void *arg,
    struct verified *sum, struct err *err)
{
	return bundle_verify_again(dir, NULL, each, arg, sum, err);
}

int
bundle_verify_again(const char *dir, const struct proof_again *again,
    fault_each *each, void *arg, struct verified *sum, struct err *err)
{
	CLEANUP(check_done) struct check c = { .dir = dir, .again = again,
		.each = each, .arg = arg, .sum = sum };
	int bag;

	*sum = (struct verified){ 0 };
	bag = check_bag(&c, err);
	if (bag != 0)
		return bag < 0 ? -1 : 0;
	if (check_is_copy(&c))
		return check_copy(&c, err) != 0 ||
		    check_counts(&c, err) != 0 ? -1 : 1;
	if (check_ledger(&c, err) != 0 ||
	    check_signature(&c, err) != 0 ||
	    check_zip(&c, err) != 0 ||
	    check_stamps(&c, err) != 0 ||
	    check_schedule(&c, err) != 0 ||
	    check_counts(&c, err) != 0)
		return -1;
	return 0;
}
