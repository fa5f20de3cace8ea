/*
 * Frames: how values cross from one process to another.
 *
 * On the wire: u32 length of what follows, u8 kind, payload.  Numbers are
 * in host order (both ends are the same program).  A frame longer than
 * FRAME_MAX, or one that is not read to its exact end, is a broken peer.
 *
 *	frame_begin(&out, KIND);  frame_put_u32(&out, n);  frame_end(&out);
 *
 *	frame_next(&in, &f) -> 1: a whole frame; 0: not yet; -1: broken
 *	n = frame_get_u32(&f);  if (frame_close(&f) == -1) broken
 */
#ifndef BASE_FRAME_H
#define BASE_FRAME_H

#include <stdint.h>

#include "base/buf.h"

#define FRAME_MAX ((size_t)96 * 1024 * 1024)

struct frame {
	uint8_t kind;
	struct span left;	/* payload not read yet; lives in the buf */
	bool bad;		/* read past the end */
};

/* Both directions of one socket. */
struct wire {
	int fd;			/* -1 when closed */
	/* bytes that a frame of a kind may have, where the other end is not to
	 * be trusted; NULL: FRAME_MAX for all */
	size_t (*most)(uint8_t kind);
	struct buf in, out;
	size_t in_done;		/* bytes of `in` already consumed */
	size_t out_done;	/* bytes of `out` already written */
	size_t begun;		/* where the open frame starts in `out` */
};

void wire_init(struct wire *, int fd);
void wire_done(struct wire *);	/* closes the fd too */

void frame_begin(struct wire *, uint8_t kind);
void frame_put_u8(struct wire *, uint8_t);
void frame_put_u32(struct wire *, uint32_t);
void frame_put_i64(struct wire *, int64_t);
void frame_put_span(struct wire *, struct span);
void frame_put_str(struct wire *, const char *);
void frame_end(struct wire *);

/* 1: f is a whole frame, valid until the next wire_* call; 0: no whole
 * frame yet; -1: the peer broke the rules. */
int frame_next(struct wire *, struct frame *) MUST_USE;
uint8_t frame_get_u8(struct frame *);
uint32_t frame_get_u32(struct frame *);
int64_t frame_get_i64(struct frame *);
struct span frame_get_span(struct frame *);
/* 0 when exactly all was read, else -1. */
int frame_close(struct frame *) MUST_USE;

/* Gives back the memory of a huge frame that is done with. */
void wire_trim(struct wire *);

/* One read(2) / as many write(2) as the socket takes.
 * 1: progress or nothing to do now; 0: the peer closed; -1: error. */
int wire_read(struct wire *) MUST_USE;
int wire_write(struct wire *) MUST_USE;
/* Bytes that wait to be written. */
size_t wire_pending(const struct wire *);
/* Blocking: writes all that waits.  -1 when the peer is gone. */
int wire_flush(struct wire *) MUST_USE;
/* Blocking: the next frame; 0 when the peer closed, -1 when broken. */
int wire_wait(struct wire *, struct frame *) MUST_USE;

#endif
