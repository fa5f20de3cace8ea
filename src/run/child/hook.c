#include "run/child/hook.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/backoff.h"
#include "base/day.h"
#include "base/shell.h"

/* The text is in the pipe before the command is: one that got nothing would
 * succeed, too.  Nobody reads yet, so writing must not wait. */
static pid_t
hook_spawn(const char *command, const char *text)
{
	ssize_t len = (ssize_t)strlen(text);
	int pipes[2];
	pid_t pid;

	if (pipe2(pipes, O_CLOEXEC) == -1)
		return -1;
	/* our end only */
	fcntl(pipes[1], F_SETFL, O_NONBLOCK);
	pid = write(pipes[1], text, (size_t)len) != len ? -1 :
	    shell_start(command, pipes[0], STDIN_FILENO, true);
	close(pipes[0]);
	close(pipes[1]);
	return pid;
}

bool
hook_start(struct hook *e, const char *command, const char *text)
{
	pid_t pid = hook_spawn(command, text);

	*e = (struct hook){ pid > 0 ? pid : 0, clock_ticks_ms() };
	return pid > 0;
}

enum hook_end
hook_look(struct hook *e, int64_t most_ms)
{
	int status;
	pid_t got = waitpid(e->pid, &status, WNOHANG);

	if (got == 0 && clock_ticks_ms() - e->started_ms < most_ms)
		return HOOK_RUNS;
	if (got == 0) {
		hook_stop(e);
		return HOOK_LATE;
	}
	e->pid = 0;
	return got > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0 ?
	    HOOK_DONE : HOOK_FAILED;
}

bool
hook_runs(const struct hook *e)
{
	return e->pid > 0;
}

void
hook_stop(struct hook *e)
{
	if (e->pid > 0) {
		/* The group may not be there yet. */
		if (kill(-e->pid, SIGKILL) == -1)
			kill(e->pid, SIGKILL);
		while (waitpid(e->pid, NULL, 0) == -1 && errno == EINTR)
			;
	}
	e->pid = 0;
}

int64_t
hook_retry_ms(int failures)
{
	return backoff_ms(HOOK_RETRY_MS, HOOK_RETRY_MOST_MS,
	    failures - 1);
}
