#include "run/child/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/crypto.h"
#include "base/day.h"
#include "base/digest.h"
#include "base/sandbox.h"
#include "read/text/icu.h"
#include "run/child/frames.h"

/* Room for a whole batch of ordinary mail, so that both ends keep working. */
#define SOCKET_BUFFER (1 << 20)

static void
reset_signals(void)
{
	static const int all[] = { SIGTERM, SIGINT, SIGHUP, SIGCHLD, SIGPIPE };
	sigset_t none;

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		signal(all[i], SIG_DFL);
	/* Ctrl-C, or a word to the whole group, is the engine's to handle; it
	 * ends its children itself. */
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static void
keep_only(int fd)
{
	int null = open("/dev/null", O_RDWR);

	if (null >= 0) {
		dup2(null, STDIN_FILENO);
		dup2(null, STDOUT_FILENO);
	}
	/* What a child starts, such as a password_command, has no part in the
	 * wire: it would keep it open behind the child's back. */
	if ((fd != 3 && dup2(fd, 3) == -1) ||
	    fcntl(3, F_SETFD, FD_CLOEXEC) == -1)
		_exit(EX_OSERR);
	if (close_range(4, ~0U, 0) == -1)
		_exit(EX_OSERR);
}

static void __attribute__((noreturn))
child_main(int fd, pid_t parent, const char *name,
    int (*body)(struct wire *, void *), void *arg)
{
	struct wire wire;
	struct err err;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(EX_OSERR);
	prctl(PR_SET_NAME, name);
	reset_signals();
	keep_only(fd);
	/* Here already: some have secrets before their walls stand. */
	if (sandbox_hide(&err) == -1)
		_exit(err.code);
	wire_init(&wire, 3);
	/* _exit: what the parent has open and buffered is the parent's. */
	_exit(body(&wire, arg));
}

int
child_start(struct child *c, const char *name,
    int (*body)(struct wire *, void *), void *arg, struct err *err)
{
	int pair[2], size = SOCKET_BUFFER;
	pid_t parent = getpid(), pid;

	/* Most children close themselves in, and can link nothing then. */
	if (crypto_link(err) == -1 || icu_link(err) == -1)
		return -1;
	/* OpenSSL reads its configuration when it is first asked. */
	(void)digest_of(span_str(""));
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == -1)
		return err_errno(err, EX_OSERR, "no socket pair");
	for (int i = 0; i < 2; i++)
		(void)setsockopt(pair[i], SOL_SOCKET, SO_SNDBUF, &size,
		    sizeof(size));
	pid = fork();
	if (pid == -1) {
		close(pair[0]);
		close(pair[1]);
		return err_errno(err, EX_OSERR, "cannot start %s", name);
	}
	/* A group of its own, with the commands it runs; on both sides, since
	 * nobody knows who is first. */
	(void)setpgid(pid, pid == 0 ? 0 : pid);
	if (pid == 0)
		child_main(pair[1], parent, name, body, arg);
	close(pair[1]);
	(void)fcntl(pair[0], F_SETFL, O_NONBLOCK);
	c->pid = pid;
	wire_init(&c->wire, pair[0]);
	c->wire.most = frame_most;
	return 0;
}

int
child_hear(struct child *c, int64_t patience_ms, struct frame *f)
{
	int64_t until = clock_ticks_ms() + patience_ms;

	for (;;) {
		struct pollfd p = { c->wire.fd, POLLIN, 0 };
		int got = frame_next(&c->wire, f);

		if (got == 1)
			return 1;
		if (got == -1 || clock_ticks_ms() >= until)
			return 0;
		if (wire_pending(&c->wire) > 0) {
			p.events |= POLLOUT;
			if (wire_write(&c->wire) == -1)
				return 0;
		}
		(void)poll(&p, 1, 1000);
		if ((p.revents & ~POLLOUT) != 0 && wire_read(&c->wire) <= 0)
			return frame_next(&c->wire, f) == 1;
	}
}

int
child_stop(struct child *c)
{
	int status = 0;

	if (c->pid > 0) {
		/* The group may not be there yet. */
		if (kill(-c->pid, SIGKILL) == -1)
			kill(c->pid, SIGKILL);
		while (waitpid(c->pid, &status, 0) == -1 && errno == EINTR)
			;
	}
	c->pid = 0;
	wire_done(&c->wire);
	return status;
}
