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

#include "bundle/write/request.h"

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
