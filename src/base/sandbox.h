/*
 * The one door to libseccomp: what a process gives up before it touches
 * anything a stranger wrote.  Failing to enter is the caller's end.
 *
 * The walls of every child: a list of the system calls that are left, by
 * their arguments, and anything else ends the process or is refused; Landlock
 * where the kernel has it; limits of memory, file sizes, descriptors and
 * processes; no core, no new privileges, no memory that others may look into;
 * no memory that can be written and executed.  SECURITY has them as a table,
 * and tests/unit/test_sandbox.c tries each forbidden call in each role.
 */
#ifndef BASE_SANDBOX_H
#define BASE_SANDBOX_H

#include <stdint.h>

#include "base/err.h"

#define SANDBOX_READER_MEMORY	((size_t)512 * 1024 * 1024)
#define SANDBOX_READER_CPU_S	10	/* for one message */
/* More than it has when it enters; see source/imap/guard.h for what it needs.
 * */
#define SANDBOX_SOURCE_MEMORY	((size_t)320 * 1024 * 1024)
#define SANDBOX_KEY_BYTES	((size_t)64 * 1024)

/* Reader and checker: read and write on what is open, memory without
 * execution, time, exit; no new descriptors. */
int sandbox_reader(struct err *) MUST_USE;
/* The resolver child: as the reader, and it may make sockets for the internet
 * and talk through them; it has no files and runs nothing. */
int sandbox_resolver(struct err *) MUST_USE;
/* A source child, before its connection: as the resolver, to that port where
 * Landlock knows ports.  What its libraries try beyond that (to read a
 * configuration, say) is refused or ends it; nothing of it is done. */
int sandbox_source(uint16_t port, struct err *) MUST_USE;
/* The same, once it is connected: no other socket, no other peer. */
int sandbox_connected(struct err *) MUST_USE;
/* The stamper child: as a source before its connection, to any port. */
int sandbox_stamper(struct err *) MUST_USE;
/* The child that holds the signing key may make and read files, with Landlock
 * below that folder only, and has neither network nor programs. */
int sandbox_key_child(const char *folder, struct err *) MUST_USE;
/* Any process, the engine too: others of the same user may not look into its
 * memory, nor does a core file hold it. */
int sandbox_hide(struct err *) MUST_USE;
/* What `status` shows: "seccomp, Landlock 7, rlimits". */
const char *sandbox_name(void);

/* Starts (again) the reader's time for one message, 0: stops it; at its end
 * the process dies of SIGPROF. */
void sandbox_allow_cpu(unsigned seconds);

#endif
