/*
 * Another time zone for as long as a block lasts:
 *
 *	CLEANUP(zone_back) struct zone_kept kept = zone_for_now("UTC");
 */
#ifndef BUNDLE_WRITE_ZONE_H
#define BUNDLE_WRITE_ZONE_H

#include "base/err.h"

struct zone_kept {
	char *was;	/* value of TZ, NULL: it was not set */
};

struct zone_kept zone_for_now(const char *name);
void zone_back(struct zone_kept *);

#endif
