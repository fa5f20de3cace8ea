/*
 * What people decided about an incident: a row for each time.  The newest
 * one says how the incident stands; every list and count goes by it.
 */
#ifndef STORE_RECORDS_DECISIONS_H
#define STORE_RECORDS_DECISIONS_H

#include "model/hand.h"
#include "store/core/rows.h"
#include "store/records/incidents.h"

/*
 * Within a batch (or in one of its own): the decision with its ledger row,
 * and the daily counts moved from how the incident stood to how it stands
 * now.  d->now.digest is kept already.  1: no such incident.
 */
int decision_record(struct store *, const struct decision *, struct err *)
	MUST_USE;
typedef int decision_each(const struct decision *, void *arg, struct err *);
/* All about one incident, oldest first. */
int decision_list(struct store *, int64_t incident, decision_each *,
	void *arg, struct err *) MUST_USE;

#endif
