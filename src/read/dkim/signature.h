/*
 * What a message bears to show where it is from, read from its header
 * without any key: DKIM-Signature (RFC 6376), and what the account's own
 * server states in Authentication-Results (RFC 8601) and the ARC fields
 * (RFC 8617).  Pure; hostile input.
 */
#ifndef READ_DKIM_SIGNATURE_H
#define READ_DKIM_SIGNATURE_H

#include "model/dkim.h"
#include "model/letter.h"

struct signature_context {
	const char *authserv_id;	/* "": nobody's word is kept */
	int64_t received_ms;	/* x= is held against it; MOMENT_NONE */
};

/* The first DKIM_SIGNATURES_MAX of them, from the top; the others are
 * counted. */
void signatures_read(struct span message, const struct signature_context *,
	struct signatures *out);
/* Whether signatures_read may find anything; with `trusts`, there is an
 * authserv_id.  It costs next to nothing. */
bool signature_is_borne(const struct letter *, bool trusts);
/* One field's value. */
void signature_read(struct span value, int64_t received_ms,
	struct signature *out);

#endif
