/*
 * Who the server is: its certificate chain checked with OpenSSL before any
 * credential is sent, because libetpan checks nothing.
 */
#ifndef SOURCE_TRUST_H
#define SOURCE_TRUST_H

#include "base/err.h"
#include "base/span.h"

/* chain[0] is the server's own certificate, DER.  ca_file NULL: the
 * system's store.  EX_UNAVAILABLE and the reason when it does not hold. */
int trust_check(const struct span *chain, size_t n, const char *host,
	const char *ca_file, struct err *) MUST_USE;

#endif
