/*
 * A file line by line, in bounded memory.
 */
#ifndef BUNDLE_WRITE_LINES_H
#define BUNDLE_WRITE_LINES_H

#include <stdint.h>

#include "base/buf.h"

struct lines {
	int fd;			/* -1: none; owned */
	struct buf buf;
	size_t done;		/* bytes of buf already handed out */
	int64_t at;		/* offset of the line last handed out */
	int64_t next;		/* offset of the one after it */
	int64_t row;		/* number of that line, from 1 */
	bool end;
	bool cut;		/* the last line has no newline */
};

void lines_init(struct lines *, int fd, size_t max);
void lines_done(struct lines *);	/* for CLEANUP() */
/* 1: a line, without its newline, until the next call; 0: the end; -1: it
 * cannot be read or a line is longer than max. */
int lines_next(struct lines *, struct span *) MUST_USE;

#endif
