/*
 * Addresses with and without a port.
 */
#include <arpa/inet.h>
#include <stdio.h>

#include "base/endpoint.h"
#include "tests/tap.h"

/* `is`: how it is understood; NULL: not at all. */
static const struct {
	const char *text, *is;
} rows[] = {
	{ "192.0.2.1", "192.0.2.1 53" },
	{ "192.0.2.1:5353", "192.0.2.1 5353" },
	{ "2001:db8::1", "2001:db8::1 53" },
	{ "[2001:db8::1]", "2001:db8::1 53" },
	{ "[2001:db8::1]:5353", "2001:db8::1 5353" },
	{ "::1", "::1 53" },
	{ "192.0.2.1:65535", "192.0.2.1 65535" },
	{ "192.0.2.1:65536", NULL },
	{ "192.0.2.1:0", NULL },
	{ "192.0.2.1:", NULL },
	{ "192.0.2.1:x", NULL },
	{ "192.0.2.1:+1", NULL },
	{ ":53", NULL },
	{ "[]:53", NULL },
	{ "[2001:db8::1", NULL },
	{ "[2001:db8::1]x", NULL },
	{ "[2001:db8::1]5353", NULL },
	{ "dns.example", NULL },
	{ "192.0.2.1 ", NULL },
	{ "192.0.2", NULL },
	{ "1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111", NULL },
	{ "", NULL },
};

static void
tell(const struct endpoint *e, char *out, size_t size)
{
	bool v4 = e->at.any.sa_family == AF_INET;
	char name[INET6_ADDRSTRLEN] = "";

	inet_ntop(v4 ? AF_INET : AF_INET6, v4 ? (const void *)
	    &e->at.v4.sin_addr : &e->at.v6.sin6_addr, name, sizeof(name));
	snprintf(out, size, "%s %u", name, ntohs(v4 ? e->at.v4.sin_port :
	    e->at.v6.sin6_port));
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct endpoint e;
		char is[100] = "none";

		if (endpoint_parse(rows[i].text, 53, &e))
			tell(&e, is, sizeof(is));
		is_str(is, rows[i].is == NULL ? "none" : rows[i].is,
		    rows[i].text);
	}
	return tap_done();
}
