#include "store/core/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"

/* Who has it, as far as the file tells: a number for the sentence only. */
static int
refused(const char *store, int fd, struct err *err)
{
	char text[32] = "";
	ssize_t n = pread(fd, text, sizeof(text) - 1, 0);
	long pid = n > 0 ? strtol(text, NULL, 10) : 0;

	if (pid > 0)
		return err_set(err, EX_TEMPFAIL, "%s already has a daemon "
		    "(process %ld); there can be one only", store, pid);
	return err_set(err, EX_TEMPFAIL,
	    "%s already has a daemon; there can be one only", store);
}

static void
sign(int fd)
{
	char text[32];
	int n = snprintf(text, sizeof(text), "%ld\n", (long)getpid());

	/* Not having the number there costs a word in a sentence. */
	if (ftruncate(fd, 0) == -1 || pwrite(fd, text, (size_t)n, 0) != n)
		return;
}

int
lock_take(const char *store, int *out, struct err *err)
{
	CLEANUP(str_free) char *path = NULL;
	CLEANUP(fd_close) int fd = -1;

	if (asprintf(&path, "%s.lock", store) < 0)
		abort();
	fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (fd == -1)
		return err_errno(err, errno == EACCES ? EX_NOPERM :
		    EX_CANTCREAT, "%s", path);
	if (fchmod(fd, 0600) == -1)
		return err_errno(err, EX_NOPERM, "%s", path);
	if (flock(fd, LOCK_EX | LOCK_NB) == -1) {
		if (errno == EWOULDBLOCK)
			return refused(store, fd, err);
		return err_errno(err, EX_IOERR, "%s: cannot be locked", path);
	}
	sign(fd);
	*out = fd;
	fd = -1;
	return 0;
}
