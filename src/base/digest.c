#include "base/digest.h"

#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"
#include "base/crypto.h"

#define STEP 65536

static EVP_MD_CTX *
begin(void)
{
	static EVP_MD *md;
	EVP_MD_CTX *ctx = crypto()->EVP_MD_CTX_new();

	/* Fetched once: the look-up costs more than a small hash. */
	if (md == NULL)
		md = crypto()->EVP_MD_fetch(NULL, "SHA256", NULL);
	if (ctx == NULL || md == NULL ||
	    crypto()->EVP_DigestInit_ex(ctx, md, NULL) != 1)
		abort();
	return ctx;
}

int
digest_of_all(digest_more *more, void *arg, struct digest *out)
{
	EVP_MD_CTX *ctx = begin();
	unsigned size = sizeof(out->at);
	char room[STEP];
	int n;

	while ((n = more(room, sizeof(room), arg)) > 0)
		if (crypto()->EVP_DigestUpdate(ctx, room, (size_t)n) != 1)
			abort();
	if (n == 0 && crypto()->EVP_DigestFinal_ex(ctx, out->at, &size) != 1)
		abort();
	crypto()->EVP_MD_CTX_free(ctx);
	return n;
}

struct digest
digest_of2(struct span a, struct span b)
{
	struct digest d;
	EVP_MD_CTX *ctx = begin();
	unsigned n = sizeof(d.at);

	if (crypto()->EVP_DigestUpdate(ctx, a.at, a.len) != 1 ||
	    crypto()->EVP_DigestUpdate(ctx, b.at, b.len) != 1 ||
	    crypto()->EVP_DigestFinal_ex(ctx, d.at, &n) != 1)
		abort();
	crypto()->EVP_MD_CTX_free(ctx);
	return d;
}

struct digest
digest_of(struct span s)
{
	return digest_of2(s, (struct span){ NULL, 0 });
}

bool
digest_eq(const struct digest *a, const struct digest *b)
{
	return memcmp(a->at, b->at, sizeof(a->at)) == 0;
}

void
digest_text(const struct digest *d, char out[DIGEST_TEXT])
{
	static const char hex[] = "0123456789abcdef";

	for (size_t i = 0; i < sizeof(d->at); i++) {
		out[2 * i] = hex[d->at[i] >> 4];
		out[2 * i + 1] = hex[d->at[i] & 15];
	}
	out[64] = '\0';
}

bool
digest_parse(struct span hex, struct digest *out)
{
	if (hex.len != 64)
		return false;
	for (size_t i = 0; i < 32; i++) {
		int hi = ascii_hex(hex.at[2 * i]);
		int lo = ascii_hex(hex.at[2 * i + 1]);

		if (hi < 0 || lo < 0)
			return false;
		out->at[i] = (unsigned char)(hi << 4 | lo);
	}
	return true;
}
