/*
 * What a process behind its walls must not do: every call of the table tried
 * in every role, from inside, in a process of its own; as root and as nobody,
 * on this kernel and on one without Landlock.  It is refused, or ends the
 * process.  And what each role needs still works.
 */
#include "config.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <poll.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/landlock.h"
#include "base/sandbox.h"
#include "tests/tap.h"

#define NOBODY 65534
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Exit codes of a child that lives. */
enum { THROUGH, REFUSED = 7, NOT_ENTERED = 99 };

static char folder[] = "/tmp/test_sandbox.XXXXXX";
static char other[] = "/tmp/test_sandbox.XXXXXX";
static char inside_path[64], outside_path[64], memory_path[64];
static char page[4096] __attribute__((aligned(4096)));
static uint16_t port;
static int server;

/* ---- the roles */

static int
enter_source(struct err *err)
{
	return sandbox_source(port, err);
}

static int
enter_connected(struct err *err)
{
	return sandbox_source(port, err) == -1 ? -1 : sandbox_connected(err);
}

static int
enter_keeper(struct err *err)
{
	return sandbox_key_child(folder, err);
}

enum { READER, RESOLVER, SOURCE, CONNECTED, STAMPER, KEEPER, ROLES };

static const struct {
	const char *name;
	int (*enter)(struct err *);
} roles[ROLES] = {
	[READER] = { "reader and checker", sandbox_reader },
	[RESOLVER] = { "resolver", sandbox_resolver },
	[SOURCE] = { "source", enter_source },
	[CONNECTED] = { "source, connected", enter_connected },
	[STAMPER] = { "stamper", sandbox_stamper },
	[KEEPER] = { "keeper", enter_keeper },
};

/* ---- the forbidden calls */

#define A(x) ((long)(x))

/* NETWORK: those with the network may; FILES: the keeper may, below its
 * folder, and where there is no Landlock in others, too. */
enum { NOWHERE, NETWORK, FILES };

static const struct open_how how = { .flags = O_RDONLY };
static const struct sockaddr nowhere = { .sa_family = AF_UNIX };

