/*
 * The bundle: a BagIt bag (RFC 8493) of at most 16 files, the same bytes
 * for the same store.
 */
#ifndef BUNDLE_BUNDLE_H
#define BUNDLE_BUNDLE_H

#include "conf/people.h"
#include "store/counts.h"

struct bundle_request {
	const char *dir;	/* must not exist, or be empty */
	struct filter filter;
	const struct config *config;
	const struct people *people;
};

struct bundle_made {
	int64_t incidents, originals, files;
};

int bundle_write(struct store *, const struct bundle_request *,
	struct bundle_made *, struct err *) MUST_USE;

#endif
