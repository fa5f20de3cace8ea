/*
 * Ed25519 (RFC 8032) through OpenSSL.  The same key and bytes always give
 * the same signature.
 */
#ifndef SEAL_ED25519_H
#define SEAL_ED25519_H

#include "base/err.h"
#include "base/span.h"

struct ed25519_public {
	unsigned char at[32];
};

struct ed25519_key {
	unsigned char seed[32];	/* secret */
	struct ed25519_public public;
};

struct ed25519_signature {
	unsigned char at[64];
};

struct sha512 {
	unsigned char at[64];
};

/* From the system's random numbers. */
int ed25519_make(struct ed25519_key *, struct err *) MUST_USE;
/* The public half that belongs to a seed. */
struct ed25519_public ed25519_public_of(const unsigned char seed[32]);
struct ed25519_signature ed25519_sign(const struct ed25519_key *,
	struct span);
bool ed25519_verify(const struct ed25519_public *,
	const struct ed25519_signature *, struct span);
/* What SSHSIG has signed instead of the file. */
struct sha512 sha512_of(struct span);
/* The secret half is wiped; for CLEANUP(). */
void ed25519_wipe(struct ed25519_key *);

#endif
