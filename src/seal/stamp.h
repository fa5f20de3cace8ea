/*
 * One timestamp (RFC 3161): the query for it and the reply to it.  What is
 * stamped is a head of the ledger, which is a SHA-256 digest already, so
 * `openssl ts -verify -digest HEAD` checks the same anywhere.  The door to
 * OpenSSL's timestamps.
 */
#ifndef SEAL_STAMP_H
#define SEAL_STAMP_H

#include <stdint.h>

#include "base/buf.h"
#include "base/digest.h"

#define STAMP_MAX ((size_t)64 * 1024)	/* bytes of a reply, of a PEM file */
#define STAMP_SERIAL_TEXT 96
#define STAMP_POLICY_TEXT 80

enum stamp_end {
	STAMP_HOLDS,
	STAMP_NO_REPLY,		/* no reply of RFC 3161, or not to its end */
	STAMP_REJECTED,		/* a reply that says no */
	STAMP_OTHER,		/* of something else */
	STAMP_REPLAYED,		/* of another query */
	STAMP_NO_CERTIFICATES,	/* the PEM holds none that can be read */
	STAMP_UNSIGNED,		/* not signed by whom the PEM vouches for */
	STAMP_ENDS
};

/* What a reply says of itself. */
struct stamp {
	int64_t at_ms;		/* genTime */
	char serial[STAMP_SERIAL_TEXT];	/* hex */
	char policy[STAMP_POLICY_TEXT];	/* dotted */
	char why[200];		/* of an end that is not STAMP_HOLDS, in the
				 * library's words; "" when it has none */
};

/* The query, with a nonce, that asks for the signer's certificate. */
int stamp_ask(const struct digest *, struct buf *query, struct err *)
	MUST_USE;
/* The reply to that query; without one, a reply that was kept.  Certificates
 * are judged as of genTime, so that a reply holds after they expired. */
enum stamp_end stamp_check(struct span reply, const struct digest *,
	struct span certificates, const struct span *query, struct stamp *);
/* Whether there is a certificate in it. */
bool stamp_is_pem(struct span);
/* genTime alone, without judging anything; false: it is no reply. */
bool stamp_time(struct span reply, int64_t *at_ms);
/* "is not signed by an authority of the certificates" */
const char *stamp_words(enum stamp_end);

#endif
