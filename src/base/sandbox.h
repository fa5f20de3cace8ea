/*
 * The one door to libseccomp: what a process gives up before it touches
 * anything a stranger wrote.  Failing to enter is the caller's end.
 */
#ifndef BASE_SANDBOX_H
#define BASE_SANDBOX_H

#include "base/err.h"

#define SANDBOX_READER_MEMORY	((size_t)512 * 1024 * 1024)
#define SANDBOX_READER_CPU_S	10	/* for one message */

/*
 * The reader: an allow-list of system calls (read and write on what is
 * open, memory without execution, time, exit), no new descriptors, no new
 * privileges, no core, bounded memory.  Anything else ends the process.
 */
int sandbox_reader(struct err *) MUST_USE;
/* The resolver child: as the reader, and it may make sockets for the internet
 * and talk through them; it has no files and runs nothing. */
int sandbox_resolver(struct err *) MUST_USE;
/* A source child: it may use the network and read files, but it may not
 * run programs, trace, mount, write files or make memory that is written
 * executable. */
int sandbox_source(struct err *) MUST_USE;
/* What `status` shows: "seccomp, rlimits". */
const char *sandbox_name(void);

/* Starts (again) the reader's time for one message, 0: stops it; at its end
 * the process dies of SIGPROF. */
void sandbox_allow_cpu(unsigned seconds);

#endif
