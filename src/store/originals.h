/*
 * The kept bytes.
 */
#ifndef STORE_ORIGINALS_H
#define STORE_ORIGINALS_H

#include "store/inside.h"

/* Within a batch: keeps the bytes, unless they are kept already. */
int original_keep(struct store *, const struct digest *, struct span,
	struct err *) MUST_USE;

#endif
