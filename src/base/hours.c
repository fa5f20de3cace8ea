#include "base/hours.h"

#include <string.h>

#include "base/day.h"

/* "HH:MM" at the start of the text, or -1. */
static int
minutes_of(const char *s)
{
	int hour, minute;

	return clock_parse(s, &hour, &minute) ? hour * 60 + minute : -1;
}

int
hours_parse(const char *text, struct hours *out, struct err *err)
{
	if (strlen(text) == 11 && text[5] == '-') {
		out->from_min = minutes_of(text);
		out->until_min = minutes_of(text + 6);
		if (out->from_min >= 0 && out->until_min >= 0 &&
		    out->from_min != out->until_min)
			return 0;
	}
	return err_set(err, EX_USAGE, "\"%.40s\" is not right; two different "
	    "times such as 22:00-07:00 would be", text);
}

bool
hours_hold(const struct hours *h, int64_t moment_ms)
{
	struct clock_time t = clock_of(moment_ms);
	int now = t.hour * 60 + t.minute;

	if (h->from_min <= h->until_min)
		return now >= h->from_min && now < h->until_min;
	return now >= h->from_min || now < h->until_min;
}