static const struct call {
	const char *name;
	int but;
	long n;
	long at[6];
} calls[] = {
#ifdef SYS_open
	{ "open", FILES, SYS_open, { A(outside_path), O_RDONLY } },
	{ "open to truncate", FILES, SYS_open, { A(outside_path), O_RDONLY |
	    O_TRUNC } },
	{ "creat", NOWHERE, SYS_creat, { A(outside_path), 0600 } },
	{ "fork", NOWHERE, SYS_fork, { 0 } },
	{ "vfork", NOWHERE, SYS_vfork, { 0 } },
	{ "unlink", FILES, SYS_unlink, { A(outside_path) } },
	{ "rename", NOWHERE, SYS_rename, { A(outside_path), A(inside_path) } },
	{ "mkdir", NOWHERE, SYS_mkdir, { A(outside_path), 0700 } },
	{ "link", FILES, SYS_link, { A(outside_path), A(inside_path) } },
	{ "symlink", NOWHERE, SYS_symlink, { A("x"), A(outside_path) } },
	{ "chmod", NOWHERE, SYS_chmod, { A(outside_path), 0777 } },
	{ "chown", NOWHERE, SYS_chown, { A(outside_path), 0, 0 } },
	{ "inotify_init", NOWHERE, SYS_inotify_init, { 0 } },
	{ "dup2", NOWHERE, SYS_dup2, { 0, 5 } },
#endif
	{ "openat", FILES, SYS_openat, { AT_FDCWD, A(outside_path),
	    O_RDONLY } },
	{ "openat to write", FILES, SYS_openat, { AT_FDCWD, A(outside_path),
	    O_WRONLY } },
	{ "openat to truncate", FILES, SYS_openat, { AT_FDCWD,
	    A(outside_path), O_RDONLY | O_TRUNC } },
	{ "openat2", NOWHERE, SYS_openat2, { AT_FDCWD, A(outside_path),
	    A(&how), sizeof(how) } },
	{ "memory of the parent", FILES, SYS_openat, { AT_FDCWD,
	    A(memory_path), O_RDWR } },
	{ "process_vm_readv", NOWHERE, SYS_process_vm_readv, { 1 } },
	{ "process_vm_writev", NOWHERE, SYS_process_vm_writev, { 1 } },
	{ "ptrace", NOWHERE, SYS_ptrace, { PTRACE_TRACEME } },
	{ "pidfd_open", NOWHERE, SYS_pidfd_open, { 1 } },
	{ "pidfd_getfd", NOWHERE, SYS_pidfd_getfd, { 0, 0 } },
	{ "pidfd_send_signal", NOWHERE, SYS_pidfd_send_signal, { 0, 0 } },
	{ "kill", NOWHERE, SYS_kill, { 1, 0 } },
	{ "kill all", NOWHERE, SYS_kill, { -1, 0 } },
	{ "tkill", NOWHERE, SYS_tkill, { 1, 0 } },
	{ "tgkill of another", NOWHERE, SYS_tgkill, { 1, 1, 0 } },
	{ "rt_sigqueueinfo", NOWHERE, SYS_rt_sigqueueinfo, { 1, 0 } },
	{ "clone", NOWHERE, SYS_clone, { SIGCHLD } },
	{ "clone3", NOWHERE, SYS_clone3, { 0 } },
	{ "execve", NOWHERE, SYS_execve, { A("/bin/true") } },
	{ "execveat", NOWHERE, SYS_execveat, { AT_FDCWD, A("/bin/true") } },
	{ "memfd_create", NOWHERE, SYS_memfd_create, { A("x") } },
	{ "memory to write and execute", NOWHERE, SYS_mmap, { 0, 4096,
	    PROT_READ | PROT_WRITE | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1 } },
	{ "memory to execute", NOWHERE, SYS_mmap, { 0, 4096,
	    PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1 } },
	{ "memory of a file", NOWHERE, SYS_mmap, { 0, 4096, PROT_READ,
	    MAP_PRIVATE, 0 } },
	{ "memory made to execute", NOWHERE, SYS_mprotect, { A(page),
	    sizeof(page), PROT_READ | PROT_EXEC } },
	{ "pkey_mprotect", NOWHERE, SYS_pkey_mprotect, { A(page),
	    sizeof(page), PROT_READ | PROT_EXEC, -1 } },
	{ "unlinkat", FILES, SYS_unlinkat, { AT_FDCWD, A(outside_path) } },
	{ "renameat2", NOWHERE, SYS_renameat2, { AT_FDCWD, A(outside_path),
	    AT_FDCWD, A(inside_path) } },
	{ "mkdirat", NOWHERE, SYS_mkdirat, { AT_FDCWD, A(outside_path) } },
	{ "linkat", FILES, SYS_linkat, { AT_FDCWD, A(outside_path),
	    AT_FDCWD, A(inside_path) } },
	{ "symlinkat", NOWHERE, SYS_symlinkat, { A("x"), AT_FDCWD,
	    A(outside_path) } },
	{ "mknodat", NOWHERE, SYS_mknodat, { AT_FDCWD, A(outside_path),
	    S_IFIFO } },
	{ "truncate", NOWHERE, SYS_truncate, { A(outside_path), 0 } },
	{ "ftruncate", NOWHERE, SYS_ftruncate, { 0, 0 } },
	{ "fallocate", NOWHERE, SYS_fallocate, { 0, 0, 0, 1 } },
	{ "fchmodat", NOWHERE, SYS_fchmodat, { AT_FDCWD, A(outside_path) } },
	{ "fchownat", NOWHERE, SYS_fchownat, { AT_FDCWD, A(outside_path) } },
	{ "utimensat", NOWHERE, SYS_utimensat, { AT_FDCWD,
	    A(outside_path) } },
	{ "setxattr", NOWHERE, SYS_setxattr, { A(outside_path), A("x") } },
	{ "getdents64", NOWHERE, SYS_getdents64, { 0 } },
	{ "chdir", NOWHERE, SYS_chdir, { A("/") } },
	{ "mount", NOWHERE, SYS_mount, { 0 } },
	{ "umount2", NOWHERE, SYS_umount2, { A("/x") } },
	{ "move_mount", NOWHERE, SYS_move_mount, { -1, A("") } },
	{ "chroot", NOWHERE, SYS_chroot, { A(folder) } },
	{ "pivot_root", NOWHERE, SYS_pivot_root, { A("/x"), A("/x") } },
	{ "unshare", NOWHERE, SYS_unshare, { CLONE_NEWUSER } },
	{ "setns", NOWHERE, SYS_setns, { 0 } },
	{ "io_uring_setup", NOWHERE, SYS_io_uring_setup, { 1 } },
	{ "io_uring_enter", NOWHERE, SYS_io_uring_enter, { 0 } },
	{ "io_setup", NOWHERE, SYS_io_setup, { 1 } },
	{ "bpf", NOWHERE, SYS_bpf, { 0 } },
	{ "userfaultfd", NOWHERE, SYS_userfaultfd, { 0 } },
	{ "perf_event_open", NOWHERE, SYS_perf_event_open, { 0 } },
	{ "keyctl", NOWHERE, SYS_keyctl, { 0 } },
	{ "add_key", NOWHERE, SYS_add_key, { A("user") } },
	{ "request_key", NOWHERE, SYS_request_key, { A("user") } },
	{ "init_module", NOWHERE, SYS_init_module, { 0 } },
	{ "finit_module", NOWHERE, SYS_finit_module, { 0 } },
	{ "kexec_load", NOWHERE, SYS_kexec_load, { 0 } },
	{ "prctl, to be looked into", NOWHERE, SYS_prctl, { PR_SET_DUMPABLE,
	    1 } },
	{ "prctl, another name", NOWHERE, SYS_prctl, { PR_SET_NAME,
	    A("x") } },
	{ "prlimit64 of the parent", NOWHERE, SYS_prlimit64, { 1,
	    RLIMIT_CORE } },
	{ "setrlimit", NOWHERE, SYS_setrlimit, { RLIMIT_CORE, A(page) } },
	{ "setuid", NOWHERE, SYS_setuid, { 0 } },
	{ "capset", NOWHERE, SYS_capset, { 0 } },
	{ "personality", NOWHERE, SYS_personality, { 0xffffffff } },
	{ "sched_setaffinity", NOWHERE, SYS_sched_setaffinity, { 1 } },
	{ "shmget", NOWHERE, SYS_shmget, { 1 } },
	{ "mq_open", NOWHERE, SYS_mq_open, { A("x") } },
	{ "inotify_init1", NOWHERE, SYS_inotify_init1, { 0 } },
	{ "fanotify_init", NOWHERE, SYS_fanotify_init, { 0 } },
	{ "open_by_handle_at", NOWHERE, SYS_open_by_handle_at, { 0 } },
	{ "splice", NOWHERE, SYS_splice, { 0 } },
	{ "sendfile", NOWHERE, SYS_sendfile, { 0, 0 } },
	{ "dup", NOWHERE, SYS_dup, { 0 } },
	{ "dup3", NOWHERE, SYS_dup3, { 0, 5 } },
	{ "fcntl, another owner", NOWHERE, SYS_fcntl, { 0, F_SETOWN, 1 } },
	{ "fcntl, another descriptor", NOWHERE, SYS_fcntl, { 0,
	    F_DUPFD_CLOEXEC, 4 } },
	{ "ioctl, keys typed", NOWHERE, SYS_ioctl, { 0, TIOCSTI, A("x") } },
	{ "a socket", NETWORK, SYS_socket, { AF_INET, SOCK_STREAM } },
	{ "a local socket", NOWHERE, SYS_socket, { AF_UNIX, SOCK_STREAM } },
	{ "a socket to the kernel", NOWHERE, SYS_socket, { AF_NETLINK,
	    SOCK_RAW } },
	{ "a socket for packets", NOWHERE, SYS_socket, { AF_PACKET,
	    SOCK_RAW } },
	{ "a raw socket", NOWHERE, SYS_socket, { AF_INET, SOCK_RAW, 1 } },
	{ "a virtual socket", NOWHERE, SYS_socket, { 40, SOCK_STREAM } },
	{ "connect", NETWORK, SYS_connect, { 0, A(&nowhere),
	    sizeof(nowhere) } },
	{ "bind", NOWHERE, SYS_bind, { 0 } },
	{ "listen", NOWHERE, SYS_listen, { 0 } },
	{ "accept", NOWHERE, SYS_accept, { 0 } },
	{ "accept4", NOWHERE, SYS_accept4, { 0 } },
	{ "more of a filter of packets", NOWHERE, SYS_setsockopt, { 0,
	    SOL_SOCKET, SO_ATTACH_FILTER } },
	{ "the clock", NOWHERE, SYS_clock_settime, { 0 } },
	{ "reboot", NOWHERE, SYS_reboot, { 0 } },
	{ "seccomp, another mode", NOWHERE, SYS_seccomp, { 0, 1 } },
	{ "waitid", NOWHERE, SYS_waitid, { 0 } },
	{ "rt_sigaction", NOWHERE, SYS_rt_sigaction, { SIGUSR1, 0, 0, 8 } },
};

