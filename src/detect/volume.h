/*
 * Volume: is a day's count of contacts far above the days before it?
 *
 * After EARS C1 (Hutwagner, Thompson, Seeman, Treadwell 2003, "The
 * bioterrorism preparedness and response Early Aberration Reporting
 * System"): mean and spread of the preceding days, with a minimum spread
 * and a floor.  Unlike C1 the window is four weeks, and a day's count
 * enters it at no more than that day's own limit, so that a flood does not
 * become the new normal.
 *
 *	usual  = mean of the window
 *	spread = max(1, sample standard deviation of the window)
 *	raised = max(RAISED_FLOOR, usual + 3 spread), rounded down
 *	flood  = max(FLOOD_FLOOR,  usual + 6 spread), rounded down
 *
 * A limit is known when the day begins; the contact that passes it is the
 * one flagged.  Pure: no clock, no store.  O(1) a day.
 */
#ifndef DETECT_VOLUME_H
#define DETECT_VOLUME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define VOLUME_WINDOW_DAYS 28
#define VOLUME_RAISED_FLOOR 5
#define VOLUME_FLOOD_FLOOR 20

enum level {
	LEVEL_USUAL,
	LEVEL_RAISED,
	LEVEL_FLOOD,
};

const char *level_name(enum level);

/* The window, oldest first; zero is the state before the first day. */
struct volume {
	double window[VOLUME_WINDOW_DAYS];
	int n;			/* days in it */
	int next;		/* where the next one goes */
};

struct limits {
	double usual, spread;	/* per day */
	int days;		/* the window had */
	int64_t raised, flood;	/* a count above it is flagged */
};

/* What holds for the day that begins now. */
struct limits volume_limits(const struct volume *);
enum level volume_level(const struct limits *, int64_t count);
/* The day is over; `known` false: it was not fully collected and does not
 * enter the window. */
void volume_add(struct volume *, int64_t count, bool known);

/*
 * One sentence a person can redo: "11th contact of 2026-04-02, at 08:14;
 * the limit for that day was 10: …".  `ordinal` is the contact that passed
 * the limit, `clock` its time of day or "" when it is not known.
 */
void volume_reason(const struct limits *, enum level, int64_t ordinal,
	const char *day, const char *clock, char *out, size_t size);

#endif
