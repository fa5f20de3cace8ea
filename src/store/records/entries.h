/*
 * Incidents entered by hand: the statement is the incident's original, and
 * what was handed in with it is kept beside it.
 */
#ifndef STORE_RECORDS_ENTRIES_H
#define STORE_RECORDS_ENTRIES_H

#include "store/records/attachments.h"
#include "store/records/decisions.h"

#define ENTRY_ACCOUNT "hand"	/* where such an incident was seen */

/*
 * In one transaction: the statement, the incident with its count, and the
 * enclosures.  in->text is the digest of what the statement says.
 * 1: an incident that is not withdrawn says the same already; *id is its.
 */
int entry_record(struct store *, const struct incident *, struct span
	statement, const struct enclosure *, size_t n, int64_t *id,
	struct err *) MUST_USE;
/*
 * Within a batch: another statement for an incident, the decision that says
 * so, and more enclosures.  d->now.digest is not looked at.
 */
int entry_amend(struct store *, const struct decision *, struct span
	statement, const struct enclosure *, size_t n, struct err *)
	MUST_USE;

#endif
