/*
 * From an SQLite result code to one sentence and an exit code.
 */
#ifndef STORE_CORE_SQLITE_ERROR_H
#define STORE_CORE_SQLITE_ERROR_H

#include "store/core/private.h"

/* Always -1.  Uses the connection's last error. */
int sqlite_error_set(struct store *, int rc, struct err *);
/* The file itself cannot be read: damage of the medium or of its bytes. */
bool sqlite_error_is_damage(int rc);

#endif
