/*
 * The chart as a file: a picture whose kind is its name's suffix.
 */
#ifndef CMD_OUTPUT_PICTURE_H
#define CMD_OUTPUT_PICTURE_H

#include "cmd/command.h"

/* To a path that must not exist.  EX_USAGE: a suffix of no kind, or a
 * filter by channel, which pictures do not have. */
int picture_write(struct call *, const struct filter *, const char *path,
	struct err *) MUST_USE;

#endif
