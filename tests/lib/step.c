/*
 * Preloaded into floodmarkd by tests/cli/steps.py: counts what its
 * processes do to the world outside them, and lets the n-th of it end the
 * process or fail.  No code of the product knows of it.
 *
 *   FM_STEP_FILE	a file for struct told, which outlives any kill -9
 *   FM_STEP_ROLE	engine, source or reader
 *   FM_STEP_WHAT	a row of `whats`
 *   FM_STEP_N		at which one, from 1
 *   FM_STEP_STORE	what the store's files have in their path
 *   FM_STEP_POISON	a reader or a checker dies of any message that holds
 *			this
 *
 * Steps are counted over all processes of a role, so one happens once, and
 * the process that comes in the place of an ended one is left alone.  The
 * reader is in its sandbox: nothing here makes a call it may not make.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <signal.h>
#include <unistd.h>

enum role { ROLE_NONE, ROLE_ENGINE, ROLE_SOURCE, ROLE_READER, ROLE_COUNT };

enum counter {
	COUNT_CALLS,		/* calls to the world outside */
	COUNT_STORE,		/* those to the store's files */
	COUNT_ALLOCATIONS,
	COUNT_COUNT
};

#define TRACE 16384		/* calls of a role that are remembered */

/* steps.py reads it: longs, then the name of the call. */
static struct told {
	_Atomic long n[ROLE_COUNT][COUNT_COUNT];
	_Atomic long happened;	/* how often something was done */
	char call[40];		/* at which call first */
	char trace[ROLE_COUNT][TRACE];	/* a letter a call; S is a sync */
} *told;

enum what {
	KILL_BEFORE,		/* the call is not made */
	KILL_AFTER,		/* it is, and nobody learns of it */
	KILL_TORN,		/* half of a write is made */
	FAIL_CALL,		/* once */
	FAIL_STORE,		/* once: the disk has a bad moment */
	FULL_STORE,		/* from now on: half a write, then none */
	FAIL_ALLOCATION,	/* once */
	WHAT_COUNT
};

static const struct {
	const char *name;
	enum counter counter;
} whats[WHAT_COUNT] = {
	[KILL_BEFORE] = { "kill-before", COUNT_CALLS },
	[KILL_AFTER] = { "kill-after", COUNT_CALLS },
	[KILL_TORN] = { "kill-torn", COUNT_CALLS },
	[FAIL_CALL] = { "fail-call", COUNT_CALLS },
	[FAIL_STORE] = { "fail-store", COUNT_STORE },
	[FULL_STORE] = { "full-store", COUNT_STORE },
	[FAIL_ALLOCATION] = { "fail-alloc", COUNT_ALLOCATIONS },
};

static const struct {
	const char *process;
	const char *name;
} roles[ROLE_COUNT] = {
	[ROLE_NONE] = { "", "" },
	[ROLE_ENGINE] = { "floodmarkd", "engine" },
	[ROLE_SOURCE] = { "floodmark-imap", "source" },
	[ROLE_READER] = { "floodmark-read", "reader" },
};

#define DESCRIPTORS 1024

static enum role role;		/* of this process */
static enum role want_role;
static enum what want_what;
static long want_n;
static const char *store, *poison;
static bool eats;		/* this process looks inside messages */
static bool is_store[DESCRIPTORS];

static enum role
role_of(const char *process)
{
	for (int r = ROLE_ENGINE; r < ROLE_COUNT; r++)
		if (strcmp(process, roles[r].process) == 0)
			return (enum role)r;
	return ROLE_NONE;
}

static const char *
setting(const char *name)
{
	const char *value = getenv(name);

	return value == NULL ? "" : value;
}

static void
read_settings(void)
{
	for (int r = 0; r < ROLE_COUNT; r++)
		if (strcmp(setting("FM_STEP_ROLE"), roles[r].name) == 0)
			want_role = (enum role)r;
	for (int w = 0; w < WHAT_COUNT; w++)
		if (strcmp(setting("FM_STEP_WHAT"), whats[w].name) == 0)
			want_what = (enum what)w;
	want_n = atol(setting("FM_STEP_N"));
	store = setting("FM_STEP_STORE");
	poison = setting("FM_STEP_POISON");
}

static void __attribute__((constructor))
begin(void)
{
	long fd;
	void *at;

	if (role_of(program_invocation_short_name) != ROLE_ENGINE)
		return;
	read_settings();
	fd = syscall(SYS_openat, AT_FDCWD, setting("FM_STEP_FILE"), O_RDWR);
	at = mmap(NULL, sizeof(*told), PROT_READ | PROT_WRITE, MAP_SHARED,
	    (int)fd, 0);
	if (fd < 0 || at == MAP_FAILED)
		_exit(99);
	syscall(SYS_close, fd);
	told = at;
	role = ROLE_ENGINE;
}

