/*
 * A layer of libetpan's stream: bytes go through it to the one below, and all
 * else is the business of that one.
 */
#ifndef SOURCE_LAYER_H
#define SOURCE_LAYER_H

#include <libetpan/libetpan.h>

/* The first member of what a layer keeps. */
struct layer {
	mailstream_low *below;
	void (*done)(struct layer *);	/* frees it all, but for `below` */
};

typedef ssize_t layer_read(mailstream_low *, void *, size_t);
typedef ssize_t layer_write(mailstream_low *, const void *, size_t);

#define LAYER_DRIVER(read, write) { \
	.mailstream_read = read, \
	.mailstream_write = write, \
	.mailstream_close = layer_close, \
	.mailstream_get_fd = layer_get_fd, \
	.mailstream_free = layer_free, \
	.mailstream_cancel = layer_cancel, \
	.mailstream_get_cancel = layer_get_cancel, \
	.mailstream_get_certificate_chain = layer_get_chain, \
	.mailstream_setup_idle = layer_setup_idle, \
	.mailstream_unsetup_idle = layer_unsetup_idle, \
	.mailstream_interrupt_idle = layer_interrupt_idle, \
}

/* Puts the layer above *low, which becomes the layer's own.  -1: no memory,
 * and nothing is changed. */
int layer_put(struct layer *, mailstream_low_driver *, mailstream_low **low);

int layer_close(mailstream_low *);
int layer_get_fd(mailstream_low *);
void layer_free(mailstream_low *);
void layer_cancel(mailstream_low *);
struct mailstream_cancel *layer_get_cancel(mailstream_low *);
carray *layer_get_chain(mailstream_low *);
int layer_setup_idle(mailstream_low *);
int layer_unsetup_idle(mailstream_low *);
int layer_interrupt_idle(mailstream_low *);

#endif
