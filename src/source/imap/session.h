/*
 * A session: connected to an IMAP server that showed who it is, and logged
 * in.  Also how libetpan's codes become problems and sentences.
 */
#ifndef SOURCE_IMAP_SESSION_H
#define SOURCE_IMAP_SESSION_H

#include <libetpan/libetpan.h>

#include "source/addresses.h"
#include "source/source.h"
#include "source/trust.h"

#define NETWORK_TIMEOUT_S 60

struct session {
	const struct account *account;
	mailimap *imap;		/* NULL before it is connected */
	/* what is read before the walls, for after */
	char *secret;		/* NULL: used, and wiped */
	struct trust *trust;	/* NULL: without TLS */
	struct host_addresses addresses;
};

/*
 * Reads the secret and whom to trust and finds the host; then enters the
 * source's sandbox, and only then the first byte of the server is read: TLS as
 * configured, its chain and name checked before any credential is sent, then
 * the login.  So a process makes one connection and no more.
 *
 * `token` is as in source.h.
 */
int session_open(struct session *, const struct account *, struct token *,
	enum problem *why, struct err *) MUST_USE;
void session_done(struct session *);

bool session_went_well(int code);
/* *why and "doing: what is wrong"; always -1. */
int session_err(int code, enum problem *why, struct err *,
	const char *doing);
int session_fail(enum problem *why, enum problem, struct err *,
	const char *text);

#endif
