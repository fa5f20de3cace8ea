/*
 * What a bundle is asked to hold.
 */
#ifndef BUNDLE_WRITE_REQUEST_H
#define BUNDLE_WRITE_REQUEST_H

#include "conf/people.h"
#include "seal/ed25519.h"
#include "store/records/counts.h"

/* The text of an incident's message on one line, added to `out`. */
typedef int bundle_text(void *arg, struct store *, const struct incident *,
	struct buf *out, struct err *);

struct bundle_request {
	const char *dir;	/* must not exist, or be empty */
	struct filter filter;	/* from, to and person select; channel and
				 * kind must be open: EX_USAGE */
	const struct config *config;	/* timezone, initials */
	const struct people *people;	/* labels; NULL: ids are printed */
	bool redact;		/* a reading copy: bundle/write/mask.h, without
				 * ledger and originals */
	int64_t part_bytes;	/* of a file of originals, at most; 0: 2 GB */
	const struct ed25519_key *key;	/* NULL: it is not signed */
	bundle_text *text;	/* NULL: the schedule has no text; not in a
				 * reading copy, which is EX_USAGE */
	void *text_arg;
};

#endif
