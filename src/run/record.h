/*
 * From an answered message to rows in the store.
 */
#ifndef RUN_RECORD_H
#define RUN_RECORD_H

#include "conf/people.h"
#include "run/item.h"
#include "store/incidents.h"

/* Within a transaction: every person's incident of the item, or the
 * unreadable one.  Returns how many rows became contacts (>= 0). */
int record_item(struct store *, const struct config *,
	const struct people *, const struct item *, const char *folder,
	uint32_t uidvalidity, struct err *) MUST_USE;

#endif
