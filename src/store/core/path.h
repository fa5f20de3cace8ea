/*
 * The store as a file, before SQLite sees it: there or not, ours or not,
 * and mode 0600 whatever the umask.
 */
#ifndef STORE_CORE_PATH_H
#define STORE_CORE_PATH_H

#include "store/core/store.h"

/* Finds or (not for STORE_READ) makes the file; *real is its absolute path
 * with links followed, malloc'd. */
int path_find(const char *path, enum store_mode, char **real, struct err *)
	MUST_USE;

#endif
