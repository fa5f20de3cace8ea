#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){ .max = max };
}

void
buf_done(struct buf *b)
{
	free(b->at);
	*b = (struct buf){ 0 };
}

void
buf_reset(struct buf *b)
{
	b->len = 0;
	b->over = false;
}

/* Makes room for n bytes beyond len (and one for a NUL). */
static bool
buf_grow(struct buf *b, size_t n)
{
	size_t want, cap = b->cap < 128 ? 128 : b->cap;
	char *at;

	if (n > b->max || b->len > b->max - n)
		return false;
	want = b->len + n + 1;
	if (want <= b->cap)
		return true;
	while (cap < want)
		cap *= 2;
	at = realloc(b->at, cap);
	/* Whoever went on would tell or record less than there is. */
	if (at == NULL)
		abort();
	b->at = at;
	b->cap = cap;
	return true;
}

void
buf_reserve(struct buf *b, size_t n)
{
	buf_grow(b, n < b->max - b->len ? n : b->max - b->len);
}

void
buf_add_growing(struct buf *b, const void *data, size_t len)
{
	if (b->over)
		return;
	if (!buf_grow(b, len)) {
		b->over = true;
		if (!b->truncate || b->len >= b->max)
			return;
		len = b->max - b->len < len ? b->max - b->len : len;
		if (!buf_grow(b, len))
			return;
	}
	memcpy(b->at + b->len, data, len);
	b->len += len;
}

void
buf_add_span(struct buf *b, struct span s)
{
	buf_add(b, s.at, s.len);
}

void
buf_add_str(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_add_char(struct buf *b, char c)
{
	if (!b->over && b->len < b->max && b->len + 2 <= b->cap)
		b->at[b->len++] = c;
	else
		buf_add(b, &c, 1);
}

void
buf_add_utf8(struct buf *b, unsigned code)
{
	char out[4];
	int n = 0;

	if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))
		code = 0xfffd;
	if (code < 0x80) {
		out[n++] = (char)code;
	} else if (code < 0x800) {
		out[n++] = (char)(0xc0 | code >> 6);
		out[n++] = (char)(0x80 | (code & 0x3f));
	} else if (code < 0x10000) {
		out[n++] = (char)(0xe0 | code >> 12);
		out[n++] = (char)(0x80 | (code >> 6 & 0x3f));
		out[n++] = (char)(0x80 | (code & 0x3f));
	} else {
		out[n++] = (char)(0xf0 | code >> 18);
		out[n++] = (char)(0x80 | (code >> 12 & 0x3f));
		out[n++] = (char)(0x80 | (code >> 6 & 0x3f));
		out[n++] = (char)(0x80 | (code & 0x3f));
	}
	buf_add(b, out, (size_t)n);
}

void
buf_addf(struct buf *b, const char *fmt, ...)
{
	char small[512];
	char *big = NULL;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(small, sizeof(small), fmt, ap);
	va_end(ap);
	if (n < 0) {
		b->over = true;
		return;
	}
	if ((size_t)n < sizeof(small)) {
		buf_add(b, small, (size_t)n);
		return;
	}
	va_start(ap, fmt);
	if (vasprintf(&big, fmt, ap) < 0)
		abort();
	va_end(ap);
	buf_add(b, big, (size_t)n);
	free(big);
}

char *
buf_make_room(struct buf *b, size_t n)
{
	if (b->over || !buf_grow(b, n)) {
		b->over = true;
		return NULL;
	}
	return b->at + b->len;
}

void
buf_drop(struct buf *b, size_t n)
{
	if (n >= b->len) {
		b->len = 0;
		return;
	}
	memmove(b->at, b->at + n, b->len - n);
	b->len -= n;
}

struct span
buf_span(const struct buf *b)
{
	return span_of(b->at, b->len);
}

const char *
buf_str(struct buf *b)
{
	if (b->len == 0 || b->at == NULL)
		return "";
	b->at[b->len] = '\0';
	return b->at;
}
