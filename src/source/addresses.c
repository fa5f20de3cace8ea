#include "source/addresses.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void
found_free(struct addrinfo **a)
{
	if (*a != NULL)
		freeaddrinfo(*a);
}

int
addresses_find(const char *host, uint16_t port, struct host_addresses *out,
    struct err *err)
{
	const struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
		.ai_protocol = IPPROTO_TCP };
	CLEANUP(found_free) struct addrinfo *found = NULL;
	char service[8];
	int got;

	snprintf(service, sizeof(service), "%u", port);
	got = getaddrinfo(host, service, &hints, &found);
	if (got != 0)
		return err_set(err, EX_UNAVAILABLE,
		    "the host %s is not found: %s", host, gai_strerror(got));
	out->n = 0;
	for (const struct addrinfo *a = found; a != NULL &&
	    out->n < ADDRESSES_MAX; a = a->ai_next) {
		if ((a->ai_family != AF_INET && a->ai_family != AF_INET6) ||
		    a->ai_addrlen > sizeof(out->at[0]))
			continue;
		memcpy(&out->at[out->n], a->ai_addr, a->ai_addrlen);
		out->size[out->n++] = a->ai_addrlen;
	}
	return 0;
}

/* Whether it stands by then. */
static bool
is_connected(int fd, int patience_ms)
{
	struct pollfd p = { fd, POLLOUT, 0 };
	socklen_t size = sizeof(int);
	int failed = 0;

	while (poll(&p, 1, patience_ms) == -1)
		if (errno != EINTR)
			return false;
	return p.revents != 0 && getsockopt(fd, SOL_SOCKET, SO_ERROR, &failed,
	    &size) == 0 && failed == 0;
}

static int
try_one(const struct sockaddr_storage *at, socklen_t size, int patience_ms)
{
	int fd = socket(at->ss_family,
	    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd == -1)
		return -1;
	if (connect(fd, (const struct sockaddr *)at, size) == 0 ||
	    (errno == EINPROGRESS && is_connected(fd, patience_ms)))
		return fd;
	close(fd);
	return -1;
}

int
addresses_connect(const struct host_addresses *a, int patience_ms)
{
	int fd = -1;

	for (size_t i = 0; fd == -1 && i < a->n; i++)
		fd = try_one(&a->at[i], a->size[i], patience_ms);
	return fd;
}

void
address_text(const struct host_addresses *a, size_t i, char out[ADDRESS_TEXT])
{
	if (getnameinfo((const struct sockaddr *)&a->at[i], a->size[i], out,
	    ADDRESS_TEXT, NULL, 0, NI_NUMERICHOST) != 0)
		out[0] = '\0';
}
