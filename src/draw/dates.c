#include "draw/dates.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const months[] = {
	"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct",
	"Nov", "Dec",
};

static const char *const weekdays[] = {
	"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun",
};

void
dates_long(struct day d, char out[DATES_TEXT])
{
	int y, m, n;

	day_to_civil(d, &y, &m, &n);
	snprintf(out, DATES_TEXT, "%s %d %s %d", weekdays[day_weekday(d)], n,
	    months[m - 1], y);
}

void
dates_short(struct day d, bool month, char out[DATES_TEXT])
{
	int y, m, n;

	day_to_civil(d, &y, &m, &n);
	if (month)
		snprintf(out, DATES_TEXT, "%s %d", months[m - 1], y);
	else
		snprintf(out, DATES_TEXT, "%d %s", n, months[m - 1]);
}

void
dates_minute(int64_t moment_ms, char out[DATES_TEXT])
{
	struct clock_time c = clock_of(moment_ms);

	snprintf(out, DATES_TEXT, "%d %s %d, %02d:%02d", c.day,
	    months[c.month - 1], c.year, c.hour, c.minute);
}

void
dates_moment(int64_t moment_ms, char out[DATES_TEXT])
{
	struct clock_time c = clock_of(moment_ms);
	int off = abs(c.offset_s);

	snprintf(out, DATES_TEXT, "%d %s %d, %02d:%02d:%02d %c%02d:%02d",
	    c.day, months[c.month - 1], c.year, c.hour, c.minute, c.second,
	    c.offset_s < 0 ? '-' : '+', off / 3600, off / 60 % 60);
}
