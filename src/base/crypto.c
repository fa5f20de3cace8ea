#include "base/crypto.h"

#define SONAME(major) "libcrypto.so." LIBRARY_TEXT(major)
#define LIBRARY SONAME(OPENSSL_SHLIB_VERSION)

static struct crypto lib;
static const char *const names[] = { CRYPTO(LIBRARY_NAME) };

const struct crypto *crypto_linked;

int
crypto_link(struct err *err)
{
	if (library_link(LIBRARY, names, sizeof(names) / sizeof(names[0]),
	    &lib, err) == -1)
		return -1;
	crypto_linked = &lib;
	return 0;
}