static bool
has_network(size_t role)
{
	return role == RESOLVER || role == SOURCE || role == STAMPER;
}

/* As on a kernel that has no such call. */
static void
take_away(int call, unsigned argument, uint32_t error)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ALLOW);

	if (argument == 0 ? seccomp_rule_add(ctx, SCMP_ACT_ERRNO(error), call,
	    0) != 0 : seccomp_rule_add(ctx, SCMP_ACT_ERRNO(error), call, 1,
	    SCMP_A0(SCMP_CMP_EQ, argument)) != 0)
		_exit(98);
	if (seccomp_load(ctx) != 0)
		_exit(98);
	seccomp_release(ctx);
}

struct kernel {
	bool nobody, landlock;
};

/* In a child: the machine as it may be, then the walls. */
static void
close_in(size_t role, const struct kernel *k)
{
	struct err err;

	if (k->nobody && geteuid() == 0 && (setgid(NOBODY) == -1 ||
	    setuid(NOBODY) == -1))
		_exit(98);
	if (!k->landlock)
		take_away(SCMP_SYS(landlock_create_ruleset), 0, ENOSYS);
	if (roles[role].enter(&err) == -1) {
		fprintf(stderr, "# %s\n", err.text);
		_exit(NOT_ENTERED);
	}
}

