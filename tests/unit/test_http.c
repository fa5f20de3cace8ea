/*
 * HTTP where nobody answers well; answers are tried by timestamps.py.
 */
#include <arpa/inet.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/day.h"
#include "source/http.h"
#include "tests/tap.h"

#define PATIENCE_MS 300

static struct err err;

/* A port of our own: connections are made by the system and nobody takes
 * them, or there are none. */
static int
open_port(bool listens, char url[64])
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t n = sizeof(at);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (bind(fd, (struct sockaddr *)&at, n) == -1 ||
	    (listens && listen(fd, 4) == -1) ||
	    getsockname(fd, (struct sockaddr *)&at, &n) == -1)
		printf("Bail out! no port\n");
	snprintf(url, 64, "http://127.0.0.1:%d/", ntohs(at.sin_port));
	return fd;
}

static int
ask(const char *url)
{
	CLEANUP(buf_done) struct buf out = { .max = 1024 };
	const struct http_post post = { url, "application/a",
		"application/b", span_str("x"), PATIENCE_MS };

	CLEANUP(http_close) struct http *http = NULL;

	return http_open(url, &http, &err) == -1 ? -1 :
	    http_ask(http, &post, &out, &err);
}

/* Each version of the library has words of its own; `word` is in all of them.
 * Where it was asked is in none. */
static void
is_told(const char *word, const char *what)
{
	static const char head[] = "does not answer: ";
	bool good = strncmp(err.text, head, sizeof(head) - 1) == 0 &&
	    strstr(err.text + sizeof(head) - 1, word) != NULL &&
	    strstr(err.text, "127.0.0.1") == NULL &&
	    strchr(err.text, '\n') == NULL;

	if (!ok(good, "%s", what))
		printf("# got:  %s\n", err.text);
}

static void
test_silence(void)
{
	char url[64];
	int fd = open_port(true, url);
	int64_t start = clock_ticks_ms();

	/* It would never say anything: that this comes back is the test. */
	is_int(ask(url), -1, "who says nothing");
	is_told("Timeout", "is left");
	ok(clock_ticks_ms() - start >= PATIENCE_MS, "and not at once");
	close(fd);
}

static void __attribute__((noreturn))
serve_fields(int fd)
{
	static const char head[] = "HTTP/1.1 200 OK\r\n",
	    field[] = "X-Field: ........................................\r\n";
	int to = accept(fd, NULL, NULL);
	bool good = write(to, head, sizeof(head) - 1) > 0;

	while (good)
		good = write(to, field, sizeof(field) - 1) > 0;
	_exit(0);
}

static void
test_header(void)
{
	char url[64];
	int fd = open_port(true, url);
	pid_t pid = fork();

	if (pid == 0)
		serve_fields(fd);
	is_int(ask(url), -1, "a header without an end");
	is_str(err.text, "answers with a header of more than 65536 bytes",
	    "is read so far");
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
	close(fd);
}

static void
test_nobody(void)
{
	char url[64];
	int fd = open_port(false, url);

	is_int(ask(url), -1, "nobody there");
	is_told("connect", "is told, and not where");
	close(fd);
}

static void
test_schemes(void)
{
	static const char *const urls[] = { "file:///etc/hostname",
		"ftp://127.0.0.1/", "gopher://127.0.0.1/", "smb://x/", "x" };

	for (size_t i = 0; i < sizeof(urls) / sizeof(urls[0]); i++) {
		ok(ask(urls[i]) == -1, "%s is not asked", urls[i]);
		printf("# %s\n", err.text);
	}
}

int
main(void)
{
	static const char *const proxies[] = { "http_proxy", "all_proxy",
		"ALL_PROXY" };

	for (size_t i = 0; i < sizeof(proxies) / sizeof(proxies[0]); i++)
		unsetenv(proxies[i]);
	test_silence();
	test_header();
	test_nobody();
	test_schemes();
	return tap_done();
}
