#include "bundle/write/lines.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

#define STEP ((size_t)64 * 1024)

void
lines_init(struct lines *l, int fd, size_t max)
{
	*l = (struct lines){ .fd = fd };
	buf_init(&l->buf, max + STEP);
}

void
lines_done(struct lines *l)
{
	fd_close(&l->fd);
	buf_done(&l->buf);
}

/* 1: more bytes or the end, -1: failed. */
static int
lines_fill(struct lines *l)
{
	char *room;
	ssize_t n;

	buf_drop(&l->buf, l->done);
	l->done = 0;
	room = buf_room(&l->buf, STEP);
	if (room == NULL)
		return -1;
	do
		n = read(l->fd, room, STEP);
	while (n < 0 && errno == EINTR);
	if (n < 0)
		return -1;
	l->end = n == 0;
	l->buf.len += (size_t)n;
	return 1;
}

static int
hand_out(struct lines *l, size_t len, size_t used, struct span *line)
{
	*line = span_of(l->buf.at + l->done, len);
	l->at = l->next;
	l->next += (int64_t)used;
	l->done += used;
	l->row++;
	return 1;
}

int
lines_next(struct lines *l, struct span *line)
{
	size_t seen = 0;

	for (;;) {
		size_t len = l->buf.len - l->done;
		/* Before the first bytes there is no place either. */
		const char *from = len == 0 ? "" : l->buf.at + l->done;
		const char *end = len > seen ?
		    memchr(from + seen, '\n', len - seen) : NULL;

		if (end != NULL)
			return hand_out(l, (size_t)(end - from),
			    (size_t)(end - from) + 1, line);
		if (l->end && len == 0)
			return 0;
		if (l->end) {
			l->cut = true;
			return hand_out(l, len, len, line);
		}
		seen = len;
		if (lines_fill(l) < 0)
			return -1;
	}
}
