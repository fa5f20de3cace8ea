#include "config.h"

#include "base/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <seccomp.h>
#include <stddef.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>

/* 0 to 2 and the wire: what is open already.  With less, poll(2) refuses
 * to wait; with more, a descriptor could be added. */
#define OPEN_MOST 4
/* The same and a few sockets. */
#define SOCKETS_MOST 16
#define LOAD_CPU_S 1

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static const int reader_calls[] = {
	SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(readv), SCMP_SYS(writev),
	SCMP_SYS(recvfrom), SCMP_SYS(sendto), SCMP_SYS(poll),
	SCMP_SYS(ppoll), SCMP_SYS(close), SCMP_SYS(brk), SCMP_SYS(munmap),
	SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(futex),
	SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(time),
	SCMP_SYS(setitimer), SCMP_SYS(getrandom), SCMP_SYS(rt_sigreturn),
	SCMP_SYS(rt_sigprocmask), SCMP_SYS(restart_syscall),
	SCMP_SYS(sched_yield), SCMP_SYS(getpid), SCMP_SYS(gettid),
	SCMP_SYS(tgkill), SCMP_SYS(exit), SCMP_SYS(exit_group),
#ifdef SANITIZED
	/* what the sanitizers' runtimes need to work and to report */
	SCMP_SYS(mmap), SCMP_SYS(mprotect), SCMP_SYS(sigaltstack),
	SCMP_SYS(rt_sigaction), SCMP_SYS(prctl), SCMP_SYS(getrusage),
	SCMP_SYS(readlink), SCMP_SYS(openat), SCMP_SYS(newfstatat),
	SCMP_SYS(fstat), SCMP_SYS(lseek), SCMP_SYS(sched_getaffinity),
	SCMP_SYS(ioctl), SCMP_SYS(fcntl), SCMP_SYS(pipe2),
	SCMP_SYS(getrlimit), SCMP_SYS(prlimit64),
#endif
};

/* What the C library's resolver does with its sockets. */
static const int network_calls[] = {
	SCMP_SYS(connect), SCMP_SYS(sendmsg), SCMP_SYS(sendmmsg),
	SCMP_SYS(recvmsg), SCMP_SYS(setsockopt), SCMP_SYS(getsockopt),
	SCMP_SYS(getpeername), SCMP_SYS(getsockname),
#ifndef SANITIZED
	SCMP_SYS(ioctl), SCMP_SYS(fcntl),
#endif
};

/* Since Linux 6.6, under one number wherever headers do not know it. */
#ifdef __NR_fchmodat2
#define FCHMODAT2 __NR_fchmodat2
#else
#define FCHMODAT2 452
#endif

static const int source_refused[] = {
	SCMP_SYS(execve), SCMP_SYS(execveat), SCMP_SYS(ptrace),
	SCMP_SYS(process_vm_readv), SCMP_SYS(process_vm_writev),
	SCMP_SYS(mount), SCMP_SYS(umount2), SCMP_SYS(pivot_root),
	SCMP_SYS(chroot), SCMP_SYS(unlink), SCMP_SYS(unlinkat),
	SCMP_SYS(rename), SCMP_SYS(renameat), SCMP_SYS(renameat2),
	SCMP_SYS(mkdir), SCMP_SYS(mkdirat), SCMP_SYS(rmdir),
	SCMP_SYS(link), SCMP_SYS(linkat), SCMP_SYS(symlink),
	SCMP_SYS(symlinkat), SCMP_SYS(truncate), SCMP_SYS(chmod),
	SCMP_SYS(fchmodat), SCMP_SYS(chown), SCMP_SYS(fchownat),
	SCMP_SYS(bpf), SCMP_SYS(kexec_load), SCMP_SYS(init_module),
	SCMP_SYS(finit_module), SCMP_SYS(delete_module),
	SCMP_SYS(userfaultfd), SCMP_SYS(perf_event_open),
	SCMP_SYS(keyctl), SCMP_SYS(add_key), SCMP_SYS(request_key),
	SCMP_SYS(mknod), SCMP_SYS(mknodat), SCMP_SYS(creat),
	/* newer ways to the same; what io_uring does no filter sees */
	FCHMODAT2, SCMP_SYS(io_uring_setup), SCMP_SYS(io_uring_enter),
	SCMP_SYS(io_uring_register), SCMP_SYS(open_tree),
	SCMP_SYS(move_mount), SCMP_SYS(fsopen), SCMP_SYS(fsconfig),
	SCMP_SYS(fsmount), SCMP_SYS(fspick), SCMP_SYS(pidfd_getfd),
};

