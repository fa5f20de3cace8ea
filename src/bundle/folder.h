/*
 * The folder a bundle is written to: made as DIR.partial and renamed when
 * all of it is on disk.
 */
#ifndef BUNDLE_FOLDER_H
#define BUNDLE_FOLDER_H

#include "bundle/bag.h"

struct folder {
	char *dir;		/* where it will stand */
	char *partial;		/* where it is written; NULL: renamed */
};

/* EX_CANTCREAT: dir is there and not empty, or cannot be made. */
int folder_open(const char *dir, struct folder *, struct err *) MUST_USE;
char *folder_path(const struct folder *, enum bag_file);
int folder_finish(struct folder *, struct err *) MUST_USE;
/* Removes the files written and the partial folder. */
void folder_empty(struct folder *);
void folder_done(struct folder *);	/* for CLEANUP(): empties, frees */

#endif
