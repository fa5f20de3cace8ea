#include "run/child/state.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

static void
state_path(const char *store_path, char *out, size_t size)
{
	snprintf(out, size, "%s.state", store_path);
}

int
state_open(const char *store_path, int *fd, struct err *err)
{
	char path[4096];

	state_path(store_path, path, sizeof(path));
	*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (*fd == -1)
		return err_errno(err, EX_CANTCREAT, "%s", path);
	for (int i = 0; i < STATE_PARTS; i++)
		state_say(*fd, (enum state_part)i, "");
	return 0;
}

void
state_say(int fd, enum state_part part, const char *problem)
{
	char text[STATE_BYTES];

	if (fd == -1)
		return;
	memset(text, ' ', sizeof(text));
	text[sizeof(text) - 1] = '\n';
	memcpy(text, problem, strnlen(problem, sizeof(text) - 2));
	if (pwrite(fd, text, sizeof(text), part * STATE_BYTES) < 0)
		return;
}

void
state_hear(const char *store_path, enum state_part part, char out[STATE_BYTES])
{
	CLEANUP(fd_close) int fd = -1;
	char path[4096];
	ssize_t n;

	out[0] = '\0';
	state_path(store_path, path, sizeof(path));
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd == -1 ? 0 : pread(fd, out, STATE_BYTES - 1,
	    part * STATE_BYTES);
	if (n < 0)
		n = 0;
	while (n > 0 && (out[n - 1] == ' ' || out[n - 1] == '\n'))
		n--;
	out[n] = '\0';
}
