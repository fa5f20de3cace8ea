/*
 * Landlock: the kernel's wall around files, ports and other processes, which
 * any process may put up around itself.  By the system calls themselves, since
 * there is no library that every system has.
 *
 * What a kernel does not know of is left to the other walls: files from 1 on,
 * ports from 4, signals and abstract sockets from 6.
 */
#ifndef BASE_LANDLOCK_H
#define BASE_LANDLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct landlock_gaps {
	const char *folder;	/* all below it stays; NULL: no file does */
	uint16_t port;		/* may be connected to; 0: see any_port */
	bool any_port;		/* may be connected to; none is listened at */
};

/* What the kernel knows: 0, it has none, or it was not told to use it. */
int landlock_version(void);
/* For this process and what it starts, for ever; needs no_new_privs.
 * 0: it stands; 1: there is none in this kernel. */
int landlock_enter(const struct landlock_gaps *, struct err *) MUST_USE;

#endif
