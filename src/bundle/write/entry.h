/*
 * A ledger row read back: the JSON object of one evidence row.
 */
#ifndef BUNDLE_WRITE_ENTRY_H
#define BUNDLE_WRITE_ENTRY_H

#include "model/dkim.h"
#include "model/incident.h"

struct entry;

/* NULL: not one flat JSON object.  Ends with entry_drop. */
struct entry *entry_read(struct span);
void entry_drop(struct entry **);		/* for CLEANUP() */

bool entry_has(const struct entry *, const char *key);
size_t entry_count(const struct entry *);	/* keys */
/* "" when it has none or it is no text; lives as long as the row. */
const char *entry_str(const struct entry *, const char *key);
/* `none` when it has none or it is no whole number. */
int64_t entry_int(const struct entry *, const char *key, int64_t none);
bool entry_digest(const struct entry *, const char *key, struct digest *);
/* Whether it is a row of that table. */
bool entry_is(const struct entry *, const char *table);
/* A decision said over that incident; false as below. */
bool entry_decision(const struct entry *, struct incident *);
/* An incident, its strings living as long as the row; false: a column is
 * missing or has a value the model does not know. */
bool entry_incident(const struct entry *, struct incident *);

/* The same of what a message bears. */
bool entry_dkim(const struct entry *, struct dkim_row *);

#endif
