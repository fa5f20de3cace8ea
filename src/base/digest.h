/*
 * SHA-256 (FIPS 180-4) through OpenSSL: the name of every original and
 * the link of the ledger.
 */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include "base/err.h"
#include "base/span.h"

struct digest {
	unsigned char at[32];
};

#define DIGEST_TEXT 65		/* 64 hex digits and NUL */

struct digest digest_of(struct span);
/* Of one span followed by the other. */
struct digest digest_of2(struct span, struct span);
/* Of what `more` gives: up to that many bytes into room, 0 at the end, -1: it
 * failed, and so does this. */
typedef int digest_more(char *room, int size, void *arg);
int digest_of_all(digest_more *, void *arg, struct digest *) MUST_USE;
bool digest_eq(const struct digest *, const struct digest *);
void digest_text(const struct digest *, char out[DIGEST_TEXT]);
bool digest_parse(struct span hex, struct digest *);

#endif
