/*
 * A command of the user's, as /bin/sh runs it.
 */
#ifndef BASE_SHELL_H
#define BASE_SHELL_H

#include <stdbool.h>
#include <sys/types.h>

/* Starts it with `fd` in place of its own `as` (STDIN_FILENO or
 * STDOUT_FILENO) and no signal blocked, in a process group of its own or in
 * ours, in which whoever ends us ends it too.  The process, which the caller
 * reaps, or -1; exit 127: there is no shell. */
pid_t shell_start(const char *command, int fd, int as, bool own_group);

#endif
