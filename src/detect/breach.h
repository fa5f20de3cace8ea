/*
 * Breach: the first contact after a milestone.
 *
 * A notice or order counts from the moment the person knew of it (served on
 * or told to them), which for one made without notice is later than it was
 * made; one of which that is not known does not count at all.  Where only
 * the day is known it counts from that day on, and the sentence says so: a
 * contact of that very day may have been before it.
 *
 * Pure.  Once a milestone.
 */
#ifndef DETECT_BREACH_H
#define DETECT_BREACH_H

#include "detect/note.h"

/* What is counted from. */
struct served {
	int64_t number;			/* of the milestone */
	const char *type;		/* "notice-served" ... */
	const char *label;		/* "notice served" */
	const char *issuer, *reference;	/* "" without */
	struct day day;			/* in the case's zone */
	int64_t known_ms;
	bool exact;			/* the time of day is known */
	bool passed;			/* the first contact was */
};

/* Each of the n that this contact is the first after. */
void breach_contact(struct served *, size_t n, const struct contact *,
	struct flags *);

#endif
