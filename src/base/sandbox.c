#include "config.h"

#include "base/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "base/file.h"
#include "base/landlock.h"

/* 0 to 2 and the wire: what is open already.  With less, poll(2) refuses
 * to wait; with more, a descriptor could be added. */
#define OPEN_MOST 4
/* The same and a few sockets, pipes or files. */
#define SOCKETS_MOST 16
#define LOAD_CPU_S 1
#define MAPS_MOST ((size_t)1 << 20)

/* seccomp(2), linux/seccomp.h */
#define OPERATION_SET_FILTER 1
#define OPERATION_ASK_ACTION 2

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* A call, with what its arguments must be: conditions of one row all hold;
 * of several rows one suffices. */
struct grant {
	int call;
	unsigned n;
	struct scmp_arg_cmp when[2];
};

#define ANY(call) { SCMP_SYS(call), 0, { { 0 } } }
#define WHEN(call, a) { SCMP_SYS(call), 1, { a } }
#define BOTH(call, a, b) { SCMP_SYS(call), 2, { a, b } }
#define BITS(arg, mask, value) \
	{ arg, SCMP_CMP_MASKED_EQ, (scmp_datum_t)(mask), (scmp_datum_t)(value) }
#define IS(arg, value) { arg, SCMP_CMP_EQ, (scmp_datum_t)(value), 0 }
#define NOT(arg, value) { arg, SCMP_CMP_NE, (scmp_datum_t)(value), 0 }
#define ABOVE(arg, value) { arg, SCMP_CMP_GT, (scmp_datum_t)(value), 0 }

struct grants {
	const struct grant *at;
	size_t n;
};

#define GRANTS(a) { a, COUNT(a) }

static const struct grant basic_calls[] = {
	ANY(read), ANY(write), ANY(readv), ANY(writev), ANY(recvfrom),
	ANY(sendto), ANY(poll), ANY(ppoll), ANY(close), ANY(brk),
	ANY(munmap), ANY(mremap), ANY(madvise), ANY(futex),
	ANY(clock_gettime), ANY(gettimeofday), ANY(time), ANY(setitimer),
	ANY(getrandom), ANY(rt_sigreturn), ANY(rt_sigprocmask),
	ANY(restart_syscall), ANY(sched_yield), ANY(getpid), ANY(gettid),
	ANY(exit), ANY(exit_group),
#ifndef SANITIZED
	/* Memory that can be executed would let an attacker bring code
	 * along, and a mapped file is a file. */
	BOTH(mmap, BITS(2, PROT_EXEC, 0),
	    BITS(3, MAP_ANONYMOUS, MAP_ANONYMOUS)),
	WHEN(mprotect, BITS(2, PROT_EXEC, 0)),
#else
	/* what the sanitizers' runtimes need to work and to report */
	ANY(mmap), ANY(mprotect), ANY(sigaltstack), ANY(rt_sigaction),
	ANY(prctl), ANY(getrusage), ANY(readlink), ANY(openat),
	ANY(newfstatat), ANY(fstat), ANY(lseek), ANY(sched_getaffinity),
	ANY(ioctl), ANY(fcntl), ANY(pipe2), ANY(getrlimit),
	ANY(prlimit64), ANY(tgkill),
#endif
};

/* What C libraries do with their sockets. */
static const struct grant network_calls[] = {
	ANY(connect), ANY(sendmsg), ANY(sendmmsg), ANY(recvmsg),
	ANY(getsockopt), ANY(getpeername), ANY(getsockname), ANY(shutdown),
	WHEN(setsockopt, IS(1, IPPROTO_TCP)),
	WHEN(setsockopt, IS(1, IPPROTO_IP)),
	WHEN(setsockopt, IS(1, IPPROTO_IPV6)),
	BOTH(setsockopt, IS(1, SOL_SOCKET), IS(2, SO_KEEPALIVE)),
	WHEN(fcntl, IS(1, F_GETFL)), WHEN(fcntl, IS(1, F_SETFL)),
	WHEN(fcntl, IS(1, F_GETFD)), WHEN(fcntl, IS(1, F_SETFD)),
	WHEN(ioctl, IS(1, FIONREAD)),
};

/* No flag of a socket's type is below its four bits. */
#define TYPE_BITS 0xf

static const struct grant stream_calls[] = {
	BOTH(socket, IS(0, AF_INET), BITS(1, TYPE_BITS, SOCK_STREAM)),
	BOTH(socket, IS(0, AF_INET6), BITS(1, TYPE_BITS, SOCK_STREAM)),
};

