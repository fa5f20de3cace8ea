#include "source/imap/deflate.h"

#include <errno.h>
#include <stdlib.h>
#include <zlib.h>

#include "source/layer.h"

#define RAW_DEFLATE (-MAX_WBITS)	/* no header: RFC 4978, 4 */
#define OUT_LEVEL 1			/* our commands are short */
#define PIECE_BYTES 16384

struct deflate {
	struct layer layer;
	z_stream in, out;
	unsigned char raw[PIECE_BYTES];	/* come, not expanded yet */
};

static ssize_t
broken(int what)
{
	errno = what;
	return -1;
}

/* More compressed bytes, all others being used up. */
static ssize_t
take_raw(struct deflate *d)
{
	ssize_t n = mailstream_low_read(d->layer.below, d->raw, sizeof(d->raw));

	if (n <= 0)
		return n == 0 ? broken(ECONNRESET) : -1;
	d->in.next_in = d->raw;
	d->in.avail_in = (uInt)n;
	return n;
}

/* What is left inside zlib comes first: the server may wait for us. */
static ssize_t
read_plain(mailstream_low *low, void *at, size_t size)
{
	struct deflate *d = low->data;
	int got;

	if (size == 0)
		return 0;
	d->in.next_out = at;
	d->in.avail_out = size < PIECE_BYTES ? (uInt)size : PIECE_BYTES;
	size = d->in.avail_out;
	for (;;) {
		got = inflate(&d->in, Z_SYNC_FLUSH);
		if (d->in.avail_out < size)
			return (ssize_t)(size - d->in.avail_out);
		if (got == Z_STREAM_END)
			return broken(ECONNRESET);
		if (got != Z_OK && got != Z_BUF_ERROR)
			return broken(EPROTO);
		if (d->in.avail_in == 0 && take_raw(d) == -1)
			return -1;
	}
}

static int
deflate_write_all(struct deflate *d, const unsigned char *at, size_t size)
{
	while (size > 0) {
		ssize_t n = mailstream_low_write(d->layer.below, at, size);

		/* libetpan's sockets say 0 for what will never be written. */
		if (n <= 0)
			return -1;
		at += n;
		size -= (size_t)n;
	}
	return 0;
}

static ssize_t
write_plain(mailstream_low *low, const void *at, size_t size)
{
	struct deflate *d = low->data;
	unsigned char piece[1024];

	d->out.next_in = (Bytef *)(uintptr_t)at;
	d->out.avail_in = (uInt)size;
	do {
		d->out.next_out = piece;
		d->out.avail_out = sizeof(piece);
		if (deflate(&d->out, Z_SYNC_FLUSH) == Z_STREAM_ERROR ||
		    deflate_write_all(d, piece,
		    sizeof(piece) - d->out.avail_out) == -1)
			return broken(EIO);
	} while (d->out.avail_out == 0);
	return (ssize_t)size;
}

static void
deflate_free(struct layer *l)
{
	struct deflate *d = (struct deflate *)l;

	(void)inflateEnd(&d->in);
	(void)deflateEnd(&d->out);
	free(d);
}

static mailstream_low_driver driver = LAYER_DRIVER(read_plain, write_plain);

int
deflate_begin(mailstream_low **low)
{
	struct deflate *d = calloc(1, sizeof(*d));

	if (d == NULL)
		return -1;
	d->layer.done = deflate_free;
	if (inflateInit2(&d->in, RAW_DEFLATE) != Z_OK ||
	    deflateInit2(&d->out, OUT_LEVEL, Z_DEFLATED, RAW_DEFLATE, 8,
	    Z_DEFAULT_STRATEGY) != Z_OK ||
	    layer_put(&d->layer, &driver, low) == -1) {
		deflate_free(&d->layer);
		return -1;
	}
	return 0;
}