static int
wait_child(pid_t pid)
{
	int status = 0;

	waitpid(pid, &status, 0);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

static void __attribute__((noreturn))
probe(size_t role, const struct call *c, const struct kernel *k)
{
	long got;

	close_in(role, k);
	errno = 0;
	got = syscall(c->n, c->at[0], c->at[1], c->at[2], c->at[3], c->at[4],
	    c->at[5]);
	/* Landlock's word for what would leave its folder is EXDEV. */
	_exit(got == -1 && (errno == EACCES || (errno == EXDEV &&
	    c->but == FILES)) ? REFUSED : THROUGH);
}

static void
try_call(size_t role, const struct call *c, const struct kernel *k)
{
	pid_t pid = fork();
	int got;

	if (pid == 0)
		probe(role, c, k);
	got = wait_child(pid);
	if (got != -SIGSYS && got != REFUSED)
		ok(false, "%s: %s as %s, %s Landlock: %d", roles[role].name,
		    c->name, k->nobody ? "nobody" : "root", k->landlock ?
		    "with" : "without", got);
}

static bool
may(size_t role, const struct call *c, const struct kernel *k)
{
	return (c->but == NETWORK && has_network(role)) ||
	    (c->but == FILES && role == KEEPER &&
	    (!k->landlock || landlock_version() < 3));
}

static void
test_forbidden(void)
{
	for (size_t role = 0; role < ROLES; role++)
		for (int i = 0; i < 4; i++) {
			const struct kernel k = { i & 1, i & 2 };
			size_t n = 0;

			for (size_t c = 0; c < COUNT(calls); c++)
				if (!may(role, &calls[c], &k)) {
					try_call(role, &calls[c], &k);
					n++;
				}
			ok(n > 80, "%s: %zu calls refused as %s, %s Landlock",
			    roles[role].name, n, k.nobody ? "nobody" :
			    "root", k.landlock ? "with" : "without");
		}
}

/* ---- what they may */

static int
connect_to(uint16_t to)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons(to),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	return fd == -1 ? -1 : connect(fd, (struct sockaddr *)&at,
	    sizeof(at));
}

