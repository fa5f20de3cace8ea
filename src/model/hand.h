/*
 * The words of what people enter by hand: one table each.
 */
#ifndef MODEL_HAND_H
#define MODEL_HAND_H

#include "base/buf.h"

/* What was decided about an incident. */
enum decided {
	DECIDED_CONFIRM,	/* it is a contact: counted */
	DECIDED_WITHDRAW,	/* it is none: kept, no longer counted */
	DECIDED_AMEND,		/* what was entered by hand reads otherwise */
	DECIDED_COUNT
};

/* What a kept file is for. */
enum purpose {
	PURPOSE_FILE,		/* belongs to an incident */
	PURPOSE_PROOF,		/* of a milestone */
	PURPOSE_STATEMENT,	/* what was entered by hand, as a document */
	PURPOSE_PRIVATE,	/* a note that is in no bundle */
	PURPOSE_TIMESTAMP,	/* of the ledger: see store/records/stamps.h */
	PURPOSE_AUTHORITY,	/* whose timestamps: its certificates */
	PURPOSE_COUNT
};

const char *decided_name(enum decided);
const char *purpose_name(enum purpose);

/*
 * Milestones: dated facts that contact is counted before and after.  A type
 * is a word of the table, or "other: " and a label of the user's own.
 */
bool milestone_is_type(const char *);
/* A request or a report is known to who made it on the day it was made; a
 * notice or an order binds whom it was served on. */
bool milestone_is_own(const char *type);
/* In print: "notice served", or the label. */
const char *milestone_label(const char *type);
/* The types as a sentence lists them: "a, b or c". */
void milestone_types(struct buf *);

#endif
