#include "source/imap/deflate.h"

#include <errno.h>
#include <stdlib.h>
#include <zlib.h>

#define RAW_DEFLATE (-MAX_WBITS)	/* no header: RFC 4978, 4 */
#define OUT_LEVEL 1			/* our commands are short */
#define PIECE_BYTES 16384

struct deflate {
	mailstream_low *below;
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
	ssize_t n = mailstream_low_read(d->below, d->raw, sizeof(d->raw));

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
		ssize_t n = mailstream_low_write(d->below, at, size);

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

static mailstream_low *
below(mailstream_low *low)
{
	return ((struct deflate *)low->data)->below;
}

static int
close_below(mailstream_low *low)
{
	return mailstream_low_close(below(low));
}

static int
fd_below(mailstream_low *low)
{
	return mailstream_low_get_fd(below(low));
}

static void
cancel_below(mailstream_low *low)
{
	mailstream_low_cancel(below(low));
}

static struct mailstream_cancel *
get_cancel_below(mailstream_low *low)
{
	return mailstream_low_get_cancel(below(low));
}

static carray *
chain_below(mailstream_low *low)
{
	return mailstream_low_get_certificate_chain(below(low));
}

static int
setup_idle_below(mailstream_low *low)
{
	return mailstream_low_setup_idle(below(low));
}

static int
unsetup_idle_below(mailstream_low *low)
{
	return mailstream_low_unsetup_idle(below(low));
}

static int
interrupt_idle_below(mailstream_low *low)
{
	return mailstream_low_interrupt_idle(below(low));
}

static void
deflate_free(struct deflate *d)
{
	(void)inflateEnd(&d->in);
	(void)deflateEnd(&d->out);
	free(d);
}

static void
free_all(mailstream_low *low)
{
	mailstream_low_free(below(low));
	deflate_free(low->data);
	free(low);
}

static mailstream_low_driver driver = {
	.mailstream_read = read_plain,
	.mailstream_write = write_plain,
	.mailstream_close = close_below,
	.mailstream_get_fd = fd_below,
	.mailstream_free = free_all,
	.mailstream_cancel = cancel_below,
	.mailstream_get_cancel = get_cancel_below,
	.mailstream_get_certificate_chain = chain_below,
	.mailstream_setup_idle = setup_idle_below,
	.mailstream_unsetup_idle = unsetup_idle_below,
	.mailstream_interrupt_idle = interrupt_idle_below,
};

int
deflate_begin(mailstream *s)
{
	struct deflate *d = calloc(1, sizeof(*d));
	mailstream_low *low;

	if (d == NULL)
		return -1;
	d->below = mailstream_get_low(s);
	if (inflateInit2(&d->in, RAW_DEFLATE) != Z_OK ||
	    deflateInit2(&d->out, OUT_LEVEL, Z_DEFLATED, RAW_DEFLATE, 8,
	    Z_DEFAULT_STRATEGY) != Z_OK ||
	    (low = mailstream_low_new(d, &driver)) == NULL) {
		deflate_free(d);
		return -1;
	}
	mailstream_low_set_timeout(low, mailstream_low_get_timeout(d->below));
	mailstream_set_low(s, low);
	return 0;
}