static int
limit(int what, rlim_t most, const char *name, struct err *err)
{
	struct rlimit rl = { most, most };

	if (setrlimit((__rlimit_resource_t)what, &rl) == -1)
		return err_errno(err, EX_OSERR, "sandbox: cannot limit %s",
		    name);
	return 0;
}

static int
no_privileges(struct err *err)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1 ||
	    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == -1)
		return err_errno(err, EX_OSERR, "sandbox: prctl");
	return limit(RLIMIT_CORE, 0, "core files", err);
}

static void
release(scmp_filter_ctx *ctx)
{
	if (*ctx != NULL)
		seccomp_release(*ctx);
}

/* Loading takes a millisecond; without memory libseccomp 2.5 never comes
 * back, and a child that hangs would not be missed. */
static int
filter_load(scmp_filter_ctx ctx, int failed, struct err *err)
{
	sandbox_allow_cpu(LOAD_CPU_S);
	if (failed == 0)
		failed = seccomp_load(ctx);
	sandbox_allow_cpu(0);
	if (failed == 0)
		return 0;
	errno = -failed;
	return err_errno(err, EX_OSERR, "sandbox: seccomp");
}

/* Memory that can be executed would let an attacker bring code along. */
static int
allow_memory(scmp_filter_ctx ctx)
{
	int failed = seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
	    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));

	if (failed == 0)
		failed = seccomp_rule_add(ctx, SCMP_ACT_ALLOW,
		    SCMP_SYS(mprotect), 1,
		    SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
	return failed;
}

/* Only what is listed, and `most` descriptors. */
static int
confine(const int *calls, size_t n, rlim_t most, scmp_filter_ctx *ctx,
    int *failed, struct err *err)
{
	if (no_privileges(err) == -1 ||
	    limit(RLIMIT_FSIZE, 0, "file sizes", err) == -1)
		return -1;
#ifndef SANITIZED
	if (limit(RLIMIT_AS, SANDBOX_READER_MEMORY, "memory", err) == -1 ||
	    limit(RLIMIT_NOFILE, most, "descriptors", err) == -1)
		return -1;
#else
	(void)most;
#endif
	*failed = 0;
	*ctx = seccomp_init(SCMP_ACT_KILL_PROCESS);
	if (*ctx == NULL)
		return err_set(err, EX_OSERR, "sandbox: no seccomp");
#ifndef SANITIZED
	*failed = allow_memory(*ctx);
#else
	(void)allow_memory;
#endif
	for (size_t i = 0; *failed == 0 && i < n; i++)
		*failed = seccomp_rule_add(*ctx, SCMP_ACT_ALLOW, calls[i], 0);
	return 0;
}

int
sandbox_reader(struct err *err)
{
	CLEANUP(release) scmp_filter_ctx ctx = NULL;
	int failed;

	if (confine(reader_calls, COUNT(reader_calls), OPEN_MOST, &ctx,
	    &failed, err) == -1)
		return -1;
	return filter_load(ctx, failed, err);
}

/* Sockets for IPv4 and IPv6, and no others. */
static int
allow_sockets(scmp_filter_ctx ctx)
{
	static const int families[] = { AF_INET, AF_INET6 };
	int failed = 0;

	for (size_t i = 0; failed == 0 && i < COUNT(network_calls); i++)
		failed = seccomp_rule_add(ctx, SCMP_ACT_ALLOW,
		    network_calls[i], 0);
	for (size_t i = 0; failed == 0 && i < COUNT(families); i++)
		failed = seccomp_rule_add(ctx, SCMP_ACT_ALLOW,
		    SCMP_SYS(socket), 1, SCMP_A0(SCMP_CMP_EQ,
		    (scmp_datum_t)families[i]));
	return failed;
}

