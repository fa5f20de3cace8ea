/*
 * How one member of a struct becomes a value in the store and back.
 */
#ifndef STORE_CORE_COLUMN_TYPE_H
#define STORE_CORE_COLUMN_TYPE_H

#include "store/core/table.h"

void column_bind(struct query *, const struct column *, const void *member);
/* false: the value is none of the words of its kind. */
bool column_read(struct query *, int at, const struct column *, void *member);

#endif
