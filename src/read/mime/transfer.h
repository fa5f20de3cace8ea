/*
 * Content-Transfer-Encoding undone, as leniently as mail programs do:
 * RFC 2045 base64 and quoted-printable, and uuencode.
 */
#ifndef READ_MIME_TRANSFER_H
#define READ_MIME_TRANSFER_H

#include "base/buf.h"

enum transfer {
	TRANSFER_NONE,		/* 7bit, 8bit, binary */
	TRANSFER_BASE64,
	TRANSFER_QUOTED,	/* quoted-printable */
	TRANSFER_UU,
	TRANSFER_UNKNOWN
};

enum transfer transfer_parse(struct span value);
/* Appends what the bytes stand for; false when they were not clean. */
bool transfer_decode(enum transfer, struct span, struct buf *out);
/* Where base64 ends and plain text behind it begins: the length of both
 * when there is none, or no base64 to speak of. */
size_t transfer_base64_end(struct span);
/* The "Q" encoding of RFC 2047. */
void transfer_q(struct buf *out, struct span);
/* When the line begins a uuencoded file ("begin 644 name"): its name. */
bool transfer_uu_begin(struct span line, struct span *name);
/* Decodes the lines after a begin line and takes them off *rest, up to and
 * with "end"; false when the first of them is no such line. */
bool transfer_uu_lines(struct span *rest, struct buf *out);

#endif
