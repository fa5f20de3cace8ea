/*
 * Small files and paths.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/buf.h"

/* The whole file into an initialised buf; more than buf.max is an error.
 * EX_NOINPUT when it cannot be opened, EX_IOERR when not read. */
int file_read(const char *path, struct buf *out, struct err *) MUST_USE;
/* The rest of one that is open; the path is for sentences. */
int file_read_fd(int fd, const char *path, struct buf *, struct err *)
	MUST_USE;
/* A new file (it must not exist), mode 0600 or as given, synced. */
int file_write(const char *path, struct span, unsigned mode, struct err *)
	MUST_USE;
/* `path` as seen from the folder that holds `from`; malloc'd, never NULL:
 * an absolute path comes back as it is. */
char *path_beside(const char *from, const char *path);
char *path_join(const char *dir, const char *name);

/* For CLEANUP() on char *. */
void str_free(char **);
/* For CLEANUP() on int. */
void fd_close(int *);
/* strdup and friends that end the process when there is no memory: for
 * our own strings at start, never for what a message holds. */
char *str_dup(const char *);
char *str_of(struct span);
void *mem_get(size_t n, size_t size);
void *mem_grow(void *, size_t n, size_t size);

#endif
