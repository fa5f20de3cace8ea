/*
 * The walk over the days of one series of contacts, all or those of one
 * channel: the limits of each day, what passes them, and the level with its
 * memory.  It is the same whether a day comes contact by contact
 * (detect/track.h) or as a count (charts, `floodmark detect`).
 *
 *	walk_day(w, day);
 *	w->count = ...;			once, or up by one a contact
 *	walk_reach(w, LEVEL_RAISED, ...); walk_reach(w, LEVEL_FLOOD, ...);
 *	walk_end(w, known, &calm);
 *
 * Pure.  O(1) a day.
 */
#ifndef DETECT_WALK_H
#define DETECT_WALK_H

#include "detect/level.h"

/* Zero is before the first day. */
struct walk {
	struct volume volume;
	struct spell spell;
	struct limits limits;		/* of the day */
	int64_t day_before;		/* the limit of the day before */
	int64_t flood_before;
	struct day day;
	int64_t count;			/* of the day */
};

/* What a contact is measured by: the day, and the 24 hours that end with
 * it. */
struct measure {
	int64_t day, hours;
	int64_t day_limit, hours_limit;
};

/* A day without contact that nobody judges: it is learnt from. */
void walk_past(struct walk *, struct day, bool known);
/* A day begins. */
void walk_day(struct walk *, struct day);
/* The day's count so far against the limits of raised or flood; `hours`: the
 * contacts of the 24 hours, 0 where they are not known. */
struct measure walk_measure(const struct walk *, enum level, int64_t hours);
bool measure_passes(const struct measure *);
/* Where it passes, the level is reached; true: it is flagged. */
bool walk_reach(struct walk *, enum level, const struct measure *);
/* What the day's count can be without a flag.  While a spell lasts it is
 * flagged anew only by a day that stands out alone. */
int64_t walk_limit(const struct walk *);
/* It is over; true: it is easing, or usual again, by what *calm says. */
bool walk_end(struct walk *, bool known, struct calm *);

#endif
