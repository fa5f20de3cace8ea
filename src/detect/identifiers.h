/*
 * New identifiers: contact from an address or number that was not seen
 * before, when others were for NOTE_KNOWN_DAYS.
 *
 *	new-identifier		the first one, and again when none was new for
 *				IDENTIFIERS_APART days
 *	identifier-burst	the IDENTIFIERS_BURST-th within that many days,
 *				once until none was new for IDENTIFIERS_END
 *
 * The sentence does not name it: its letters are its sender's to choose.
 * O(1) a contact on average; the memory is a number for each identifier.
 */
#ifndef DETECT_IDENTIFIERS_H
#define DETECT_IDENTIFIERS_H

#include "detect/note.h"

#define IDENTIFIERS_APART 7
#define IDENTIFIERS_BURST 3
#define IDENTIFIERS_END 28

/* Zero is before the first contact. */
struct identifiers {
	uint64_t *slots;		/* hash table; 0 is free */
	size_t n, room;			/* room is a power of two, or 0 */
	struct day first;		/* contact of all */
	struct day last;		/* new one */
	struct day new_days[IDENTIFIERS_BURST];	/* of the last new ones */
	int n_new;
	bool burst;			/* told */
	struct day burst_armed;
};

void identifiers_contact(struct identifiers *, const struct contact *,
	struct flags *);
void identifiers_done(struct identifiers *);

#endif
