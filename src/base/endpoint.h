/*
 * An address and a port as people write them: 192.0.2.1, 192.0.2.1:5353,
 * 2001:db8::1, [2001:db8::1]:5353.  No names: nothing is looked up.
 */
#ifndef BASE_ENDPOINT_H
#define BASE_ENDPOINT_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stdint.h>

struct endpoint {
	union {
		struct sockaddr any;
		struct sockaddr_in v4;
		struct sockaddr_in6 v6;
	} at;
};

/* `port` where the text has none. */
bool endpoint_parse(const char *text, uint16_t port, struct endpoint *);

#endif
