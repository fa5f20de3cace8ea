/*
 * Writing one evidence row together with its ledger row.
 */
#ifndef STORE_ROW_H
#define STORE_ROW_H

#include "store/inside.h"

/* Within a batch.  *id is the new row's. */
int row_insert(struct store *, enum table_id, const void *row, int64_t *id,
	struct err *) MUST_USE;
/*
 * The canonical form of an evidence row as ledger row number `seq`.
 * 1: there is no such row; 2: it holds bytes that are no text.
 */
int row_canonical(struct store *, enum table_id, int64_t seq, int64_t id,
	struct buf *out, struct err *) MUST_USE;
/* ledger_append by number of the table. */
int row_record(struct store *, enum table_id, int64_t id, struct err *)
	MUST_USE;

#endif
