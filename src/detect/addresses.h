/*
 * Many addresses: a run of ADDRESSES_RUN contacts in a row within
 * ADDRESSES_DAYS, each from another address or number than the rest of them.
 * Once, until there was no such run for ADDRESSES_END days.  Pure, O(1).
 */
#ifndef DETECT_ADDRESSES_H
#define DETECT_ADDRESSES_H

#include "detect/note.h"

#define ADDRESSES_RUN 5
#define ADDRESSES_DAYS 7
#define ADDRESSES_END 28

/* Zero is before the first contact. */
struct addresses {
	uint64_t senders[ADDRESSES_RUN];	/* ring; 0: none */
	struct day days[ADDRESSES_RUN];
	int n;
	bool told;
	struct day last;		/* day of such a run */
	struct day armed;
};

void addresses_contact(struct addresses *, const struct contact *,
	struct flags *);

#endif
