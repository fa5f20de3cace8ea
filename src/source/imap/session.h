/*
 * A session: connected to an IMAP server that showed who it is, and logged
 * in.  Also how libetpan's codes become problems and sentences.
 */
#ifndef SOURCE_IMAP_SESSION_H
#define SOURCE_IMAP_SESSION_H

#include <libetpan/libetpan.h>

#include "source/source.h"

#define NETWORK_TIMEOUT_S 60

struct session {
	const struct account *account;
	mailimap *imap;		/* NULL before session_open */
};

/* TLS as configured, the server's chain and name checked before any
 * credential is sent, then the login. */
int session_open(struct session *, const struct account *,
	enum problem *why, struct err *) MUST_USE;
void session_done(struct session *);

bool session_went_well(int code);
/* *why and "doing: what is wrong"; always -1. */
int session_err(int code, enum problem *why, struct err *,
	const char *doing);
int session_fail(enum problem *why, enum problem, struct err *,
	const char *text);

#endif