static const struct grant datagram_calls[] = {
	BOTH(socket, IS(0, AF_INET), BITS(1, TYPE_BITS, SOCK_DGRAM)),
	BOTH(socket, IS(0, AF_INET6), BITS(1, TYPE_BITS, SOCK_DGRAM)),
};

/* libetpan's streams have a pipe each that wakes them up; and the wall that
 * goes up when the connection stands. */
static const struct grant source_calls[] = {
	ANY(pipe), ANY(pipe2), ANY(select), ANY(pselect6), ANY(getuid),
	ANY(geteuid), ANY(getgid), ANY(getegid), ANY(uname),
	WHEN(seccomp, IS(0, OPERATION_SET_FILTER)),
	WHEN(seccomp, IS(0, OPERATION_ASK_ACTION)),
};

static const struct grant file_calls[] = {
	ANY(open), ANY(openat), ANY(stat), ANY(fstat), ANY(newfstatat),
	ANY(statx), ANY(lseek), ANY(access), ANY(faccessat),
	ANY(faccessat2), ANY(fsync), ANY(link), ANY(linkat), ANY(unlink),
	ANY(unlinkat), ANY(getuid), ANY(geteuid), ANY(getgid), ANY(getegid),
};

/* What a library tries and does without: it is told that it may not. */
static const int refused_calls[] = {
	SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(stat), SCMP_SYS(fstat),
	SCMP_SYS(newfstatat), SCMP_SYS(statx), SCMP_SYS(lstat),
	SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2),
	SCMP_SYS(readlink), SCMP_SYS(readlinkat), SCMP_SYS(lseek),
	SCMP_SYS(getrusage), SCMP_SYS(sysinfo), SCMP_SYS(getrlimit),
	SCMP_SYS(prlimit64), SCMP_SYS(sched_getaffinity), SCMP_SYS(socketpair),
	SCMP_SYS(eventfd2), SCMP_SYS(pipe), SCMP_SYS(pipe2), SCMP_SYS(uname),
	SCMP_SYS(ioctl), SCMP_SYS(fcntl), SCMP_SYS(rt_sigaction),
	SCMP_SYS(times), SCMP_SYS(getcwd), SCMP_SYS(statfs),
	SCMP_SYS(fadvise64), SCMP_SYS(getuid), SCMP_SYS(geteuid),
	SCMP_SYS(getgid), SCMP_SYS(getegid),
};

/* The same, of calls that are granted in part. */
static const struct grant refused_arguments[] = {
	WHEN(mmap, BITS(2, PROT_EXEC, PROT_EXEC)),
	BOTH(mmap, BITS(2, PROT_EXEC, 0), BITS(3, MAP_ANONYMOUS, 0)),
	WHEN(mprotect, BITS(2, PROT_EXEC, PROT_EXEC)),
	WHEN(socket, IS(0, AF_UNIX)), WHEN(socket, IS(0, AF_NETLINK)),
	BOTH(setsockopt, IS(1, SOL_SOCKET), NOT(2, SO_KEEPALIVE)),
	WHEN(fcntl, ABOVE(1, F_SETFL)), WHEN(ioctl, NOT(1, FIONREAD)),
};

#define GROUPS_MOST 6

/* A role as a row. */
struct wall {
	struct grants groups[GROUPS_MOST];
	bool refuses;		/* what refused_calls lists; else it ends */
	rlim_t files;		/* descriptors */
	rlim_t file_bytes;
	rlim_t memory;		/* 0: see memory_more */
	rlim_t memory_more;	/* than it has */
};

static const struct wall reader_wall = {
	.groups = { GRANTS(basic_calls) },
	.files = OPEN_MOST,
	.memory = SANDBOX_READER_MEMORY,
};

static const struct wall resolver_wall = {
	.groups = { GRANTS(basic_calls), GRANTS(network_calls),
		GRANTS(stream_calls), GRANTS(datagram_calls) },
	.files = SOCKETS_MOST,
	.memory = SANDBOX_READER_MEMORY,
};

static const struct wall source_wall = {
	.groups = { GRANTS(basic_calls), GRANTS(network_calls),
		GRANTS(stream_calls), GRANTS(source_calls) },
	.refuses = true,
	.files = SOCKETS_MOST,
	.memory_more = SANDBOX_SOURCE_MEMORY,
};

static const struct wall stamper_wall = {
	.groups = { GRANTS(basic_calls), GRANTS(network_calls),
		GRANTS(stream_calls) },
	.refuses = true,
	.files = SOCKETS_MOST,
	.memory_more = SANDBOX_SOURCE_MEMORY,
};

