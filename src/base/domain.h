/*
 * Domain names as they stand in text (RFC 1035, 2.3.1 and RFC 1123, 2.1).
 */
#ifndef BASE_DOMAIN_H
#define BASE_DOMAIN_H

#include "base/span.h"

#define DOMAIN_NAME_MAX 253	/* bytes, without a dot at the end */
#define DOMAIN_LABEL_MAX 63

/* At least `least` labels of letters, digits and hyphens, none of them empty,
 * too long, or with a hyphen at an end; no dot at the end. */
bool domain_is_name(struct span, size_t least);
/* "mail.example.org" is "example.org" or below it; ASCII case aside. */
bool domain_is_below(struct span domain, const char *above);

#endif