/* kill(2) is not the reader's to make; tgkill is. */
static void __attribute__((noreturn))
die(void)
{
	for (;;)
		syscall(SYS_tgkill, getpid(), syscall(SYS_gettid), SIGKILL);
}

static bool
store_has(int fd)
{
	return role == ROLE_ENGINE && fd >= 0 && fd < DESCRIPTORS &&
	    is_store[fd];
}

static void
tell(const char *call)
{
	if (atomic_fetch_add(&told->happened, 1) == 0)
		snprintf(told->call, sizeof(told->call), "%s", call);
}

/* Whether it is this one's turn. */
static bool
count(enum counter counter, const char *call)
{
	long n;

	if (role == ROLE_NONE || told == NULL)
		return false;
	n = atomic_fetch_add(&told->n[role][counter], 1) + 1;
	if (counter == COUNT_CALLS && n <= TRACE)
		told->trace[role][n - 1] = strstr(call, "sync") != NULL ?
		    'S' : call[0];
	if (role != want_role || whats[want_what].counter != counter ||
	    want_n == 0)
		return false;
	if (n != want_n && !(want_what == FULL_STORE && n > want_n))
		return false;
	tell(call);
	return true;
}

/* What becomes of one call. */
struct fate {
	bool fails;		/* errno is set */
	bool torn;		/* half of it only, where it has halves */
	bool dies;		/* after it */
};

static struct fate
fate_of(const char *call, int fd, int error)
{
	struct fate fate = { false, false, false };
	bool ours = count(COUNT_CALLS, call);

	if (store_has(fd))
		ours = count(COUNT_STORE, call) || ours;
	if (!ours)
		return fate;
	switch (want_what) {
	case KILL_BEFORE:
		die();
	case KILL_AFTER:
		fate.dies = true;
		break;
	case KILL_TORN:
		fate.dies = fate.torn = true;
		break;
	case FULL_STORE:
		fate.torn = atomic_load(&told->happened) == 1;
		fate.fails = !fate.torn;
		errno = ENOSPC;
		break;
	default:
		fate.fails = true;
		errno = error;
		break;
	}
	return fate;
}

static long
meet(struct fate fate, long result)
{
	if (fate.dies)
		die();
	return result;
}

#define CALL(name, fd, error, ...) do { \
	struct fate fate = fate_of(name, fd, error); \
	return fate.fails ? -1 : meet(fate, syscall(__VA_ARGS__)); \
} while (0)

#define HALF(n) (fate.torn && (n) > 1 ? (n) / 2 : (n))

#define WRITE(name, fd, n, ...) do { \
	struct fate fate = fate_of(name, fd, EIO); \
	size_t most = HALF(n); \
	return fate.fails ? -1 : meet(fate, syscall(__VA_ARGS__)); \
} while (0)

ssize_t
write(int fd, const void *data, size_t n)
{
	WRITE("write", fd, n, SYS_write, fd, data, most);
}

ssize_t
pwrite64(int fd, const void *data, size_t n, off64_t at)
{
	WRITE("pwrite", fd, n, SYS_pwrite64, fd, data, most, at);
}

ssize_t
pwrite(int fd, const void *data, size_t n, off_t at)
{
	return pwrite64(fd, data, n, at);
}

ssize_t
send(int fd, const void *data, size_t n, int flags)
{
	WRITE("send", fd, n, SYS_sendto, fd, data, most, flags, NULL, 0);
}

ssize_t
sendto(int fd, const void *data, size_t n, int flags,
    const struct sockaddr *to, socklen_t len)
{
	WRITE("sendto", fd, n, SYS_sendto, fd, data, most, flags, to, len);
}

ssize_t
sendmsg(int fd, const struct msghdr *m, int flags)
{
	CALL("sendmsg", fd, EIO, SYS_sendmsg, fd, m, flags);
}

ssize_t
writev(int fd, const struct iovec *v, int n)
{
	CALL("writev", fd, EIO, SYS_writev, fd, v, n);
}

static ssize_t
swallow(const void *data, ssize_t n)
{
	if (eats && poison != NULL && *poison != '\0' &&
	    n > 0 && memmem(data, (size_t)n, poison, strlen(poison)) != NULL)
		__builtin_trap();	/* as a parser with a fault does */
	return n;
}

/* From the shelf a message is copied, and not read. */
void *
memcpy(void *to, const void *from, size_t n)
{
	if (eats)
		(void)swallow(from, (ssize_t)n);
	return memmove(to, from, n);
}

static ssize_t
read_counted(int fd, void *data, size_t n)
{
	CALL("read", fd, EIO, SYS_read, fd, data, n);
}

ssize_t
read(int fd, void *data, size_t n)
{
	return swallow(data, read_counted(fd, data, n));
}

