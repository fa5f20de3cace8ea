/*
 * Resumption: contact after at least RESUMPTION_DAYS fully known days without
 * any, where RESUMPTION_EXPECTED contacts would have been usual in as many
 * days, and as many came before: to a person who writes once a month a month
 * is no silence.
 *
 * Pure.  Once a silence, by its nature.
 */
#ifndef DETECT_RESUMPTION_H
#define DETECT_RESUMPTION_H

#include "detect/note.h"

#define RESUMPTION_DAYS 28
#define RESUMPTION_EXPECTED 5

/* Zero is before the first contact. */
struct resumption {
	int64_t contacts;		/* so far */
	struct day last;		/* contact */
	double usual;			/* a day, when it fell silent */
	int quiet;			/* known days since */
};

/* `usual`: the mean of a day, by the baseline of this one. */
void resumption_contact(struct resumption *, const struct contact *,
	double usual, struct flags *);
/* A day is over; its count. */
void resumption_close(struct resumption *, int64_t count, bool known);

#endif
