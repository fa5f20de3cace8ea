/*
 * The level: how contact stands, with a memory.
 *
 *	usual	no limit is passed
 *	raised	a limit was passed (detect/volume.h), and contact has not
 *		been as usual for a week since
 *	flood	the flood's limit was passed, within the last LEVEL_FLOOD_DAYS
 *		known days
 *	easing	contact was as usual for LEVEL_EASING_DAYS known days
 *
 * and usual again after LEVEL_END_DAYS of them.  A day is as usual when it
 * does not pass its own limit; that many days are when also their sum is at
 * most what such a number of days exceeds by chance once in 20, by the
 * baseline of the day on which the episode began.  An episode that lasts
 * longer than the baseline's own 84 days, or began with fewer than
 * LEVEL_NEW_DAYS known ones, is compared with the present baseline: there is
 * no earlier usual to tell.  Days that are not known neither
 * make nor break a row of days.
 *
 * A level is flagged when it is reached from below.  While it lasts it is
 * flagged again where a day passes its own limit (or the flood's) and none
 * did for LEVEL_AGAIN_DAYS, known or not: what a week or a rise says for
 * weeks must not hide a day that stands out.  From flood to raised is no
 * flag.  None of this says that it is over.
 *
 * Pure.
 */
#ifndef DETECT_LEVEL_H
#define DETECT_LEVEL_H

#include "detect/volume.h"

#define LEVEL_FLOOD_DAYS 3
#define LEVEL_EASING_DAYS 7
#define LEVEL_END_DAYS 21
#define LEVEL_AGAIN_DAYS 7
#define LEVEL_NEW_DAYS 28
#define LEVEL_P 0.05

/* Zero is usual, on no day. */
struct spell {
	enum level level;
	struct day since;		/* of this level */
	struct day began;		/* of the episode */
	/* By level: the last day that reached it so, and since when a flag
	 * of it that is recorded says the same. */
	struct day reached[LEVEL_COUNT], armed[LEVEL_COUNT];
	int no_flood;			/* known days in a row */
	int calm;			/* known days that were as usual, in a
					 * row; their counts: */
	int64_t counts[LEVEL_END_DAYS];	/* ring */
	int days;			/* known days of the episode */
	struct baseline usual;		/* what the episode is compared with */
	int64_t low, high;		/* and its range */
	int range_days;
};

/* What a spell of days is compared with. */
struct calm {
	int days;
	int64_t sum, limit;
	struct binomial usual;		/* of so many days */
};

/* How far above usual a level stands; 0: not, or no more. */
int level_rank(enum level);
/* A contact, or a day's count, reached that level; true: it is flagged.
 * `alone`: the day passed its own limit, not a week's or a rise's. */
bool spell_reach(struct spell *, enum level, bool alone,
	const struct limits *, struct day);
/* The day is over; true: it is easing, or usual again, by what *calm says. */
bool spell_close(struct spell *, const struct limits *, struct day,
	int64_t count, bool known, struct calm *);

/* "easing: 9 contacts in the last 7 fully known days, ...". */
void spell_reason(const struct spell *, const struct calm *, const char *what,
	char *out, size_t size);

#endif
