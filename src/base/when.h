/*
 * A time as a person writes it, in the case's zone.
 */
#ifndef BASE_WHEN_H
#define BASE_WHEN_H

#include <stdbool.h>

#include "base/day.h"

struct when {
	int64_t ms;		/* without a time of day: the day's start */
	struct day day;		/* civil day in the zone */
	bool exact;		/* a time of day was given */
};

/*
 * "2026-03-29", "2026-03-29 14:05", and where the clocks went back
 * "2026-10-25 01:30+01:00" to say which of the two is meant.  A time that
 * did not exist, or came twice and does not say which, is refused with the
 * reason.  `name` is what it is for, such as "--served".  EX_USAGE.
 */
int when_parse(const char *name, const char *text, struct when *,
	struct err *) MUST_USE;
/* The same, and not later than now. */
int when_parse_past(const char *name, const char *text, int64_t now_ms,
	struct when *, struct err *) MUST_USE;
/* As it was given: the day, or RFC 3339 with the offset. */
void when_text(const struct when *, char out[MOMENT_TEXT]);

#endif
