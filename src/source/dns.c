#include "source/dns.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <resolv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/endpoint.h"
#include "base/file.h"
#include "conf/config.h"
#include "read/dkim/dns_answer.h"

/* Of one question to one server: it is asked again in hours anyway. */
#define TRY_S 3
#define TRIES 2

struct dns {
	struct __res_state state;
	char server[64];	/* the first that is asked */
	unsigned char answer[NS_MAXMSG];
};

/* The library keeps an IPv6 address in memory of its own, and frees that. */
static void
use_server(struct dns *d, const struct endpoint *e)
{
	struct __res_state *s = &d->state;

	s->nscount = 1;
	if (e->at.any.sa_family == AF_INET) {
		s->nsaddr_list[0] = e->at.v4;
		return;
	}
	s->nsaddr_list[0].sin_family = 0;
	free(s->_u._ext.nsaddrs[0]);
	s->_u._ext.nsaddrs[0] = mem_get(1, sizeof(e->at.v6));
	*s->_u._ext.nsaddrs[0] = e->at.v6;
}

static void
name_server(struct dns *d)
{
	struct __res_state *s = &d->state;
	const struct sockaddr_in6 *v6 = s->_u._ext.nsaddrs[0];

	if (s->nscount == 0)
		return;
	if (s->nsaddr_list[0].sin_family == AF_INET)
		inet_ntop(AF_INET, &s->nsaddr_list[0].sin_addr, d->server,
		    sizeof(d->server));
	else if (v6 != NULL)
		inet_ntop(AF_INET6, &v6->sin6_addr, d->server,
		    sizeof(d->server));
}

int
dns_open(const char *server, struct dns **out, struct err *err)
{
	struct dns *d = mem_get(1, sizeof(*d));
	struct endpoint e;

	if (res_ninit(&d->state) == -1) {
		free(d);
		return err_set(err, EX_OSERR, "the resolver of the C library "
		    "does not start");
	}
	/* config_load took the same text */
	if (server != NULL && endpoint_parse(server, RESOLVER_PORT, &e))
		use_server(d, &e);
	d->state.retrans = TRY_S;
	d->state.retry = TRIES;
	d->state.options |= RES_USE_EDNS0;
	name_server(d);
	*out = d;
	return 0;
}

/* The library does not say how long an answer without records is. */
static void
take_error(struct dns *d, struct key_record *k)
{
	const HEADER *h = (const HEADER *)(const void *)d->answer;

	k->answer = d->state.res_h_errno == HOST_NOT_FOUND ? ANSWER_NO_NAME :
	    d->state.res_h_errno == NO_DATA ? ANSWER_NO_RECORD : ANSWER_NONE;
	if (k->answer != ANSWER_NONE && (d->state.options & RES_TRUSTAD) != 0)
		k->secure = h->ad ? SECURE_YES : SECURE_NO;
}

void
dns_ask(struct dns *d, const char *selector, const char *domain,
    struct key_record *k)
{
	char name[DOMAIN_NAME_MAX + 1];
	int n;

	*k = (struct key_record){ .answer = ANSWER_NONE,
		.asked_ms = MOMENT_NONE };
	snprintf(k->resolver, sizeof(k->resolver), "%s", d->server);
	snprintf(name, sizeof(name), "%s._domainkey.%s", selector, domain);
	memset(d->answer, 0, sizeof(HEADER));
	n = res_nquery(&d->state, name, ns_c_in, ns_t_txt, d->answer,
	    sizeof(d->answer));
	if (n < 0)
		take_error(d, k);
	else
		dns_answer_read(span_of(d->answer, (size_t)n),
		    (d->state.options & RES_TRUSTAD) != 0, k);
}
