/*
 * The password: from a file or a command, wiped after use.
 */
#ifndef SOURCE_SECRET_H
#define SOURCE_SECRET_H

#include "conf/config.h"

/* malloc'd, without its line end; EX_NOPERM, EX_CONFIG, EX_UNAVAILABLE;
 * EX_TEMPFAIL when the command took too long. */
int secret_get(const struct account *, char **, struct err *) MUST_USE;
/* What SASL PLAIN sends (RFC 4616), in base64; malloc'd. */
char *secret_plain(const char *user, const char *secret);
void secret_forget(char **);	/* for CLEANUP() */

#endif
