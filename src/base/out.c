#include "base/out.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/sum.h"

#define OUT_STEP ((size_t)64 * 1024)

struct out {
	char *path;		/* NULL: a sink */
	int fd;
	int error;		/* errno of the first failure */
	size_t used;
	int64_t size;
	struct sum *sum;
	char step[OUT_STEP];
};

int
out_open(const char *path, struct out **to, struct err *err)
{
	int fd = -1;
	struct out *o;

	if (path != NULL) {
		fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW |
		    O_CLOEXEC, 0600);
		if (fd == -1)
			return err_errno(err, EX_CANTCREAT, "%s", path);
	}
	o = mem_get(1, sizeof(*o));
	o->path = path == NULL ? NULL : str_dup(path);
	o->fd = fd;
	o->sum = sum_begin();
	*to = o;
	return 0;
}

static void
out_put(struct out *o, const char *at, size_t len)
{
	while (len > 0 && o->fd != -1 && o->error == 0) {
		ssize_t n = write(o->fd, at, len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0) {
			o->error = errno;
			return;
		}
		at += n;
		len -= (size_t)n;
	}
}

static void
empty_step(struct out *o)
{
	out_put(o, o->step, o->used);
	o->used = 0;
}

bool
out_add(struct out *o, struct span s)
{
	sum_add(o->sum, s);
	o->size += (int64_t)s.len;
	if (s.len > OUT_STEP - o->used)
		empty_step(o);
	if (s.len > OUT_STEP) {
		out_put(o, s.at, s.len);
	} else if (s.len > 0) {
		memcpy(o->step + o->used, s.at, s.len);
		o->used += s.len;
	}
	return o->error == 0;
}

void
out_str(struct out *o, const char *s)
{
	out_add(o, span_str(s));
}

static void
out_free(struct out **at)
{
	struct out *o = *at;

	*at = NULL;
	if (o == NULL)
		return;
	fd_close(&o->fd);
	sum_drop(&o->sum);
	free(o->path);
	free(o);
}

int
out_close(struct out **at, struct digest *digest, int64_t *size,
    struct err *err)
{
	CLEANUP(out_free) struct out *o = *at;

	*at = NULL;
	empty_step(o);
	if (o->error == 0 && o->fd != -1 && fsync(o->fd) == -1)
		o->error = errno;
	*digest = sum_end(&o->sum);
	*size = o->size;
	if (o->error == 0)
		return 0;
	errno = o->error;
	return err_errno(err, EX_IOERR, "%s", o->path);
}

void
out_drop(struct out **at)
{
	if (*at != NULL && (*at)->path != NULL)
		unlink((*at)->path);
	out_free(at);
}
