/*
 * The daily counts as evidence moves them; for this room only.
 */
#ifndef STORE_RECORDS_DAILY_H
#define STORE_RECORDS_DAILY_H

#include "store/records/incidents.h"

/* Within a batch: `n` (1 or -1) more of the incident where it counts, which
 * is where it stands as a contact.  A cell of noughts goes. */
int daily_move(struct store *, const struct incident *, int n, struct err *)
	MUST_USE;

#endif
