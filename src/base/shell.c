#include "base/shell.h"

#include <signal.h>
#include <unistd.h>

pid_t
shell_start(const char *command, int fd, int as, bool own_group)
{
	pid_t pid = fork();
	sigset_t none;

	if (pid != 0)
		return pid;
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (own_group)
		setpgid(0, 0);
	dup2(fd, as);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}
