/*
 * What a sandboxed process must not do, tried in a child of its own: each
 * probe ends it, and what the reader needs does not.
 */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/sandbox.h"
#include "tests/tap.h"

static void
open_file(void)
{
	(void)!open("/etc/passwd", O_RDONLY);
}

static void
make_socket(void)
{
	(void)!socket(AF_INET, SOCK_STREAM, 0);
}

static void
make_local(void)
{
	(void)!socket(AF_UNIX, SOCK_STREAM, 0);
}

static void
make_server(void)
{
	(void)!listen(socket(AF_INET, SOCK_STREAM, 0), 1);
}

static void
make_process(void)
{
	(void)!fork();
}

static void
run_program(void)
{
	execl("/bin/true", "true", (char *)NULL);
}

static void
bring_code(void)
{
	(void)!mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

/* Refused, not killed: a library may have another way. */
static void
bring_code_refused(void)
{
	char *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at != MAP_FAILED)
		abort();
	at = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (at == MAP_FAILED ||
	    mprotect(at, 4096, PROT_READ | PROT_EXEC) == 0)
		abort();
}

static void
open_to_write(void)
{
	if (open("/dev/null", O_WRONLY) != -1 || errno != EACCES ||
	    open("/dev/null", O_RDWR) != -1 || errno != EACCES)
		abort();
#ifdef SYS_open
	if (syscall(SYS_open, "/dev/null", O_WRONLY) != -1 ||
	    errno != EACCES)
		abort();
#endif
}

/* Its flags are in a struct. */
static void
open_newly(void)
{
	if (syscall(SYS_openat2, AT_FDCWD, "/dev/null", NULL, 0) != -1 ||
	    errno != ENOSYS)
		abort();
}

static void
make_ring(void)
{
	(void)!syscall(SYS_io_uring_setup, 1, NULL);
}

/* The number is the same on every machine that we know. */
static void
change_mode(void)
{
	(void)!syscall(452, AT_FDCWD, "/tmp/floodmark-no-such-file", 0600,
	    AT_SYMLINK_NOFOLLOW);
}

static void
mount_newly(void)
{
	(void)!syscall(SYS_fsopen, "tmpfs", 0);
}

static void
make_node(void)
{
	(void)!mknod("/tmp/floodmark-no-such-folder/x", S_IFIFO | 0600, 0);
}

static void
end_parent(void)
{
	kill(getppid(), 0);
}

static void
watch_parent(void)
{
	ptrace(PTRACE_ATTACH, getppid(), NULL, NULL);
}

static void
remove_file(void)
{
	unlink("/tmp/floodmark-no-such-file");
}

static void
spin(void)
{
	sandbox_allow_cpu(1);
	for (volatile int i = 0;; i++)
		;
}

static void
work(void)
{
	struct pollfd p = { STDIN_FILENO, POLLIN, 0 };

	for (size_t n = 1; n < (64u << 20); n *= 4) {
		char *at = malloc(n);

		if (at == NULL)
			abort();
		memset(at, 1, n);
		free(at);
	}
	(void)poll(&p, 1, 0);
	sandbox_allow_cpu(5);
}

static const struct {
	const char *name;
	int (*enter)(struct err *);
	void (*probe)(void);
	int signal;		/* it dies of; 0: it lives */
} rows[] = {
	{ "reader: ordinary work", sandbox_reader, work, 0 },
	{ "reader: open a file", sandbox_reader, open_file, SIGSYS },
	{ "reader: a socket", sandbox_reader, make_socket, SIGSYS },
	{ "reader: a process", sandbox_reader, make_process, SIGSYS },
	{ "reader: a program", sandbox_reader, run_program, SIGSYS },
	{ "reader: memory to execute", sandbox_reader, bring_code, SIGSYS },
	{ "reader: signals to others", sandbox_reader, end_parent, SIGSYS },
	{ "reader: ptrace", sandbox_reader, watch_parent, SIGSYS },
	{ "reader: unlink", sandbox_reader, remove_file, SIGSYS },
	{ "reader: no end", sandbox_reader, spin, SIGPROF },
	{ "resolver: ordinary work", sandbox_resolver, work, 0 },
	{ "resolver: open a file", sandbox_resolver, open_file, SIGSYS },
	{ "resolver: a socket", sandbox_resolver, make_socket, 0 },
	{ "resolver: a local socket", sandbox_resolver, make_local, SIGSYS },
	{ "resolver: a server", sandbox_resolver, make_server, SIGSYS },
	{ "resolver: a process", sandbox_resolver, make_process, SIGSYS },
	{ "resolver: a program", sandbox_resolver, run_program, SIGSYS },
	{ "resolver: memory to execute", sandbox_resolver, bring_code,
	    SIGSYS },
	{ "resolver: ptrace", sandbox_resolver, watch_parent, SIGSYS },
	{ "resolver: unlink", sandbox_resolver, remove_file, SIGSYS },
	{ "resolver: no end", sandbox_resolver, spin, SIGPROF },
	{ "source: ordinary work", sandbox_source, work, 0 },
	{ "source: reads files", sandbox_source, open_file, 0 },
	{ "source: a socket", sandbox_source, make_socket, 0 },
	{ "source: a program", sandbox_source, run_program, SIGSYS },
	{ "source: memory to execute", sandbox_source, bring_code_refused,
	    0 },
	{ "source: ptrace", sandbox_source, watch_parent, SIGSYS },
	{ "source: unlink", sandbox_source, remove_file, SIGSYS },
	{ "source: opens a file to write", sandbox_source, open_to_write, 0 },
	{ "source: openat2", sandbox_source, open_newly, 0 },
	{ "source: io_uring", sandbox_source, make_ring, SIGSYS },
	{ "source: fchmodat2", sandbox_source, change_mode, SIGSYS },
	{ "source: fsopen", sandbox_source, mount_newly, SIGSYS },
	{ "source: mknod", sandbox_source, make_node, SIGSYS },
};

static int
try_row(size_t i)
{
	pid_t pid = fork();
	int status = 0;

	if (pid == 0) {
		struct err err;

		if (rows[i].enter(&err) == -1)
			_exit(99);
		rows[i].probe();
		_exit(0);
	}
	waitpid(pid, &status, 0);
	return WIFSIGNALED(status) ? WTERMSIG(status) :
	    WEXITSTATUS(status) == 0 ? 0 : -WEXITSTATUS(status);
}

int
main(void)
{
#ifdef SANITIZED
	printf("1..0 # SKIP the sanitizers need a looser sandbox\n");
	return 0;
#endif
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_int(try_row(i), rows[i].signal, rows[i].name);
	return tap_done();
}
