/*
 * A new target: the first contact on the account of somebody else (a child,
 * an employer), as the configuration names it.  Each target once.
 *
 * Pure.  More than TARGETS_MOST targets are one.
 */
#ifndef DETECT_TARGETS_H
#define DETECT_TARGETS_H

#include "detect/note.h"

#define TARGETS_MOST 16

/* Zero is before the first contact. */
struct targets {
	const char *seen[TARGETS_MOST];	/* not ours; they outlive this */
	int n;
};

void targets_contact(struct targets *, const struct contact *,
	struct flags *);

#endif
