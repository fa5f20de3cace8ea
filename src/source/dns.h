/*
 * DNS, as the C library asks it: the question for a DKIM key to the system's
 * servers or to one of the configuration.  The door to the resolver.
 */
#ifndef SOURCE_DNS_H
#define SOURCE_DNS_H

#include "base/err.h"
#include "model/dkim.h"

struct dns;

/* `server` as base/endpoint.h reads it; NULL: those of the system, whose file
 * is read now and never again.  It lives as long as its process. */
int dns_open(const char *server, struct dns **, struct err *) MUST_USE;
/* Waits some seconds at most.  Sets all but asked_ms.  The names are such as
 * signature_can_ask takes. */
void dns_ask(struct dns *, const char *selector, const char *domain,
	struct key_record *);

#endif
