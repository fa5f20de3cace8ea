/*
 * Messages that were listed and not read: evidence of what is not known.
 * A row for each turn a message takes; the newest one says how it stands.
 */
#ifndef STORE_RECORDS_MISSED_H
#define STORE_RECORDS_MISSED_H

#include "model/miss.h"
#include "store/core/rows.h"
#include "store/core/store.h"

/* Within a batch.  Nothing when it stands so already: 0, else 1. */
int missed_record(struct store *, const struct missed *, struct err *)
	MUST_USE;
typedef int missed_each(const struct missed *, void *arg, struct err *);
/* All that are not read to this day, of one account or (NULL) of all. */
int missed_list(struct store *, const char *account, missed_each *,
	void *arg, struct err *) MUST_USE;

#endif
