#include "base/endpoint.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/span.h"

#define PORT_MAX 65535

static bool
parse_port(struct span s, uint16_t *out)
{
	int64_t v = 0;

	if (!span_number(s, 5, &v))
		return false;
	*out = (uint16_t)v;
	return v > 0 && v <= PORT_MAX;
}

/* What stands before the port; false: the port is none. */
static bool
endpoint_split(struct span text, struct span *host, uint16_t *port)
{
	ptrdiff_t colon, end;

	*host = text;
	if (text.len > 0 && text.at[0] == '[') {
		end = span_ifind(text, "]");
		if (end == -1)
			return false;
		*host = span_of(text.at + 1, (size_t)end - 1);
		text = span_from(text, (size_t)end + 1);
		return text.len == 0 || (text.at[0] == ':' &&
		    parse_port(span_from(text, 1), port));
	}
	colon = span_ifind(text, ":");
	/* Two colons without brackets: all of it is an address. */
	if (colon == -1 || span_ifind(span_from(text, (size_t)colon + 1),
	    ":") != -1)
		return true;
	*host = span_of(text.at, (size_t)colon);
	return parse_port(span_from(text, (size_t)colon + 1), port);
}

bool
endpoint_parse(const char *text, uint16_t port, struct endpoint *out)
{
	char name[INET6_ADDRSTRLEN];
	struct span host;

	memset(out, 0, sizeof(*out));
	if (!endpoint_split(span_str(text), &host, &port) || host.len == 0 ||
	    host.len >= sizeof(name))
		return false;
	memcpy(name, host.at, host.len);
	name[host.len] = '\0';
	if (inet_pton(AF_INET, name, &out->at.v4.sin_addr) == 1) {
		out->at.v4.sin_family = AF_INET;
		out->at.v4.sin_port = htons(port);
		return true;
	}
	if (inet_pton(AF_INET6, name, &out->at.v6.sin6_addr) != 1)
		return false;
	out->at.v6.sin6_family = AF_INET6;
	out->at.v6.sin6_port = htons(port);
	return true;
}
