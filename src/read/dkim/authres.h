/*
 * Authentication-Results (RFC 8601): what the account's own server says of
 * the signatures it checked.
 *
 * Whoever writes a mail can write such a field, too.  Only the topmost one
 * that bears the server's own authserv-id and speaks of DKIM is believed: a
 * server puts its own above what came in, and takes out forged ones.
 */
#ifndef READ_DKIM_AUTHRES_H
#define READ_DKIM_AUTHRES_H

#include "base/buf.h"
#include "base/strings.h"
#include "model/letter.h"

/* A signature of one of the domains, or of one below it, passed.  False, too,
 * when authserv_id is NULL: then nobody's word is trusted. */
bool authres_dkim_pass(const struct letter *, const char *authserv_id,
	const struct strings *domains);
/* The results of one field in short, "dkim=pass example.org, spf=none":
 * methods, results and domains only.  false: it is another server's. */
bool authres_summary(struct span value, const char *authserv_id,
	struct buf *out);

#endif
