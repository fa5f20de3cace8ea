/*
 * COMPRESS=DEFLATE (RFC 4978).  Debian's libetpan is built without zlib: its
 * mailimap_compress() makes the server begin and then cannot follow, so the
 * layer is our own.
 */
#ifndef SOURCE_IMAP_DEFLATE_H
#define SOURCE_IMAP_DEFLATE_H

#include <libetpan/libetpan.h>

/* Puts the layer onto the connection, whose server has just said yes.  It keeps
 * the promise of stream_end_is_error: the end, of the connection or of the
 * compressed bytes, is an error, and so is what cannot be expanded.
 * -1: no memory. */
int deflate_begin(mailstream_low **);

#endif
