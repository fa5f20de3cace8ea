/*
 * The wire's own speed: every message of INBOX in one FETCH, read from the
 * socket and thrown away.
 *
 *	raw_fetch PORT USER PASSWORD
 */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#define LINE_MAX_BYTES 2048

static char buffer[1 << 18];

static int
connect_to(int port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
		.sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct timeval most = { .tv_sec = 20 };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd == -1 || connect(fd, (struct sockaddr *)&at, sizeof(at)) == -1) {
		perror("raw_fetch: connect");
		exit(1);
	}
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof(most));
	return fd;
}

/* Reads until the line that starts with the tag; the number of bytes. */
static size_t
read_to_tag(int fd, const char *tag)
{
	char end[LINE_MAX_BYTES];
	size_t have = 0, n = strlen(tag), total = 0;
	ssize_t got;

	while ((got = read(fd, buffer, sizeof(buffer))) > 0) {
		total += (size_t)got;
		/* the last line is short: keep the stream's last bytes */
		if ((size_t)got >= sizeof(end)) {
			have = sizeof(end);
			memcpy(end, buffer + got - have, have);
		} else {
			size_t keep = sizeof(end) - (size_t)got;

			if (have > keep) {
				memmove(end, end + have - keep, keep);
				have = keep;
			}
			memcpy(end + have, buffer, (size_t)got);
			have += (size_t)got;
		}
		if (have < 2 || end[have - 1] != '\n')
			continue;
		for (size_t i = 0; i + n <= have; i++)
			if (memcmp(end + i, tag, n) == 0 &&
			    (i == 0 || end[i - 1] == '\n'))
				return total;
	}
	fprintf(stderr, "raw_fetch: the connection ended\n");
	exit(1);
}

static size_t
ask(int fd, const char *command, const char *tag)
{
	size_t n = strlen(command);

	if (write(fd, command, n) != (ssize_t)n) {
		perror("raw_fetch: write");
		exit(1);
	}
	return read_to_tag(fd, tag);
}

int
main(int argc, char **argv)
{
	char login[512];
	int fd;

	if (argc != 4) {
		fprintf(stderr, "raw_fetch PORT USER PASSWORD\n");
		return 64;
	}
	fd = connect_to(atoi(argv[1]));
	read_to_tag(fd, "* OK");
	snprintf(login, sizeof(login), "a LOGIN %s %s\r\n", argv[2], argv[3]);
	ask(fd, login, "a OK ");
	ask(fd, "b EXAMINE INBOX\r\n", "b OK ");
	printf("%zu\n", ask(fd, "c UID FETCH 1:* BODY.PEEK[]\r\n", "c OK "));
	close(fd);
	return 0;
}
