/*
 * A signature of a file as OpenSSH writes it (PROTOCOL.sshsig), so that
 * `ssh-keygen -Y verify` checks it anywhere.
 */
#ifndef SEAL_SSHSIG_H
#define SEAL_SSHSIG_H

#include "base/buf.h"
#include "seal/ed25519.h"

#define SSHSIG_NAMESPACE "floodmark"	/* ssh-keygen -n */
#define SSHSIG_IDENTITY "floodmark"	/* ssh-keygen -I */
#define SSHSIG_MAX ((size_t)4 * 1024)	/* bytes of either file */

/* The text of FILE.sig for a file of these bytes. */
void sshsig_write(struct buf *, const struct ed25519_key *, struct span file);
/* The text of allowed_signers: one line, that key, for this purpose only. */
void sshsig_signers(struct buf *, const struct ed25519_public *);

/* 0: a signature of these bytes by *key (filled in); 1: a signature, but
 * not of these bytes; 2: no signature as we write them, to the byte. */
int sshsig_check(struct span sig, struct span file,
	struct ed25519_public *key) MUST_USE;

#endif
