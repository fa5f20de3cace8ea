/*
 * Threat: a rule of kind threat matched what a contact itself says.  Once,
 * until none did for THREAT_END days.  Pure, O(1).
 */
#ifndef DETECT_THREAT_H
#define DETECT_THREAT_H

#include "detect/note.h"

#define THREAT_KIND "threat"	/* of a rule, in the person's file */
#define THREAT_END 28

/* Zero is before the first. */
struct threat {
	bool any;
	struct day last;
};

void threat_contact(struct threat *, const struct contact *, struct flags *);

#endif
