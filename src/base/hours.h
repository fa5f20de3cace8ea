/*
 * A stretch of each day by the clock on the wall, such as 22:00-07:00.
 */
#ifndef BASE_HOURS_H
#define BASE_HOURS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

/* Minutes since midnight; from == until: no hour at all. */
struct hours {
	int from_min, until_min;
};

/* "HH:MM-HH:MM"; may run over midnight.  -1: the sentence says what would
 * be right. */
int hours_parse(const char *, struct hours *, struct err *) MUST_USE;
/* In the case's zone: what the clock shows decides, so that a night with a
 * change of summer time is still that night. */
bool hours_hold(const struct hours *, int64_t moment_ms);

#endif
