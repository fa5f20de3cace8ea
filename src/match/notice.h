/*
 * Notices: what a platform tells by mail that somebody did there.
 *
 * Such mail is the most forged there is.  It is a notice only when the
 * account's own server says that the platform signed it (read/dkim/authres.h);
 * else it is e-mail that claims to be one.
 */
#ifndef MATCH_NOTICE_H
#define MATCH_NOTICE_H

#include "conf/people.h"
#include "match/regex.h"
#include "model/letter.h"
#include "model/verdict.h"

struct notices;

/* Compiles the patterns of all platforms; a bad one, or one without a group
 * `who` or `handle`, is "file:line:column: …", EX_CONFIG.  The people must
 * outlive it. */
int notices_new(const struct people *, struct notices **, struct err *)
	MUST_USE;
void notices_free(struct notices *);

enum notice_trust {
	NOTICE_NONE,		/* from no platform */
	NOTICE_CLAIMED,		/* it only says so */
	NOTICE_TRUSTED,		/* the platform's signature passed */
};

struct notice {
	enum notice_trust trust;
	const struct platform *platform;	/* NULL for NOTICE_NONE */
};

/* Decided before any matching: it settles the channel. */
struct notice notice_decide(const struct notices *, const struct letter *,
	const struct account *);
/* Calls `find` for every person that the notice names, once each: BY_NOTICE
 * when it is trusted, else BY_NAME or BY_HANDLE.  The finding's field is the
 * platform's id, its identifier as configured. */
void notice_match(const struct notices *, struct notice,
	struct regex_scratch *, const struct letter *,
	void (*find)(void *, struct finding), void *);

#endif
