#include "source/secret.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/day.h"
#include "base/file.h"
#include "base/shell.h"

#define SECRET_MAX 16384	/* OAuth tokens are long */
#define LOOK_MS 20		/* whether the command is gone */

void
secret_forget(char **s)
{
	if (*s != NULL)
		explicit_bzero(*s, strlen(*s));
	free(*s);
	*s = NULL;
}

/* The command with a pipe as its output. */
static pid_t
command_start(const char *command, int out[2])
{
	pid_t pid;

	if (pipe2(out, O_CLOEXEC) == -1)
		return -1;
	pid = shell_start(command, out[1], STDOUT_FILENO, false);
	close(out[1]);
	if (pid == -1)
		close(out[0]);
	return pid;
}

/* 1: something came; 0: the end, or what there is when the command is gone:
 * an agent that it left behind may hold the pipe for ever. */
static int
secret_piece(int fd, bool ended, struct buf *out)
{
	struct pollfd p = { fd, POLLIN, 0 };
	char piece[1024];
	ssize_t n;

	if (poll(&p, 1, ended ? 0 : LOOK_MS) <= 0)
		return ended ? 0 : 1;
	n = read(fd, piece, sizeof(piece));
	if (n > 0)
		buf_add(out, piece, (size_t)n);
	explicit_bzero(piece, sizeof(piece));
	return n > 0;
}

/* Its output to the end.  1: it takes too long, or never stops. */
static int
command_listen(pid_t pid, int fd, int64_t until_ms, int *status,
    struct buf *out)
{
	bool ended = false;

	while (!out->over && clock_ticks_ms() < until_ms) {
		ended = ended || waitpid(pid, status, WNOHANG) == pid;
		if (secret_piece(fd, ended, out) == 1)
			continue;
		if (ended)
			return 0;
		poll(NULL, 0, LOOK_MS);
	}
	if (!ended) {
		kill(pid, SIGKILL);
		while (waitpid(pid, status, 0) == -1 && errno == EINTR)
			;
	}
	return 1;
}

static int
from_command(const struct account *a, struct buf *out, struct err *err)
{
	/* It may run twice, and then the server wants its time. */
	int64_t most_ms = a->patience_s * 1000 / 3;
	int fds[2], status = 0, got;
	pid_t pid = command_start(a->password_command, fds);

	if (pid == -1)
		return err_errno(err, EX_OSERR, "password_command");
	got = command_listen(pid, fds[0], clock_ticks_ms() + most_ms, &status,
	    out);
	close(fds[0]);
	if (out->over)
		return err_set(err, EX_CONFIG, "password_command prints more "
		    "than %d bytes; one line would be right", SECRET_MAX);
	if (got == 1)
		return err_set(err, EX_TEMPFAIL, "password_command took "
		    "longer than %lld ms; ended", (long long)most_ms);
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return err_set(err, EX_UNAVAILABLE,
		    "password_command failed (exit %d)",
		    WIFEXITED(status) ? WEXITSTATUS(status) : -1);
	return 0;
}

int
secret_get(const struct account *a, char **out, struct err *err)
{
	CLEANUP(buf_done) struct buf text = { .max = SECRET_MAX };
	struct span s;
	int got = a->password_file != NULL ?
	    file_read(a->password_file, &text, err) :
	    from_command(a, &text, err);

	if (got == -1)
		return -1;
	s = buf_span(&text);
	if (memchr(s.at == NULL ? "" : s.at, '\n', s.len) != NULL)
		s.len = (size_t)((const char *)memchr(s.at, '\n', s.len) -
		    s.at);
	if (s.len > 0 && s.at[s.len - 1] == '\r')
		s.len--;
	if (s.len == 0 || memchr(s.at, '\0', s.len) != NULL)
		return err_set(err, EX_CONFIG, "account %s: the password is "
		    "empty; its first line would be right", a->name);
	*out = str_of(s);
	explicit_bzero(text.at, text.len);
	return 0;
}

char *
secret_plain(const char *user, const char *secret)
{
	size_t n_user = strlen(user), n_secret = strlen(secret);
	size_t n = 1 + n_user + 1 + n_secret;
	char *plain = mem_get(n + 1, 1);
	char *out = mem_get(n / 3 + 2, 4);

	memcpy(plain + 1, user, n_user);
	memcpy(plain + 1 + n_user + 1, secret, n_secret);
	EVP_EncodeBlock((unsigned char *)out, (unsigned char *)plain,
	    (int)n);
	explicit_bzero(plain, n);
	free(plain);
	return out;
}
