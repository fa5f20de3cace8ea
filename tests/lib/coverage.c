/*
 * Part of a build for coverage (configure --enable-coverage) and of no
 * other: what a process ran is written down when it ends, also by a child
 * that leaves by _exit, or that its parent kills.
 *
 * What it is written to are files, which no child may open.  So in such a
 * build the sandboxes are made and not put up, and `floodmark status` says
 * so.  The linker puts the functions here in the place of those they are
 * named after (--wrap; see configure.ac).
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>

#include "base/sandbox.h"

#define DUMP SIGUSR2		/* nobody else uses it */
#define DUMP_TRIES 5000		/* a millisecond each */

/* libgcov */
void __gcov_dump(void);

void __real__exit(int) __attribute__((noreturn));
int __real_kill(pid_t, int);
int __real_setrlimit(int, const struct rlimit *);
void __wrap__exit(int) __attribute__((noreturn));
int __wrap_kill(pid_t, int);
int __wrap_setrlimit(int, const struct rlimit *);
int __wrap_seccomp_load(void *);
const char *__wrap_sandbox_name(void);

void
__wrap__exit(int status)
{
	__gcov_dump();
	__real__exit(status);
}

static void
dump(int signal_number)
{
	__wrap__exit(128 + signal_number);
}

/* Children have it from the process that forks them; a command has not, and
 * ends by the signal. */
__attribute__((constructor)) static void
prepare(void)
{
	signal(DUMP, dump);
}

static void
wait_for(pid_t pid)
{
	const struct timespec while_it_writes = { 0, 1000000 };
	siginfo_t info;

	for (int i = 0; i < DUMP_TRIES; i++) {
		info.si_pid = 0;
		if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT |
		    WNOHANG) == -1 || info.si_pid != 0)
			return;
		nanosleep(&while_it_writes, NULL);
	}
}

/* One that is to be killed writes first. */
int
__wrap_kill(pid_t pid, int signal_number)
{
	if (signal_number == SIGKILL && pid != 0 && pid != -1 &&
	    __real_kill(pid, DUMP) == 0)
		wait_for(pid < 0 ? -pid : pid);
	return __real_kill(pid, signal_number);
}

/* Those of the sandboxes would keep it from writing. */
int
__wrap_setrlimit(int what, const struct rlimit *most)
{
	if (what == RLIMIT_AS || what == RLIMIT_NOFILE ||
	    (what == RLIMIT_FSIZE && most->rlim_max == 0))
		return 0;
	return __real_setrlimit(what, most);
}

int
__wrap_seccomp_load(void *ctx)
{
	(void)ctx;
	return 0;
}

const char *
__wrap_sandbox_name(void)
{
	return "none (built for coverage)";
}
