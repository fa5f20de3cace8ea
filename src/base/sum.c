#include "base/sum.h"

#include <stdlib.h>

#include "base/crypto.h"
#include "base/file.h"

struct sum {
	EVP_MD_CTX *ctx;
};

struct sum *
sum_begin(void)
{
	struct sum *s = mem_get(1, sizeof(*s));

	s->ctx = crypto()->EVP_MD_CTX_new();
	if (s->ctx == NULL ||
	    crypto()->EVP_DigestInit_ex(s->ctx, crypto()->EVP_sha256(),
	    NULL) != 1)
		abort();
	return s;
}

void
sum_add(struct sum *s, struct span bytes)
{
	if (bytes.len > 0 &&
	    crypto()->EVP_DigestUpdate(s->ctx, bytes.at, bytes.len) != 1)
		abort();
}

struct digest
sum_end(struct sum **at)
{
	struct digest d;
	unsigned n = sizeof(d.at);

	if (crypto()->EVP_DigestFinal_ex((*at)->ctx, d.at, &n) != 1)
		abort();
	sum_drop(at);
	return d;
}

void
sum_drop(struct sum **at)
{
	if (*at == NULL)
		return;
	crypto()->EVP_MD_CTX_free((*at)->ctx);
	free(*at);
	*at = NULL;
}
