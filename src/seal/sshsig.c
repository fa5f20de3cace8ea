#include "seal/sshsig.h"

#include <string.h>

#include "seal/signkey.h"
#include "seal/sshwire.h"

#define MAGIC "SSHSIG"
#define ARMOUR "SSH SIGNATURE"
#define HASH "sha512"
#define VERSION 1

/* What is signed in place of the file. */
static void
put_signed(struct buf *out, struct span file)
{
	struct sha512 sum = sha512_of(file);

	buf_add_str(out, MAGIC);
	ssh_put(out, span_str(SSHSIG_NAMESPACE));
	ssh_put(out, span_str(""));
	ssh_put(out, span_str(HASH));
	ssh_put(out, span_of(sum.at, sizeof(sum.at)));
}

static void
put_blob(struct buf *out, const struct ed25519_public *key,
    const struct ed25519_signature *signature)
{
	CLEANUP(buf_done) struct buf part = { .max = SSHSIG_MAX };

	buf_add_str(out, MAGIC);
	ssh_put_number(out, VERSION);
	ssh_put_public(&part, key);
	ssh_put(out, buf_span(&part));
	ssh_put(out, span_str(SSHSIG_NAMESPACE));
	ssh_put(out, span_str(""));
	ssh_put(out, span_str(HASH));
	buf_reset(&part);
	ssh_put(&part, span_str(SSH_ED25519));
	ssh_put(&part, span_of(signature->at, sizeof(signature->at)));
	ssh_put(out, buf_span(&part));
}

static void
armor_put(struct buf *out, const struct ed25519_public *key,
    const struct ed25519_signature *signature)
{
	CLEANUP(buf_done) struct buf blob = { .max = SSHSIG_MAX };

	put_blob(&blob, key, signature);
	ssh_armour(out, buf_span(&blob), ARMOUR);
}

void
sshsig_write(struct buf *out, const struct ed25519_key *key,
    struct span file)
{
	CLEANUP(buf_done) struct buf what = { .max = SSHSIG_MAX };
	struct ed25519_signature signature;

	put_signed(&what, file);
	signature = ed25519_sign(key, buf_span(&what));
	armor_put(out, &key->public, &signature);
}

void
sshsig_signers(struct buf *out, const struct ed25519_public *key)
{
	buf_add_str(out, SSHSIG_IDENTITY " namespaces=\"" SSHSIG_NAMESPACE
	    "\" ");
	signkey_public(out, key);
	buf_add_char(out, '\n');
}

static bool
signature_blob(struct span s, struct ed25519_public *key,
    struct ed25519_signature *signature)
{
	struct span public, part, bytes;
	uint32_t version;

	if (s.len < strlen(MAGIC) || memcmp(s.at, MAGIC, strlen(MAGIC)) != 0)
		return false;
	s = span_from(s, strlen(MAGIC));
	if (!ssh_take_number(&s, &version) || version != VERSION ||
	    !ssh_take(&s, &public) || !ssh_read_public(public, key) ||
	    !ssh_expect(&s, SSHSIG_NAMESPACE) || !ssh_expect(&s, "") ||
	    !ssh_expect(&s, HASH) || !ssh_take(&s, &part) || s.len != 0 ||
	    !ssh_expect(&part, SSH_ED25519) || !ssh_take(&part, &bytes) ||
	    part.len != 0 || bytes.len != sizeof(signature->at))
		return false;
	memcpy(signature->at, bytes.at, sizeof(signature->at));
	return true;
}

int
sshsig_check(struct span sig, struct span file, struct ed25519_public *key)
{
	CLEANUP(buf_done) struct buf blob = { .max = SSHSIG_MAX };
	CLEANUP(buf_done) struct buf again = { .max = SSHSIG_MAX };
	CLEANUP(buf_done) struct buf what = { .max = SSHSIG_MAX };
	struct ed25519_signature signature;

	if (!ssh_unarmour(sig, ARMOUR, &blob) ||
	    !signature_blob(buf_span(&blob), key, &signature))
		return 2;
	/* Broken otherwise into lines it would be as good a signature, and
	 * yet not the file that was written. */
	armor_put(&again, key, &signature);
	if (!span_eq(sig, buf_span(&again)))
		return 2;
	put_signed(&what, file);
	return ed25519_verify(key, &signature, buf_span(&what)) ? 0 : 1;
}
