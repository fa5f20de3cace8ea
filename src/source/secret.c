#include "source/secret.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/file.h"

#define SECRET_MAX 16384	/* OAuth tokens are long */

void
secret_forget(char **s)
{
	if (*s != NULL)
		explicit_bzero(*s, strlen(*s));
	free(*s);
	*s = NULL;
}

static int
from_command(const char *command, struct buf *out, struct err *err)
{
	FILE *f = popen(command, "re");
	size_t n;
	char piece[1024];
	int status;

	if (f == NULL)
		return err_errno(err, EX_OSERR, "password_command");
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
		buf_add(out, piece, n);
	explicit_bzero(piece, sizeof(piece));
	status = pclose(f);
	if (status == -1 || !WIFEXITED(status) || WEXITSTATUS(status) != 0)
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
	    from_command(a->password_command, &text, err);

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
