/*
 * The schema as a table of statements, and the steps from one format to
 * the next.  doc/store.md describes it for an examiner.
 */
#ifndef STORE_CORE_SCHEMA_H
#define STORE_CORE_SCHEMA_H

#include "store/core/private.h"

/* From s->format (0: an empty file) to STORE_FORMAT in one transaction. */
int schema_bring(struct store *, struct err *) MUST_USE;

/* Behind the SQL of format 7, from where the ledger says what is claimed and
 * told: first of all what stood there. */
int schema_found(struct store *, struct err *) MUST_USE;

struct report;
/* Against what schema_bring makes.  1: there is what must not be run. */
int schema_check(struct report *, struct err *) MUST_USE;

#endif