static bool
work(void)
{
	struct pollfd p = { STDIN_FILENO, POLLIN, 0 };

	for (size_t n = 1; n < (64u << 20); n *= 4) {
		char *at = malloc(n);

		if (at == NULL)
			return false;
		memset(at, 1, n);
		free(at);
	}
	(void)poll(&p, 1, 0);
	sandbox_allow_cpu(5);
	return true;
}

static bool
reach_server(void)
{
	return connect_to(port) == 0;
}

static bool
ask_name_server(void)
{
	return socket(AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0) != -1 ||
	    errno == EAFNOSUPPORT;
}

static bool
keep_file(void)
{
	struct err err;

	return file_write(inside_path, span_str("a key"), 0600, &err) == 0 &&
	    unlink(inside_path) == 0;
}

static bool
abort_itself(void)
{
	abort();
}

static bool
spin(void)
{
	sandbox_allow_cpu(1);
	for (volatile int i = 0; i >= 0; i ^= 1)
		;
	return false;
}

static char *code;

static bool
write_code(void)
{
	code[0] = 1;
	return true;
}

static bool
read_code(void)
{
	return code[0] == 0;
}

static const struct {
	const char *name;
	bool (*does)(void);
	int ends;
	unsigned who;			/* bits */
} allowed[] = {
	{ "ordinary work", work, 0, ~0u },
	{ "abort()", abort_itself, -SIGABRT, ~0u },
	{ "no end", spin, -SIGPROF, 1 << READER | 1 << RESOLVER },
	{ "its server", reach_server, 0, 1 << SOURCE | 1 << STAMPER |
	    1 << RESOLVER },
	{ "a name server", ask_name_server, 0, 1 << RESOLVER },
	{ "a file of its folder", keep_file, 0, 1 << KEEPER },
	{ "machine code is there", read_code, 0, ~0u },
	{ "and cannot be written", write_code, -SIGSEGV, ~0u },
};

static void
test_allowed(void)
{
	for (size_t i = 0; i < COUNT(allowed); i++)
		for (size_t role = 0; role < ROLES; role++) {
			const struct kernel k = { true, true };
			pid_t pid;

			if ((allowed[i].who & 1u << role) == 0)
				continue;
			pid = fork();
			if (pid == 0) {
				close_in(role, &k);
				_exit(allowed[i].does() ? 0 : 1);
			}
			is_int(wait_child(pid), allowed[i].ends,
			    allowed[i].name);
		}
}

/* ---- Landlock alone */

static void __attribute__((noreturn))
try_landlock(uint16_t another)
{
	const struct landlock_gaps gaps = { folder, port, false };
	int version = landlock_version(), wrong = 0;
	struct err err;

	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == -1 ||
	    landlock_enter(&gaps, &err) != 0)
		_exit(NOT_ENTERED);
	wrong |= open(outside_path, O_RDONLY) != -1 || errno != EACCES;
	wrong |= file_write(inside_path, span_str("x"), 0600, &err) != 0;
	wrong |= (unlink(inside_path) != 0) << 1;
	if (version >= 4) {
		wrong |= (connect_to(port) != 0) << 2;
		wrong |= (connect_to(another) == 0 || errno != EACCES) << 3;
	}
	if (version >= 6)
		wrong |= (kill(getppid(), 0) == 0 || errno != EPERM) << 4;
	_exit(wrong);
}

static void
test_landlock(void)
{
	pid_t pid = -1;

	if (landlock_version() == 0) {
		ok(true, "Landlock # SKIP this kernel has none");
		return;
	}
	pid = fork();
	if (pid == 0)
		try_landlock((uint16_t)(port ^ 1));
	is_int(wait_child(pid), 0, "Landlock");
}

/* ---- a kernel that has no seccomp */

