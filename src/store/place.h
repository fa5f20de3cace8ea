/*
 * The store as a file, before SQLite sees it: there or not, ours or not,
 * and mode 0600 whatever the umask.
 */
#ifndef STORE_PLACE_H
#define STORE_PLACE_H

#include "store/store.h"

/* Finds or (not for STORE_READ) makes the file; *real is its absolute path
 * with links followed, malloc'd. */
int place_find(const char *path, enum store_mode, char **real, struct err *)
	MUST_USE;

#endif
