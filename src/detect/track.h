/*
 * A track: one series of contacts, of all channels or of one, contact by
 * contact and day by day: the walk, the 24 hours, and the flags.
 *
 * A contact that brings the 24 hours that end with it above the day's limit
 * passes it as one of a civil day does; the limit is the higher one of the
 * two days that the 24 hours lie in.  It is one flood all the same: a level
 * is flagged when it is reached, by whatever came first.
 *
 * Pure.  O(1) a contact and a day.
 */
#ifndef DETECT_TRACK_H
#define DETECT_TRACK_H

#include "detect/contact.h"
#include "detect/flag.h"
#include "detect/walk.h"
#include "detect/window.h"

struct track {
	int channel;			/* enum channel, or -1: all */
	struct walk walk;
	struct window window;
	bool told;			/* a flag was, since it last eased */
	bool told_easing;		/* and that it eased, of this spell */
};

void track_open(struct track *, int channel);
/* Flags what the contact reaches, where it is higher than `than`. */
void track_contact(struct track *, const struct contact *, enum level than,
	struct flags *);
/* The day is over.  Easing and usual are told where the spell was. */
void track_close(struct track *, bool known, struct flags *);

#endif