static void
test_refused(void)
{
	for (size_t role = 0; role < ROLES; role++) {
		pid_t pid = fork();

		if (pid == 0) {
			struct err err;

			take_away(SCMP_SYS(prctl), PR_SET_SECCOMP, EINVAL);
			take_away(SCMP_SYS(seccomp), 0, ENOSYS);
			_exit(roles[role].enter(&err) == -1 ? 0 : 1);
		}
		is_int(wait_child(pid), 0, "without seccomp nothing is "
		    "entered");
	}
}

/* ---- limits, and who may look into it */

static const char *const limits[] = {
	"Max core file size        0 ", "Max processes             0 ",
};

static void
look_at(pid_t pid, size_t role)
{
	CLEANUP(buf_done) struct buf text = { .max = 65536 };
	char path[64];
	struct stat st;
	struct err err;

	snprintf(path, sizeof(path), "/proc/%d/limits", (int)pid);
	is_int(file_read(path, &text, &err), 0, roles[role].name);
	for (size_t i = 0; i < COUNT(limits); i++)
		ok(strstr(buf_str(&text), limits[i]) != NULL, "%s: %s",
		    roles[role].name, limits[i]);
	ok(strstr(buf_str(&text), role == KEEPER ?
	    "Max file size             65536 " :
	    "Max file size             0 ") != NULL, "%s: file size",
	    roles[role].name);
	ok(strstr(buf_str(&text), "Max open files            4 ") != NULL ||
	    strstr(buf_str(&text), "Max open files            16 ") != NULL,
	    "%s: descriptors", roles[role].name);
	ok(strstr(buf_str(&text), "Max address space         unlimited") ==
	    NULL, "%s: memory", roles[role].name);
	is_int(stat(path, &st), 0, path);
	ok(geteuid() != 0 || st.st_uid == 0, "%s: nobody may look into it",
	    roles[role].name);
}

static void
test_limits(void)
{
	for (size_t role = 0; role < ROLES; role++) {
		const struct kernel k = { true, true };
		int go[2], entered[2];
		pid_t pid;
		char c = 0;

		if (pipe(go) == -1 || pipe(entered) == -1)
			printf("Bail out! no pipe\n");
		pid = fork();
		if (pid == 0) {
			dup2(go[0], 0);
			dup2(entered[1], 1);
			close_range(3, ~0U, 0);
			close_in(role, &k);
			_exit(write(1, &c, 1) == 1 && read(0, &c, 1) == 1 ?
			    0 : 1);
		}
		close(entered[1]);
		is_int((int)read(entered[0], &c, 1), 1, roles[role].name);
		look_at(pid, role);
		is_int((int)write(go[1], &c, 1), 1, "on");
		is_int(wait_child(pid), 0, "it works on");
		close(go[0]);
		close(go[1]);
		close(entered[0]);
	}
}

static void
set_up(void)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(at);
	struct err err;

	server = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(server, (struct sockaddr *)&at, n) == -1 ||
	    listen(server, 64) == -1 ||
	    getsockname(server, (struct sockaddr *)&at, &n) == -1 ||
	    mkdtemp(folder) == NULL || mkdtemp(other) == NULL ||
	    chmod(folder, 0777) == -1 || chmod(other, 0777) == -1)
		printf("Bail out! no place\n");
	port = ntohs(at.sin_port);
	snprintf(inside_path, sizeof(inside_path), "%s/file", folder);
	snprintf(outside_path, sizeof(outside_path), "%s/file", other);
	snprintf(memory_path, sizeof(memory_path), "/proc/%d/mem",
	    (int)getpid());
	if (file_write(outside_path, span_str("x"), 0666, &err) == -1 ||
	    chmod(outside_path, 0666) == -1)
		printf("Bail out! %s\n", err.text);
	code = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

int
main(void)
{
#ifdef SANITIZED
	printf("1..0 # SKIP the sanitizers need a looser sandbox\n");
	return 0;
#endif
#ifdef COVERAGE
	printf("1..0 # SKIP a build for coverage has no sandbox\n");
	return 0;
#endif
	set_up();
	test_allowed();
	test_forbidden();
	test_landlock();
	test_refused();
	test_limits();
	unlink(outside_path);
	rmdir(folder);
	rmdir(other);
	return tap_done();
}
