/*
 * One daemon a store: a lock on the file <store>.lock beside it, which the
 * kernel lets go when the process ends, however it ends.  A forked child
 * that neither runs another program nor closes its descriptors would keep
 * it: one that outlives the daemon would lock out the next.
 */
#ifndef STORE_CORE_LOCK_H
#define STORE_CORE_LOCK_H

#include "base/err.h"

/* *fd holds the lock until closed.  EX_TEMPFAIL: another daemon has it. */
int lock_take(const char *store, int *fd, struct err *) MUST_USE;

#endif