static const struct wall key_child_wall = {
	.groups = { GRANTS(basic_calls), GRANTS(file_calls) },
	.refuses = true,
	.files = SOCKETS_MOST,
	.file_bytes = SANDBOX_KEY_BYTES,
	.memory_more = SANDBOX_SOURCE_MEMORY,
};

#ifndef SANITIZED
static char walls_name[80];	/* of those that stand */
#endif

static int
limit(int what, rlim_t most, const char *name, struct err *err)
{
	struct rlimit rl = { most, most };

	if (setrlimit((__rlimit_resource_t)what, &rl) == -1)
		return err_errno(err, EX_OSERR, "sandbox: cannot limit %s",
		    name);
	return 0;
}

int
sandbox_hide(struct err *err)
{
	if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == -1)
		return err_errno(err, EX_OSERR, "sandbox: prctl");
	return limit(RLIMIT_CORE, 0, "core files", err);
}

/* Bytes of address space, now. */
static int
measure(rlim_t *out, struct err *err)
{
	CLEANUP(buf_done) struct buf text = { .max = 256 };

	if (file_read("/proc/self/statm", &text, err) == -1)
		return -1;
	*out = strtoul(buf_str(&text), NULL, 10) *
	    (rlim_t)sysconf(_SC_PAGESIZE);
	return 0;
}

static int
limit_all(const struct wall *w, rlim_t has, struct err *err)
{
	if (limit(RLIMIT_FSIZE, w->file_bytes, "file sizes", err) == -1)
		return -1;
#ifndef SANITIZED
	if (limit(RLIMIT_AS, w->memory != 0 ? w->memory :
	    has + w->memory_more, "memory", err) == -1 ||
	    limit(RLIMIT_NPROC, 0, "processes", err) == -1 ||
	    limit(RLIMIT_NOFILE, w->files, "descriptors", err) == -1)
		return -1;
#else
	(void)has;
#endif
	return 0;
}

#ifndef SANITIZED
/* A line of /proc/PID/maps: "from-to rwxp ...". */
static int
seal(const char *line, struct err *err)
{
	char *end;
	uintptr_t from = strtoull(line, &end, 16), to;

	if (*end != '-')
		return 0;
	to = strtoull(end + 1, &end, 16);
	if (strncmp(end, " rwx", 4) != 0)
		return 0;
	/* NOLINTNEXTLINE: an address is what it is */
	if (mprotect((void *)from, to - from, PROT_READ | PROT_EXEC) == -1)
		return err_errno(err, EX_OSERR, "sandbox: mprotect");
	return 0;
}

/* PCRE2 writes its machine code when a pattern is compiled, and only reads it
 * after: nobody else is to write there either. */
static int
seal_code(struct err *err)
{
	CLEANUP(buf_done) struct buf maps = { .max = MAPS_MOST };
	const char *line;

	if (file_read("/proc/self/maps", &maps, err) == -1)
		return -1;
	for (line = buf_str(&maps); *line != '\0';
	    line += strcspn(line, "\n"), line += *line == '\n')
		if (seal(line, err) == -1)
			return -1;
	return 0;
}
#endif

#ifndef SANITIZED
/* While the kernel may still be asked. */
static void
find_name(void)
{
	int version = landlock_version();

	if (version == 0)
		snprintf(walls_name, sizeof(walls_name),
		    "seccomp, rlimits; there is no Landlock here");
	else
		snprintf(walls_name, sizeof(walls_name),
		    "seccomp, Landlock %d, rlimits", version);
}
#endif

static int
walls_prepare(const struct wall *w, const struct landlock_gaps *gaps,
    struct err *err)
{
	rlim_t has;

	/* Files first, while there are some. */
	if (measure(&has, err) == -1)
		return -1;
#ifndef SANITIZED
	if (seal_code(err) == -1)
		return -1;
#endif
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1)
		return err_errno(err, EX_OSERR, "sandbox: prctl");
	/* The sanitizers read files to report. */
#ifndef SANITIZED
	find_name();
	if (landlock_enter(gaps, err) == -1)
		return -1;
#else
	(void)gaps;
#endif
	if (sandbox_hide(err) == -1)
		return -1;
	return limit_all(w, has, err);
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

/* A call this machine does not have cannot be made either; one that is granted
 * in whole need not be in part. */
static int
grant_add(scmp_filter_ctx ctx, uint32_t action, const struct grant *g)
{
	int failed = seccomp_rule_add_array(ctx, action, g->call, g->n,
	    g->when);

	return failed == -EDOM || failed == -EFAULT || failed == -EEXIST ?
	    0 : failed;
}

