/*
 * The schema as a table of statements, and the steps from one format to
 * the next.  doc/store.md describes it for an examiner.
 */
#ifndef STORE_SCHEMA_H
#define STORE_SCHEMA_H

#include "store/inside.h"

#define SCHEMA_FORMAT 6			/* user_version of this program */
#define SCHEMA_APPLICATION 0x466c4d6b	/* application_id: "FlMk" */

/* From s->format (0: an empty file) to SCHEMA_FORMAT in one transaction. */
int schema_bring(struct store *, struct err *) MUST_USE;

#endif
