#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int
file_read(const char *path, struct buf *out, struct err *err)
{
	CLEANUP(fd_close) int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd == -1)
		return err_errno(err, EX_NOINPUT, "%s", path);
	return file_read_fd(fd, path, out, err);
}

int
file_read_fd(int fd, const char *path, struct buf *out, struct err *err)
{
	for (;;) {
		size_t step = out->max - out->len < 65536 ?
		    out->max - out->len : 65536;
		char *room = step == 0 ? NULL : buf_room(out, step);
		char probe;
		ssize_t n = room != NULL ? read(fd, room, step) :
		    read(fd, &probe, 1);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(err, EX_IOERR, "%s", path);
		if (n == 0)
			return 0;
		if (room == NULL)
			return err_set(err, EX_DATAERR,
			    "%s: larger than %zu bytes", path, out->max);
		out->len += (size_t)n;
	}
}

int
file_write(const char *path, struct span s, unsigned mode, struct err *err)
{
	CLEANUP(fd_close) int fd = open(path,
	    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)mode);

	if (fd == -1)
		return err_errno(err, EX_CANTCREAT, "%s", path);
	while (s.len > 0) {
		ssize_t n = write(fd, s.at, s.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return err_errno(err, EX_IOERR, "%s", path);
		s = span_from(s, (size_t)n);
	}
	if (fsync(fd) == -1)
		return err_errno(err, EX_IOERR, "%s", path);
	return 0;
}

char *
path_join(const char *dir, const char *name)
{
	char *out = NULL;

	if (asprintf(&out, "%s/%s", dir, name) < 0)
		abort();
	return out;
}

char *
path_beside(const char *from, const char *path)
{
	const char *slash = strrchr(from, '/');
	char *out = NULL;

	if (path[0] == '/' || slash == NULL)
		return str_dup(path);
	if (asprintf(&out, "%.*s/%s", (int)(slash - from), from, path) < 0)
		abort();
	return out;
}

void
str_free(char **s)
{
	free(*s);
	*s = NULL;
}

void
fd_close(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

char *
str_dup(const char *s)
{
	char *out = strdup(s);

	if (out == NULL)
		abort();
	return out;
}

char *
str_of(struct span s)
{
	char *out = mem_get(s.len + 1, 1);

	if (s.len > 0)
		memcpy(out, s.at, s.len);
	return out;
}

void *
mem_get(size_t n, size_t size)
{
	void *out = calloc(n == 0 ? 1 : n, size == 0 ? 1 : size);

	if (out == NULL)
		abort();
	return out;
}

void *
mem_grow(void *at, size_t n, size_t size)
{
	void *out = reallocarray(at, n == 0 ? 1 : n, size == 0 ? 1 : size);

	if (out == NULL)
		abort();
	return out;
}
