/*
 * The kept bytes.
 */
#ifndef STORE_RECORDS_ORIGINALS_H
#define STORE_RECORDS_ORIGINALS_H

#include "store/core/private.h"

/* Within a batch: keeps the bytes, unless they are kept already. */
int original_keep(struct store *, const struct digest *, struct span,
	struct err *) MUST_USE;
/* The same of a file, piece by piece; EX_TEMPFAIL when it is not, or not any
 * more, of that digest and size. */
int original_keep_file(struct store *, const struct digest *, int fd,
	int64_t size, struct err *) MUST_USE;

#endif