ssize_t
pread64(int fd, void *data, size_t n, off64_t at)
{
	CALL("pread", fd, EIO, SYS_pread64, fd, data, n, at);
}

ssize_t
pread(int fd, void *data, size_t n, off_t at)
{
	return pread64(fd, data, n, at);
}

ssize_t
recv(int fd, void *data, size_t n, int flags)
{
	CALL("recv", fd, ECONNRESET, SYS_recvfrom, fd, data, n, flags, NULL,
	    NULL);
}

int
fsync(int fd)
{
	CALL("fsync", fd, EIO, SYS_fsync, fd);
}

int
fdatasync(int fd)
{
	CALL("fdatasync", fd, EIO, SYS_fdatasync, fd);
}

int
ftruncate64(int fd, off64_t len)
{
	CALL("ftruncate", fd, EIO, SYS_ftruncate, fd, len);
}

int
ftruncate(int fd, off_t len)
{
	return ftruncate64(fd, len);
}

int
fchmod(int fd, mode_t mode)
{
	CALL("fchmod", fd, EPERM, SYS_fchmod, fd, mode);
}

int
unlink(const char *path)
{
	CALL("unlink", -1, EACCES, SYS_unlinkat, AT_FDCWD, path, 0);
}

int
flock(int fd, int how)
{
	CALL("flock", fd, ENOLCK, SYS_flock, fd, how);
}

int
connect(int fd, const struct sockaddr *to, socklen_t len)
{
	CALL("connect", fd, ECONNREFUSED, SYS_connect, fd, to, len);
}

int
socketpair(int domain, int type, int protocol, int pair[2])
{
	CALL("socketpair", -1, EMFILE, SYS_socketpair, domain, type, protocol,
	    pair);
}

int
close(int fd)
{
	if (fd >= 0 && fd < DESCRIPTORS)
		is_store[fd] = false;
	return (int)syscall(SYS_close, fd);
}

static int
open_counted(const char *path, int flags, mode_t mode)
{
	CALL("open", -1, EMFILE, SYS_openat, AT_FDCWD, path, flags, mode);
}

static int
open_known(const char *path, int flags, mode_t mode)
{
	int fd = open_counted(path, flags, mode);

	if (fd >= 0 && fd < DESCRIPTORS)
		is_store[fd] = store != NULL && *store != '\0' &&
		    strstr(path, store) != NULL;
	return fd;
}

#define MODE_OF(flags) do { \
	va_list ap; \
	va_start(ap, flags); \
	mode = (flags) & (O_CREAT | __O_TMPFILE) ? va_arg(ap, mode_t) : 0; \
	va_end(ap); \
} while (0)

int
open(const char *path, int flags, ...)
{
	mode_t mode;

	MODE_OF(flags);
	return open_known(path, flags, mode);
}

int
open64(const char *path, int flags, ...)
{
	mode_t mode;

	MODE_OF(flags);
	return open_known(path, flags, mode);
}

/* A child does nothing countable until it has its name. */
pid_t
fork(void)
{
	struct fate fate = fate_of("fork", -1, EAGAIN);
	pid_t (*real)(void);
	pid_t pid;

	if (fate.fails)
		return -1;
	*(void **)&real = dlsym(RTLD_NEXT, "fork");
	pid = real();
	if (pid == 0) {
		role = ROLE_NONE;
		return 0;
	}
	return (pid_t)meet(fate, pid);
}

int
prctl(int option, ...)
{
	unsigned long a[4];
	va_list ap;

	va_start(ap, option);
	for (int i = 0; i < 4; i++)
		a[i] = va_arg(ap, unsigned long);
	va_end(ap);
	if (option == PR_SET_NAME && told != NULL)
		role = role_of((const char *)a[0]);
	if (option == PR_SET_NAME)
		eats = role == ROLE_READER ||
		    strcmp((const char *)a[0], "floodmark-dkim") == 0;
	return (int)syscall(SYS_prctl, option, a[0], a[1], a[2], a[3]);
}

/* The allocator's own names, so that nothing has to be looked up. */
void *__libc_malloc(size_t);
void *__libc_calloc(size_t, size_t);
void *__libc_realloc(void *, size_t);

static bool
no_memory(const char *call)
{
	if (!count(COUNT_ALLOCATIONS, call))
		return false;
	errno = ENOMEM;
	return true;
}

void *
malloc(size_t n)
{
	return no_memory("malloc") ? NULL : __libc_malloc(n);
}

void *
calloc(size_t n, size_t size)
{
	return no_memory("calloc") ? NULL : __libc_calloc(n, size);
}

void *
realloc(void *at, size_t n)
{
	return no_memory("realloc") ? NULL : __libc_realloc(at, n);
}
