/*
 * A look at one member of a canonical ledger row (store/records/ledger.h)
 * without a parser: exports read every row of the ledger, and most of them
 * only for their time.
 *
 * A canonical row is flat and has no white space; a quote within a string is
 * escaped.  So `,"key":` stands in it only where a member begins.
 */
#ifndef BUNDLE_WRITE_ROW_FIELD_H
#define BUNDLE_WRITE_ROW_FIELD_H

#include <stdint.h>

#include "base/span.h"

/* The member's value as it stands, strings with their quotes; no bytes when
 * there is none. */
struct span row_field(struct span row, const char *key);
/* `none` when there is none or it is no whole number. */
int64_t row_field_int(struct span row, const char *key, int64_t none);
/* Whether it is a row of that table. */
bool row_field_is(struct span row, const char *table);

#endif
