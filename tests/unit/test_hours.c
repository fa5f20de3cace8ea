#include <stdlib.h>

#include "base/day.h"
#include "base/hours.h"
#include "tests/tap.h"

static const struct {
	const char *text;
	bool good;
} texts[] = {
	{ "22:00-07:00", true }, { "00:00-23:59", true },
	{ "09:30-09:31", true }, { "22:00-22:00", false },
	{ "22:00", false }, { "", false }, { "22-7", false },
	{ "24:00-07:00", false }, { "22:60-07:00", false },
	{ "22:00-7:00", false }, { "22:00 07:00", false },
	{ "22:00-07:00 ", false }, { "-2:00-07:00", false },
};

/* In London; the clock goes forward on 2026-03-29 at 01:00 UTC and back on
 * 2026-10-25 at 01:00 UTC. */
static const struct {
	const char *what, *hours;
	int month, day, hour, minute;	/* UTC */
	bool held;
} moments[] = {
	{ "before", "22:00-07:00", 1, 10, 21, 59, false },
	{ "from", "22:00-07:00", 1, 10, 22, 0, true },
	{ "midnight", "22:00-07:00", 1, 11, 0, 0, true },
	{ "last minute", "22:00-07:00", 1, 11, 6, 59, true },
	{ "until", "22:00-07:00", 1, 11, 7, 0, false },
	{ "within a day", "09:00-17:00", 1, 11, 12, 0, true },
	{ "after it", "09:00-17:00", 1, 11, 17, 0, false },
	{ "summer: an hour earlier", "22:00-07:00", 7, 1, 21, 0, true },
	{ "summer: ends earlier", "22:00-07:00", 7, 1, 6, 0, false },
	{ "the short night, 06:59", "22:00-07:00", 3, 29, 5, 59, true },
	{ "the short night, 07:00", "22:00-07:00", 3, 29, 6, 0, false },
	{ "the long night, 06:59", "22:00-07:00", 10, 25, 6, 59, true },
	{ "the long night, 07:00", "22:00-07:00", 10, 25, 7, 0, false },
};

int
main(void)
{
	struct err err;
	struct hours h, none = { 0, 0 };

	if (zone_use("Europe/London", &err) == -1)
		return 99;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		is_int(hours_parse(texts[i].text, &h, &err),
		    texts[i].good ? 0 : -1, texts[i].text);
	for (size_t i = 0; i < sizeof(moments) / sizeof(moments[0]); i++) {
		int64_t at = moment_from_civil(2026, moments[i].month,
		    moments[i].day, moments[i].hour, moments[i].minute, 0, 0);

		if (hours_parse(moments[i].hours, &h, &err) == -1)
			return 99;
		is_int(hours_hold(&h, at), moments[i].held, moments[i].what);
	}
	ok(!hours_hold(&none, 0), "no hours never hold");
	return tap_done();
}
