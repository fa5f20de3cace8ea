/*
 * Days as people write them, in English whatever the locale.
 */
#ifndef DRAW_DATES_H
#define DRAW_DATES_H

#include "base/day.h"

#define DATES_TEXT 40

void dates_long(struct day, char out[DATES_TEXT]); /* Thu 14 May 2026 */
/* "14 May", or for a month "May 2026". */
void dates_short(struct day, bool month, char out[DATES_TEXT]);
/* "14 May 2026, 14:02", in the case's zone. */
void dates_minute(int64_t moment_ms, char out[DATES_TEXT]);
/* "14 May 2026, 14:02:11 +01:00", in the case's zone. */
void dates_moment(int64_t moment_ms, char out[DATES_TEXT]);

#endif
