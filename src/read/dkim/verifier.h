/*
 * Checking a DKIM signature with a key that is at hand.  The one door to
 * libopendkim, which is linked when it is first needed and never asks DNS.
 *
 * It is C that reads hostile mail: in the sandbox of the check child only.
 */
#ifndef READ_DKIM_VERIFIER_H
#define READ_DKIM_VERIFIER_H

#include "base/err.h"
#include "model/dkim.h"

struct verifier;

/* Links the library and makes everything ready that needs files.
 * EX_UNAVAILABLE: it is not installed. */
int verifier_open(struct verifier **, struct err *) MUST_USE;
void verifier_close(struct verifier *);

/*
 * The signature in the place-th DKIM-Signature field of the message (from 1),
 * with the text of its key record.  The clock is not looked at: whether x= is
 * over is signature_read's to say.  A message that has no CR is taken to have
 * lost it on its way.
 */
void verifier_check(struct verifier *, struct span message, uint32_t place,
	const char *record, struct checked *out);

#endif
