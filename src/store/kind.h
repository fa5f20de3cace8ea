/*
 * How one member of a struct becomes a value in the store and back.
 */
#ifndef STORE_KIND_H
#define STORE_KIND_H

#include "store/table.h"

void kind_bind(struct query *, const struct column *, const void *member);
/* false: the value is none of the words of its kind. */
bool kind_read(struct query *, int at, const struct column *, void *member);

#endif
