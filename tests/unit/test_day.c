#include "base/day.h"
#include "tests/tap.h"

static const struct {
	const char *zone, *day, *start_utc;
	int hours;
} starts[] = {
	{ "Europe/London", "2026-03-29", "2026-03-29T00:00:00Z", 23 },
	{ "Europe/London", "2026-03-30", "2026-03-29T23:00:00Z", 24 },
	{ "Europe/London", "2026-10-25", "2026-10-24T23:00:00Z", 25 },
	{ "Europe/London", "2024-02-29", "2024-02-29T00:00:00Z", 24 },
	{ "Europe/London", "1970-01-01", "1969-12-31T23:00:00Z", 24 },
	{ "Europe/London", "2038-01-19", "2038-01-19T00:00:00Z", 24 },
	{ "Europe/London", "2038-01-20", "2038-01-20T00:00:00Z", 24 },
	{ "America/New_York", "2026-11-01", "2026-11-01T04:00:00Z", 25 },
	/* midnight does not exist here */
	{ "America/Havana", "2026-03-08", "2026-03-08T05:00:00Z", 23 },
	{ "Pacific/Auckland", "2026-01-01", "2025-12-31T11:00:00Z", 24 },
	{ "Asia/Kathmandu", "2026-01-01", "2025-12-31T18:15:00Z", 24 },
	{ "UTC", "1969-12-31", "1969-12-31T00:00:00Z", 24 },
};

static void
test_starts(void)
{
	struct err err;

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++) {
		char text[MOMENT_TEXT], back[DAY_TEXT];
		struct day d;
		int64_t at;

		if (zone_use(starts[i].zone, &err) == -1 ||
		    !day_parse(starts[i].day, &d)) {
			ok(false, "%s %s", starts[i].zone, starts[i].day);
			continue;
		}
		at = day_start_ms(d);
		moment_text_utc(at, text);
		is_str(text, starts[i].start_utc, starts[i].day);
		is_int((day_start_ms(day_add(d, 1)) - at) / 3600000,
		    starts[i].hours, "hours of that day");
		day_text(day_of(at), back);
		is_str(back, starts[i].day, "the start lies in the day");
		day_text(day_of(at - 1), back);
		ok(strcmp(back, starts[i].day) != 0, "the ms before does not");
	}
}

static const char *const no_days[] = {
	"2026-02-29", "2026-13-01", "2026-00-10", "2026-1-01", "", "2026-01-1",
	"2026-01-32", "2026/01/01", "20260101xx", "2026-04-31", "2100-02-29",
};

int
main(void)
{
	struct err err;
	struct day d;

	test_starts();
	for (size_t i = 0; i < sizeof(no_days) / sizeof(no_days[0]); i++)
		ok(!day_parse(no_days[i], &d), "no day: \"%s\"", no_days[i]);
	ok(zone_use("Europe/Londn", &err) == -1, "an unknown zone is refused");
	ok(zone_use("../../etc/passwd", &err) == -1, "no path for a zone");
	ok(day_parse("2026-03-29", &d) && day_weekday(d) == 6, "a Sunday");
	ok(day_parse("1969-12-31", &d) && d.n == -1, "before the epoch");
	return tap_done();
}
