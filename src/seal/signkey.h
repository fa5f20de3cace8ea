/*
 * The signing key: Ed25519 in OpenSSH's own form (PROTOCOL.key), without a
 * passphrase, mode 0600, so that ssh-keygen reads it.  Beside it stands the
 * public half, as FILE.pub.
 *
 * It proves that bundles come from one store's keeper and were not changed
 * since; not when, and not who that is.
 */
#ifndef SEAL_SIGNKEY_H
#define SEAL_SIGNKEY_H

#include "base/buf.h"
#include "seal/ed25519.h"
#include "store/core/store.h"

#define SIGNKEY_SETTING "signing_key"	/* the ledger's name for it */
#define SIGNKEY_TEXT 64		/* "SHA256:" and 43 letters */
#define SIGNKEY_MAX ((size_t)8 * 1024)	/* bytes of the file */

/* Reads the key, or makes it, and its .pub, when there is none; a file that
 * is there is never written to.  EX_DATAERR: it is no such key; EX_NOPERM:
 * others can read it. */
int signkey_open(const char *path, struct ed25519_key *, struct err *)
	MUST_USE;
/* Has the ledger name the key from here on, unless it does already.  The
 * store may be open for reading only: then `path` is opened for this. */
int signkey_record(struct store *, const char *path,
	const struct ed25519_public *, int64_t now_ms, struct err *) MUST_USE;
/* Of a file's text; `name` is for the sentence. */
int signkey_read(const char *name, struct span, struct ed25519_key *,
	struct err *) MUST_USE;
/* Any check value will do, it must only stand there twice. */
void signkey_write(struct buf *, const struct ed25519_key *, uint32_t check);

/* As `ssh-keygen -l` prints it. */
void signkey_fingerprint(const struct ed25519_public *,
	char out[SIGNKEY_TEXT]);
/* "ssh-ed25519 AAAA…", without comment or newline. */
void signkey_public(struct buf *, const struct ed25519_public *);

#endif
