/*
 * The connection to SQLite: opened with every guard, and to nothing but a
 * store.
 */
#ifndef STORE_CORE_CONNECT_H
#define STORE_CORE_CONNECT_H

#include "store/core/private.h"

/* s->real as s->mode wants it; s->format is set. */
int connect_open(struct store *, struct err *) MUST_USE;
void connect_close(struct store *);

#endif
