/*
 * The folder a bundle is written to: made as DIR.partial and renamed when
 * all of it is on disk.
 */
#ifndef BUNDLE_WRITE_OUTPUT_DIR_H
#define BUNDLE_WRITE_OUTPUT_DIR_H

#include "bundle/write/bag.h"

struct output_dir {
	char *dir;		/* where it will stand */
	char *partial;		/* where it is written; NULL: renamed */
};

/* EX_CANTCREAT: dir is there and not empty, or cannot be made. */
int output_dir_open(const char *dir, struct output_dir *,
	struct err *) MUST_USE;
char *output_dir_path(const struct output_dir *, enum bag_file);
int output_dir_finish(struct output_dir *, struct err *) MUST_USE;
/* For CLEANUP(): removes the files written and the partial folder, frees. */
void output_dir_done(struct output_dir *);

#endif
