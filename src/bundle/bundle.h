/*
 * The bundle: a BagIt bag (RFC 8493) of at most 16 files, the same bytes for
 * the same store, request and configuration, whatever the machine's locale,
 * zone or day; PDF files also depend on the fonts installed.  The only
 * clock is the store: the newest recorded_ms of its ledger.
 *
 * Days and local times are in the process's zone, which the caller has set
 * (config_load does); it is named in bag-info.txt, and bundle_verify uses it
 * again.  No file holds message text but originals.zip, and the schedule when
 * the request has a way to read it.
 */
#ifndef BUNDLE_BUNDLE_H
#define BUNDLE_BUNDLE_H

#include "base/ed25519.h"
#include "conf/people.h"
#include "store/counts.h"

/* The text of an incident's message on one line, added to `out`. */
typedef int bundle_text(void *arg, struct store *, const struct incident *,
	struct buf *out, struct err *);

struct bundle_request {
	const char *dir;	/* must not exist, or be empty */
	struct filter filter;	/* from, to and person select; channel and
				 * kind must be open: EX_USAGE */
	const struct config *config;	/* timezone, initials */
	const struct people *people;	/* labels; NULL: ids are printed */
	bool redact;		/* a reading copy: bundle/mask.h, without
				 * ledger and originals */
	int64_t part_bytes;	/* of a file of originals, at most; 0: 2 GB */
	const struct ed25519_key *key;	/* NULL: it is not signed */
	bundle_text *text;	/* NULL: the schedule has no text; not in a
				 * reading copy, which is EX_USAGE */
	void *text_arg;
};

struct bundle_made {
	int64_t incidents, originals, files;
};

/*
 * Written to DIR.partial beside, synced, then renamed: a failure leaves
 * nothing.  What an earlier, killed run left in DIR.partial is removed when
 * it holds nothing but files of a bundle.  Folders are 0700, files 0600.
 *
 * All of it is of one moment, whatever a daemon writes meanwhile; so no
 * batch may be open.
 *
 * EX_DATAERR: the originals would need more files than a bundle may have.
 * EX_CANTCREAT: dir is there and not empty, or cannot be made.  EX_IOERR: it
 * cannot be written.  EX_UNAVAILABLE: no font is installed.
 */
int bundle_write(struct store *, const struct bundle_request *,
	struct bundle_made *, struct err *) MUST_USE;

#endif
