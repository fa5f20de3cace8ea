#include "base/frame.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#define READ_STEP ((size_t)256 * 1024)
#define KEEP_BYTES ((size_t)12 << 20)

void
wire_init(struct wire *w, int fd)
{
	*w = (struct wire){ .fd = fd };
	buf_init(&w->in, FRAME_MAX + READ_STEP);
	buf_init(&w->out, 2 * FRAME_MAX);
}

void
wire_done(struct wire *w)
{
	if (w->fd > 0)
		close(w->fd);
	w->fd = -1;
	buf_done(&w->in);
	buf_done(&w->out);
}

void
frame_begin(struct wire *w, uint8_t kind)
{
	w->begun = w->out.len;
	frame_put_u32(w, 0);
	frame_put_u8(w, kind);
}

void
frame_put_u8(struct wire *w, uint8_t v)
{
	buf_add(&w->out, &v, sizeof(v));
}

void
frame_put_u32(struct wire *w, uint32_t v)
{
	buf_add(&w->out, &v, sizeof(v));
}

void
frame_put_i64(struct wire *w, int64_t v)
{
	buf_add(&w->out, &v, sizeof(v));
}

void
frame_put_span(struct wire *w, struct span s)
{
	frame_put_u32(w, (uint32_t)s.len);
	buf_add_span(&w->out, s);
}

void
frame_put_str(struct wire *w, const char *s)
{
	frame_put_span(w, span_str(s));
}

void
frame_end(struct wire *w)
{
	uint32_t len = (uint32_t)(w->out.len - w->begun - sizeof(len));

	if (!w->out.over)
		memcpy(w->out.at + w->begun, &len, sizeof(len));
}

int
frame_next(struct wire *w, struct frame *f)
{
	size_t have = w->in.len - w->in_done;
	const char *at;
	uint32_t len;

	if (have < sizeof(len))
		return 0;
	at = w->in.at + w->in_done;
	memcpy(&len, at, sizeof(len));
	if (len < 1 || len > FRAME_MAX)
		return -1;
	/* Before there is more of it than that. */
	if (have > sizeof(len) && w->most != NULL &&
	    len - 1 > w->most((uint8_t)at[sizeof(len)]))
		return -1;
	if (have < sizeof(len) + len)
		return 0;
	f->kind = (uint8_t)at[sizeof(len)];
	f->left = span_of(at + sizeof(len) + 1, len - 1);
	f->bad = false;
	w->in_done += sizeof(len) + len;
	return 1;
}

static void
frame_take(struct frame *f, void *out, size_t n)
{
	memset(out, 0, n);
	if (f->bad || f->left.len < n) {
		f->bad = true;
		return;
	}
	memcpy(out, f->left.at, n);
	f->left = span_from(f->left, n);
}

uint8_t
frame_get_u8(struct frame *f)
{
	uint8_t v;

	frame_take(f, &v, sizeof(v));
	return v;
}

uint32_t
frame_get_u32(struct frame *f)
{
	uint32_t v;

	frame_take(f, &v, sizeof(v));
	return v;
}

int64_t
frame_get_i64(struct frame *f)
{
	int64_t v;

	frame_take(f, &v, sizeof(v));
	return v;
}

struct span
frame_get_span(struct frame *f)
{
	uint32_t len = frame_get_u32(f);
	struct span s;

	if (f->bad || f->left.len < len) {
		f->bad = true;
		return (struct span){ NULL, 0 };
	}
	s = span_of(f->left.at, len);
	f->left = span_from(f->left, len);
	return s;
}

int
frame_close(struct frame *f)
{
	return f->bad || f->left.len > 0 ? -1 : 0;
}

/* The memory of one huge frame is not kept for what little came after. */
static void
shrink(struct buf *b)
{
	struct buf small = { .max = b->max };

	if (b->cap <= KEEP_BYTES || b->len > KEEP_BYTES / 4)
		return;
	buf_add_span(&small, buf_span(b));
	if (small.over) {
		buf_done(&small);
		return;
	}
	buf_done(b);
	*b = small;
}

/* Consumed frames leave the buffer only when that is cheap. */
static void
compact(struct wire *w)
{
	if (w->in_done == 0)
		return;
	if (w->in_done < w->in.len && w->in_done < w->in.cap / 2)
		return;
	buf_drop(&w->in, w->in_done);
	w->in_done = 0;
	shrink(&w->in);
}

void
wire_trim(struct wire *w)
{
	if (w->in.cap > KEEP_BYTES)
		compact(w);
}

int
wire_read(struct wire *w)
{
	char *room;
	ssize_t n;

	compact(w);
	room = buf_room(&w->in, READ_STEP);
	if (room == NULL)
		return -1;
	n = read(w->fd, room, READ_STEP);
	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 1 : -1;
	w->in.len += (size_t)n;
	return n == 0 ? 0 : 1;
}

size_t
wire_pending(const struct wire *w)
{
	return w->out.len - w->out_done;
}

/* What is written leaves the buffer when that moves little. */
static void
compact_out(struct wire *w)
{
	if (w->out_done < w->out.len / 2)
		return;
	buf_drop(&w->out, w->out_done);
	w->out_done = 0;
	shrink(&w->out);
}

int
wire_write(struct wire *w)
{
	ssize_t n = 0;

	if (w->out.over)
		return -1;
	while (wire_pending(w) > 0) {
		n = write(w->fd, w->out.at + w->out_done, wire_pending(w));
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			break;
		w->out_done += (size_t)n;
	}
	compact_out(w);
	return n < 0 && errno != EAGAIN ? -1 : 1;
}

int
wire_flush(struct wire *w)
{
	while (wire_pending(w) > 0) {
		struct pollfd p = { w->fd, POLLOUT, 0 };

		if (wire_write(w) == -1)
			return -1;
		if (wire_pending(w) > 0 && poll(&p, 1, -1) < 0 &&
		    errno != EINTR)
			return -1;
	}
	return 0;
}

int
wire_wait(struct wire *w, struct frame *f)
{
	for (;;) {
		struct pollfd p = { w->fd, POLLIN, 0 };
		int got = frame_next(w, f);

		if (got != 0)
			return got;
		if (poll(&p, 1, -1) < 0 && errno != EINTR)
			return -1;
		got = wire_read(w);
		if (got <= 0)
			return got;
	}
}