int
sandbox_resolver(struct err *err)
{
	CLEANUP(release) scmp_filter_ctx ctx = NULL;
	int failed;

	if (confine(reader_calls, COUNT(reader_calls), SOCKETS_MOST, &ctx,
	    &failed, err) == -1)
		return -1;
	if (failed == 0)
		failed = allow_sockets(ctx);
	return filter_load(ctx, failed, err);
}

/* A call this machine does not have cannot be made either. */
static int
known(int failed)
{
	return failed == -EDOM || failed == -EFAULT ? 0 : failed;
}

/* No memory that is written and then executed: what an attacker sends stays
 * data.  Libraries may still be loaded (the resolver does). */
static int
refuse_code(scmp_filter_ctx ctx)
{
	static const struct {
		int call;
		unsigned wrong;
	} rows[] = {
		{ SCMP_SYS(mmap), PROT_WRITE | PROT_EXEC },
		{ SCMP_SYS(mprotect), PROT_EXEC },
		{ SCMP_SYS(pkey_mprotect), PROT_EXEC },
	};
	int failed = 0;

	for (size_t i = 0; failed == 0 &&
	    i < sizeof(rows) / sizeof(rows[0]); i++)
		failed = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EACCES),
		    rows[i].call, 1, SCMP_A2(SCMP_CMP_MASKED_EQ,
		    rows[i].wrong, rows[i].wrong));
	return failed;
}

/* Files are read, never written: any open for writing is refused, not killed,
 * since the resolver may try.  The flags of openat2 are out of a filter's
 * sight; who is told that there is no such call takes openat. */
static int
refuse_writing(scmp_filter_ctx ctx)
{
	static const scmp_datum_t modes[] = { O_WRONLY, O_RDWR };
	int failed = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS),
	    SCMP_SYS(openat2), 0);

	for (size_t i = 0; failed == 0 && i < COUNT(modes); i++) {
		failed = seccomp_rule_add(ctx, SCMP_ACT_ERRNO(EACCES),
		    SCMP_SYS(openat), 1,
		    SCMP_A2(SCMP_CMP_MASKED_EQ, O_ACCMODE, modes[i]));
		if (failed == 0)
			failed = known(seccomp_rule_add(ctx,
			    SCMP_ACT_ERRNO(EACCES), SCMP_SYS(open), 1,
			    SCMP_A1(SCMP_CMP_MASKED_EQ, O_ACCMODE,
			    modes[i])));
	}
	return failed;
}

int
sandbox_source(struct err *err)
{
	CLEANUP(release) scmp_filter_ctx ctx = NULL;
	int failed = 0;

	if (no_privileges(err) == -1)
		return -1;
	ctx = seccomp_init(SCMP_ACT_ALLOW);
	if (ctx == NULL)
		return err_set(err, EX_OSERR, "sandbox: no seccomp");
	for (size_t i = 0; failed == 0 && i < COUNT(source_refused); i++)
		failed = known(seccomp_rule_add(ctx, SCMP_ACT_KILL_PROCESS,
		    source_refused[i], 0));
	if (failed == 0)
		failed = refuse_writing(ctx);
	if (failed == 0)
		failed = refuse_code(ctx);
	return filter_load(ctx, failed, err);
}

const char *
sandbox_name(void)
{
#ifdef SANITIZED
	return "seccomp (loosened for sanitizers), rlimits";
#else
	return "seccomp, rlimits";
#endif
}

void
sandbox_allow_cpu(unsigned seconds)
{
	struct itimerval t = { .it_value = { .tv_sec = (time_t)seconds } };

	(void)setitimer(ITIMER_PROF, &t, NULL);
}