static int
wall_allow(scmp_filter_ctx ctx, const struct wall *w)
{
	int failed = 0;

	for (size_t i = 0; i < GROUPS_MOST; i++)
		for (size_t k = 0; failed == 0 && k < w->groups[i].n; k++)
			failed = grant_add(ctx, SCMP_ACT_ALLOW,
			    &w->groups[i].at[k]);
	return failed;
}

enum granted { GRANTED_NOT, GRANTED_PART, GRANTED_WHOLE };

static enum granted
granted(const struct wall *w, int call)
{
	enum granted found = GRANTED_NOT;

	for (size_t i = 0; i < GROUPS_MOST; i++)
		for (size_t k = 0; k < w->groups[i].n; k++) {
			const struct grant *g = &w->groups[i].at[k];

			if (g->call == call && g->n == 0)
				return GRANTED_WHOLE;
			if (g->call == call)
				found = GRANTED_PART;
		}
	return found;
}

static int
wall_refuse(scmp_filter_ctx ctx, const struct wall *w)
{
	int failed = 0;

	for (size_t i = 0; failed == 0 && i < COUNT(refused_calls); i++) {
		const struct grant all = { refused_calls[i], 0, { { 0 } } };

		if (granted(w, all.call) == GRANTED_NOT)
			failed = grant_add(ctx, SCMP_ACT_ERRNO(EACCES), &all);
	}
	for (size_t i = 0; failed == 0 && i < COUNT(refused_arguments); i++)
		if (granted(w, refused_arguments[i].call) == GRANTED_PART)
			failed = grant_add(ctx, SCMP_ACT_ERRNO(EACCES),
			    &refused_arguments[i]);
	return failed;
}

/* A process may end itself, as abort() does, and nobody else. */
static int
allow_own_end(scmp_filter_ctx ctx)
{
#ifdef SANITIZED
	(void)ctx;
	return 0;
#else
	return seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
	    SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid()));
#endif
}

static int
wall_enter(const struct wall *w, const struct landlock_gaps *gaps,
    struct err *err)
{
	CLEANUP(release) scmp_filter_ctx ctx = NULL;
	int failed;

	if (walls_prepare(w, gaps, err) == -1)
		return -1;
	ctx = seccomp_init(SCMP_ACT_KILL_PROCESS);
	if (ctx == NULL)
		return err_set(err, EX_OSERR, "sandbox: no seccomp");
	failed = seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH,
	    SCMP_ACT_KILL_PROCESS);
	if (failed == 0)
		failed = wall_allow(ctx, w);
	if (failed == 0)
		failed = allow_own_end(ctx);
	if (failed == 0 && w->refuses)
		failed = wall_refuse(ctx, w);
	return filter_load(ctx, failed, err);
}

int
sandbox_reader(struct err *err)
{
	const struct landlock_gaps none = { 0 };

	return wall_enter(&reader_wall, &none, err);
}

int
sandbox_resolver(struct err *err)
{
	const struct landlock_gaps ports = { .any_port = true };

	return wall_enter(&resolver_wall, &ports, err);
}

int
sandbox_source(uint16_t port, struct err *err)
{
	const struct landlock_gaps one = { .port = port };

	return wall_enter(&source_wall, &one, err);
}

int
sandbox_stamper(struct err *err)
{
	const struct landlock_gaps ports = { .any_port = true };

	return wall_enter(&stamper_wall, &ports, err);
}

int
sandbox_key_child(const char *folder, struct err *err)
{
	const struct landlock_gaps one = { .folder = folder };

	return wall_enter(&key_child_wall, &one, err);
}

int
sandbox_connected(struct err *err)
{
	static const int over[] = { SCMP_SYS(socket), SCMP_SYS(connect),
		SCMP_SYS(seccomp) };
	CLEANUP(release) scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);
	int failed;

	if (ctx == NULL)
		return err_set(err, EX_OSERR, "sandbox: no seccomp");
	/* It has none, and prctl(2) is not its to call any more. */
	failed = seccomp_attr_set(ctx, SCMP_FLTATR_CTL_NNP, 0);
	for (size_t i = 0; failed == 0 && i < COUNT(over); i++)
		failed = seccomp_rule_add(ctx, SCMP_ACT_KILL_PROCESS,
		    over[i], 0);
	return filter_load(ctx, failed, err);
}

const char *
sandbox_name(void)
{
#ifdef SANITIZED
	return "seccomp (loosened for sanitizers), rlimits";
#else
	return walls_name;
#endif
}

void
sandbox_allow_cpu(unsigned seconds)
{
	struct itimerval t = { .it_value = { .tv_sec = (time_t)seconds } };

	(void)setitimer(ITIMER_PROF, &t, NULL);
}
