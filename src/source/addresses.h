/*
 * Where a host is: its addresses, found out before a process closes itself in,
 * and the connection made from them after.
 */
#ifndef SOURCE_ADDRESSES_H
#define SOURCE_ADDRESSES_H

#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>

#include "base/err.h"

#define ADDRESSES_MAX 8

struct host_addresses {
	struct sockaddr_storage at[ADDRESSES_MAX];
	socklen_t size[ADDRESSES_MAX];
	size_t n;
};

/* EX_UNAVAILABLE: "the host H is not found: ...". */
int addresses_find(const char *host, uint16_t port, struct host_addresses *,
	struct err *) MUST_USE;
/* A connected socket that does not block, from the first that answers within
 * so many milliseconds each; -1: none does. */
int addresses_connect(const struct host_addresses *, int patience_ms);
/* "192.0.2.1", as text. */
#define ADDRESS_TEXT 64
void address_text(const struct host_addresses *, size_t i,
    char out[ADDRESS_TEXT]);

#endif
