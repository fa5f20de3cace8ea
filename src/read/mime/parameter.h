/*
 * The value and parameters of Content-Type and Content-Disposition:
 * RFC 2045, RFC 2231 (continuations, charset), and what is sent instead.
 */
#ifndef READ_MIME_PARAMETER_H
#define READ_MIME_PARAMETER_H

#include "model/letter.h"
#include "read/limits.h"

struct parameter {
	struct span name;	/* without section and star */
	struct span value;	/* unquoted, not decoded */
	int section;		/* of RFC 2231; -1: it has none */
	bool extended;		/* %XX, and in section 0 a charset */
};

struct parameters {
	struct span value;	/* what stands before the first ';' */
	size_t n;
	struct parameter at[LIMIT_PARAMETERS];
};

/* Spans lie in the header or the letter's arena. */
void parameters_read(struct letter *, struct span field,
	struct parameters *out);
/* The parameter put together and decoded to UTF-8; empty: there is none. */
struct span parameters_find(struct letter *, const struct parameters *,
	const char *name);

#endif
