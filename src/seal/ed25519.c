#include "seal/ed25519.h"

#include <stdlib.h>
#include <string.h>

#include "base/crypto.h"

static void
pkey_free(EVP_PKEY **k)
{
	crypto()->EVP_PKEY_free(*k);
}

static void
ctx_free(EVP_MD_CTX **c)
{
	crypto()->EVP_MD_CTX_free(*c);
}

int
ed25519_make(struct ed25519_key *out, struct err *err)
{
	if (crypto()->RAND_priv_bytes(out->seed, sizeof(out->seed)) != 1)
		return err_set(err, EX_OSERR,
		    "the system has no random numbers for a signing key");
	out->public = ed25519_public_of(out->seed);
	return 0;
}

struct ed25519_public
ed25519_public_of(const unsigned char seed[32])
{
	CLEANUP(pkey_free) EVP_PKEY *k = crypto()->EVP_PKEY_new_raw_private_key(
	    EVP_PKEY_ED25519, NULL, seed, 32);
	struct ed25519_public out;
	size_t n = sizeof(out.at);

	if (k == NULL ||
	    crypto()->EVP_PKEY_get_raw_public_key(k, out.at, &n) != 1)
		abort();
	return out;
}

struct ed25519_signature
ed25519_sign(const struct ed25519_key *key, struct span s)
{
	CLEANUP(pkey_free) EVP_PKEY *k = crypto()->EVP_PKEY_new_raw_private_key(
	    EVP_PKEY_ED25519, NULL, key->seed, sizeof(key->seed));
	CLEANUP(ctx_free) EVP_MD_CTX *ctx = crypto()->EVP_MD_CTX_new();
	struct ed25519_signature out;
	size_t n = sizeof(out.at);

	if (k == NULL || ctx == NULL ||
	    crypto()->EVP_DigestSignInit(ctx, NULL, NULL, NULL, k) != 1 ||
	    crypto()->EVP_DigestSign(ctx, out.at, &n,
	    (const unsigned char *)s.at, s.len) != 1)
		abort();
	return out;
}

bool
ed25519_verify(const struct ed25519_public *public,
    const struct ed25519_signature *signature, struct span s)
{
	CLEANUP(pkey_free) EVP_PKEY *k = crypto()->EVP_PKEY_new_raw_public_key(
	    EVP_PKEY_ED25519, NULL, public->at, sizeof(public->at));
	CLEANUP(ctx_free) EVP_MD_CTX *ctx = crypto()->EVP_MD_CTX_new();

	return k != NULL && ctx != NULL &&
	    crypto()->EVP_DigestVerifyInit(ctx, NULL, NULL, NULL, k) == 1 &&
	    crypto()->EVP_DigestVerify(ctx, signature->at,
	    sizeof(signature->at), (const unsigned char *)s.at, s.len) == 1;
}

struct sha512
sha512_of(struct span s)
{
	struct sha512 out;

	if (crypto()->EVP_Q_digest(NULL, "SHA512", NULL, s.at, s.len, out.at,
	    NULL) != 1)
		abort();
	return out;
}

void
ed25519_wipe(struct ed25519_key *k)
{
	explicit_bzero(k->seed, sizeof(k->seed));
}
