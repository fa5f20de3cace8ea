/* Times as people write them, and the two nights the clocks change. */
#include "base/when.h"
#include "tests/tap.h"

static const struct row {
	const char *zone, *text;
	const char *utc;	/* NULL: refused */
	const char *said;	/* part of the sentence, or when_text */
} rows[] = {
	{ "Europe/London", "2026-03-28", "2026-03-28T00:00:00Z",
	    "2026-03-28" },
	{ "Europe/London", "2026-07-01", "2026-06-30T23:00:00Z",
	    "2026-07-01" },
	{ "Europe/London", "2026-07-01 08:14", "2026-07-01T07:14:00Z",
	    "2026-07-01T08:14:00+01:00" },
	{ "Europe/London", "2026-07-01T08:14", "2026-07-01T07:14:00Z",
	    "2026-07-01T08:14:00+01:00" },
	{ "Europe/London", "2026-07-01 08:14+01:00", "2026-07-01T07:14:00Z",
	    "2026-07-01T08:14:00+01:00" },
	{ "Europe/London", "2026-01-01 00:00Z", "2026-01-01T00:00:00Z",
	    "2026-01-01T00:00:00+00:00" },
	{ "Europe/London", "2026-07-01 08:14Z", NULL, "was at +01:00 then" },
	/* forward: 01:00 to 02:00 is no time */
	{ "Europe/London", "2026-03-29 00:59", "2026-03-29T00:59:00Z",
	    "2026-03-29T00:59:00+00:00" },
	{ "Europe/London", "2026-03-29 01:00", NULL, "did not exist" },
	{ "Europe/London", "2026-03-29 01:59", NULL, "did not exist" },
	{ "Europe/London", "2026-03-29 02:00", "2026-03-29T01:00:00Z",
	    "2026-03-29T02:00:00+01:00" },
	/* back: 01:00 to 02:00 comes twice */
	{ "Europe/London", "2026-10-25 00:59", "2026-10-24T23:59:00Z",
	    "2026-10-25T00:59:00+01:00" },
	{ "Europe/London", "2026-10-25 01:30", NULL, "\"2026-10-25 "
	    "01:30+01:00\" is the first, \"2026-10-25 01:30+00:00\" the "
	    "second" },
	{ "Europe/London", "2026-10-25 01:30+01:00", "2026-10-25T00:30:00Z",
	    "2026-10-25T01:30:00+01:00" },
	{ "Europe/London", "2026-10-25 01:30+00:00", "2026-10-25T01:30:00Z",
	    "2026-10-25T01:30:00+00:00" },
	{ "Europe/London", "2026-10-25 02:00", "2026-10-25T02:00:00Z",
	    "2026-10-25T02:00:00+00:00" },
	/* a day that begins at one, one that never was, half an hour */
	{ "America/Asuncion", "2023-10-01", "2023-10-01T04:00:00Z",
	    "2023-10-01" },
	{ "America/Asuncion", "2023-10-01 00:30", NULL, "did not exist" },
	{ "Pacific/Apia", "2011-12-30 12:00", NULL, "was left out" },
	{ "Pacific/Apia", "2011-12-30", NULL, "was left out" },
	{ "Australia/Lord_Howe", "2026-04-05 01:45", NULL, "came twice" },
	{ "America/New_York", "2026-11-01 01:30-04:00",
	    "2026-11-01T05:30:00Z", "2026-11-01T01:30:00-04:00" },
	/* nonsense */
	{ "Europe/London", "", NULL, "is not right" },
	{ "Europe/London", "yesterday", NULL, "is not right" },
	{ "Europe/London", "2026-02-29", NULL, "is not right" },
	{ "Europe/London", "2026-2-9", NULL, "is not right" },
	{ "Europe/London", "2026-07-01 24:00", NULL, "is not right" },
	{ "Europe/London", "2026-07-01 08:60", NULL, "is not right" },
	{ "Europe/London", "2026-07-01 8:14", NULL, "is not right" },
	{ "Europe/London", "2026-07-01 08", NULL, "is not right" },
	{ "Europe/London", "2026-07-01 ", NULL, "is not right" },
	{ "Europe/London", "2026-07-01 08:14 ", NULL, "is not right" },
	{ "Europe/London", "2026-07-01 08:14+1", NULL, "is not right" },
	{ "Europe/London", "2026-07-01 08:14+01:0", NULL, "is not right" },
	{ "Europe/London", "2026-07-01 08:14:00", NULL, "is not right" },
};

static void
try(const struct row *r)
{
	char utc[MOMENT_TEXT], text[MOMENT_TEXT];
	struct when w = { 0 };
	struct err err = { 0 };
	int got;

	if (zone_use(r->zone, &err) == -1)
		ok(false, "%s", err.text);
	got = when_parse("--at", r->text, &w, &err);
	if (r->utc == NULL) {
		ok(got == -1 && err.code == EX_USAGE &&
		    strstr(err.text, r->said) != NULL, "refused: %s",
		    err.text);
		return;
	}
	moment_text_utc(w.ms, utc);
	when_text(&w, text);
	is_int(got, 0, r->text);
	is_str(utc, r->utc, "in UTC");
	is_str(text, r->said, "as it was given");
}

static void
test_past(void)
{
	struct err err;
	struct when w;
	int64_t now_ms;

	is_int(zone_use("Europe/London", &err), 0, "zone");
	now_ms = moment_from_civil(2026, 7, 1, 12, 0, 0, 3600);
	is_int(when_parse_past("--at", "2026-07-01 12:00", now_ms, &w, &err),
	    0, "now");
	is_int(when_parse_past("--at", "2026-07-01", now_ms, &w, &err), 0,
	    "today");
	ok(when_parse_past("--at", "2026-07-01 12:01", now_ms, &w,
	    &err) == -1 && strstr(err.text, "still to come") != NULL,
	    "a minute on: %s", err.text);
	is_int(when_parse_past("--at", "2026-07-02", now_ms, &w, &err), -1,
	    "tomorrow");
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		try(&rows[i]);
	test_past();
	return tap_done();
}
