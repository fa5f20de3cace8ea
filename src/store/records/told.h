/*
 * What was told of the escalations, as evidence: a row for each time that an
 * alert command took some, and for each time that all commands had done with
 * them.
 */
#ifndef STORE_RECORDS_TOLD_H
#define STORE_RECORDS_TOLD_H

#include "store/core/rows.h"
#include "store/core/store.h"

/* Within a batch. */
int told_record(struct store *, const char *alert, int64_t upto,
	int64_t told_ms, struct err *) MUST_USE;
/* Within the migration that made the table: what stood there. */
int told_found(struct store *, struct err *) MUST_USE;

#endif
