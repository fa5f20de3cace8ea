/*
 * The kept bytes.
 */
#ifndef STORE_RECORDS_ORIGINALS_H
#define STORE_RECORDS_ORIGINALS_H

#include "store/core/private.h"

/* Within a batch: keeps the bytes, unless they are kept already. */
int original_keep(struct store *, const struct digest *, struct span,
	struct err *) MUST_USE;

#endif
