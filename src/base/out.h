/*
 * An output file of the bundle: new, mode 0600, hashed and counted while it
 * is written, synced when it is closed.  The first failure sticks; out_close
 * tells it, so that writers need not ask after every piece.
 */
#ifndef BASE_OUT_H
#define BASE_OUT_H

#include <stdint.h>

#include "base/buf.h"
#include "base/digest.h"

struct out;

/* path NULL: nothing is written, only counted and hashed.  EX_CANTCREAT
 * when it cannot be made or is there already. */
int out_open(const char *path, struct out **, struct err *) MUST_USE;
/* Whether all went well so far, for libraries that want to know. */
bool out_add(struct out *, struct span);
void out_str(struct out *, const char *);
/* Writes the rest, syncs and closes; EX_IOERR.  Frees in any case. */
int out_close(struct out **, struct digest *, int64_t *size, struct err *)
	MUST_USE;
/* For CLEANUP(): closes without a word, and removes what was begun. */
void out_drop(struct out **);

#endif
