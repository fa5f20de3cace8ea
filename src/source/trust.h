/*
 * Who the server is: its certificate chain checked with OpenSSL before any
 * credential is sent, because libetpan checks nothing.
 */
#ifndef SOURCE_TRUST_H
#define SOURCE_TRUST_H

#include "base/err.h"
#include "base/span.h"

struct trust;

/* Reads whom to trust; nothing is read later on.  ca_file NULL: the system's
 * store.  EX_CONFIG when there is nobody in it. */
int trust_open(const char *ca_file, struct trust **, struct err *) MUST_USE;
void trust_close(struct trust *);
void trust_cleanup(struct trust **);	/* for CLEANUP() */
/* chain[0] is the server's own certificate, DER.  EX_UNAVAILABLE and the
 * reason when it does not hold. */
int trust_check(const struct trust *, const struct span *chain, size_t n,
	const char *host, struct err *) MUST_USE;
/* The same for a chain in PEM, from the server's own on. */
int trust_check_pem(const struct trust *, const struct span *chain, size_t n,
	const char *host, struct err *) MUST_USE;

#endif
