/*
 * Writing one evidence row together with its ledger row.
 */
#ifndef STORE_RECORDS_ROW_H
#define STORE_RECORDS_ROW_H

#include "store/core/private.h"
#include "store/core/rows.h"

/* Within a batch.  *id is the new row's. */
int row_insert(struct store *, enum table_id, const void *row, int64_t *id,
	struct err *) MUST_USE;
/*
 * The canonical form of an evidence row as ledger row number `seq`.
 * 1: there is no such row; 2: it holds bytes that are no text.
 */
int row_canonical(struct store *, enum table_id, int64_t seq, int64_t id,
	struct buf *out, struct err *) MUST_USE;
/* Within a batch: the ledger row of the row of `table` with this id. */
int row_record(struct store *, enum table_id, int64_t id, struct err *)
	MUST_USE;

#endif
