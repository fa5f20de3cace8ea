/*
 * A store of an older format is brought to a newer one in one transaction:
 * whatever happens, it is the old one or the new one.
 */
#ifndef STORE_CORE_MIGRATION_H
#define STORE_CORE_MIGRATION_H

#include "store/core/private.h"

/* From one format to the next: SQL, and NULL behind the last statement; then,
 * when all steps have run theirs, what SQL cannot. */
struct migration {
	const char *const *statements;
	int (*then)(struct store *, struct err *);
};

/* From s->format to `format`; row n of the table leads from n to n + 1.
 * The failure of one is that of all. */
int migration_run(struct store *, const struct migration *, int format,
	struct err *) MUST_USE;

#endif
