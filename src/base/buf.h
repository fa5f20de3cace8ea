/*
 * A growing buffer with a hard maximum.
 *
 * Adding past the maximum adds nothing and sets `over`, so that a caller may
 * add many times and ask once.  A buffer with truncate set keeps as much of
 * the last piece as fits.  No memory within the maximum ends the process.
 */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <string.h>

#include "base/err.h"
#include "base/span.h"

struct buf {
	char *at;
	size_t len;		/* bytes in use */
	size_t cap;		/* bytes allocated */
	size_t max;		/* bytes it may ever hold */
	bool over;		/* something did not fit */
	bool truncate;		/* keep what fits of the piece that did not */
};

void buf_init(struct buf *, size_t max);
void buf_done(struct buf *);
/* Empty again, memory kept; `over` is cleared. */
void buf_reset(struct buf *);
/* Makes room for as many more bytes at once, within the maximum; for who
 * knows about how many will come. */
void buf_reserve(struct buf *, size_t n);
/* For what does not fit without growing; buf_add is what callers want. */
void buf_add_growing(struct buf *, const void *, size_t len);

static inline void
buf_add(struct buf *b, const void *data, size_t len)
{
	if (len == 0)
		return;
	if (b->over || len >= b->cap - b->len || len > b->max - b->len) {
		buf_add_growing(b, data, len);
		return;
	}
	memcpy(b->at + b->len, data, len);
	b->len += len;
}

void buf_add_span(struct buf *, struct span);
void buf_add_str(struct buf *, const char *);
void buf_add_char(struct buf *, char);
/* One Unicode scalar as UTF-8; anything else becomes U+FFFD. */
void buf_add_utf8(struct buf *, unsigned code);
void buf_addf(struct buf *, const char *fmt, ...) PRINTF_LIKE(2, 3);
/* What buf_room does where there is none yet. */
char *buf_make_room(struct buf *, size_t n);
/* Room for n more bytes at at+len, or NULL; the caller moves len itself.  For
 * many small pieces there mostly is, with one left for a NUL. */
static inline char *
buf_room(struct buf *b, size_t n)
{
	if (!b->over && n < b->cap - b->len && b->len + n <= b->max)
		return b->at + b->len;
	return buf_make_room(b, n);
}

/* Drops n bytes from the front. */
void buf_drop(struct buf *, size_t n);
struct span buf_span(const struct buf *);
/* NUL-terminated for printing; the NUL is not counted.  "" when over. */
const char *buf_str(struct buf *);

#endif
