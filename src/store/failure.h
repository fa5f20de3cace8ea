/*
 * From an SQLite result code to one sentence and an exit code.
 */
#ifndef STORE_FAILURE_H
#define STORE_FAILURE_H

#include "store/inside.h"

/* Always -1.  Uses the connection's last error. */
int failure_set(struct store *, int rc, struct err *);
/* The file itself cannot be read: damage of the medium or of its bytes. */
bool failure_is_damage(int rc);

#endif
