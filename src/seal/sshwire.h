/*
 * How OpenSSH writes data (RFC 4251, section 5): numbers of four bytes, the
 * highest first, and strings with their length before them.
 */
#ifndef SEAL_SSHWIRE_H
#define SEAL_SSHWIRE_H

#include <stdint.h>

#include "base/buf.h"
#include "seal/ed25519.h"

#define SSH_ED25519 "ssh-ed25519"

void ssh_put_number(struct buf *, uint32_t);
void ssh_put(struct buf *, struct span);
/* Taken from the front; false: it ends before. */
bool ssh_take_number(struct span *, uint32_t *);
bool ssh_take(struct span *, struct span *out);
/* Whether a string that says just this is at the front; taken. */
bool ssh_expect(struct span *, const char *);

/* A public key: its type and its bytes. */
void ssh_put_public(struct buf *, const struct ed25519_public *);
bool ssh_read_public(struct span, struct ed25519_public *);

/* Between two lines that say what it is, in base64, as OpenSSH breaks it. */
void ssh_armour(struct buf *, struct span, const char *what);
/* False: it is not written so. */
bool ssh_unarmour(struct span, const char *what, struct buf *out);

#endif
