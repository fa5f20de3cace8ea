/*
 * Civil days and the case's time zone.
 *
 * A civil day is its own type, counted from 1970-01-01 in the proleptic
 * Gregorian calendar; it is not a time_t.  A moment is milliseconds since
 * 1970-01-01T00:00:00Z (int64_t, names end in _ms).  A process has one
 * zone, set once by zone_use.
 */
#ifndef BASE_DAY_H
#define BASE_DAY_H

#include <stdint.h>

#include "base/err.h"
#include "base/span.h"

#define MOMENT_NONE INT64_MIN	/* "no such moment is known" */

struct day {
	int32_t n;		/* days since 1970-01-01 */
};

struct clock_time {
	int year, month, day;	/* month and day from 1 */
	int hour, minute, second;
	int offset_s;		/* seconds east of UTC */
};

#define DAY_TEXT 16		/* "2026-03-29" with room */
#define MOMENT_TEXT 40		/* "2026-03-29T02:10:00+01:00" */

/* An IANA name such as Europe/London.  -1: unknown name. */
int zone_use(const char *name, struct err *) MUST_USE;

struct day day_of(int64_t moment_ms);		/* in the zone */
struct clock_time clock_of(int64_t moment_ms);	/* in the zone */
/* The first moment of the day in the zone (not always 00:00). */
int64_t day_start_ms(struct day);
struct day day_add(struct day, int days);
struct day day_from_civil(int year, int month, int day);
void day_to_civil(struct day, int *year, int *month, int *day);
/* 0 Monday … 6 Sunday. */
int day_weekday(struct day);
/* "YYYY-MM-DD" */
void day_text(struct day, char out[DAY_TEXT]);
/* Exactly "YYYY-MM-DD" and a day that exists; false otherwise. */
bool day_parse(const char *, struct day *);
/* "HH:MM" at the start of the text, 00:00 to 23:59; false otherwise. */
bool clock_parse(const char *, int *hour, int *minute);
/* RFC 3339: in the zone with its offset, or in UTC with "Z". */
void moment_text(int64_t moment_ms, char out[MOMENT_TEXT]);
void moment_text_utc(int64_t moment_ms, char out[MOMENT_TEXT]);
/* The moment of a civil time at an offset. */
int64_t moment_from_civil(int year, int month, int day, int hour, int minute,
	int second, int offset_s);

/* Now.  In a build for tests (configure --enable-test-clock), and in no
 * other, FLOODMARK_NOW (seconds since the epoch) overrides it. */
int64_t clock_now_ms(void);
/* Whether it does so now. */
bool clock_is_fixed(void);
/* Behind the version: "" or a word that this is a build for tests. */
const char *clock_note(void);
/* For intervals only: never goes back. */
int64_t clock_ticks_ms(void);

#endif
