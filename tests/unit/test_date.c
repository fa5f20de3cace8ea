#include "read/mime/date.h"
#include "tests/unit/reading.h"

static const struct {
	const char *text, *want;	/* NULL: no date */
} cases[] = {
	{ "Mon, 01 Jan 2024 00:00:00 +0000", "2024-01-01T00:00:00Z" },
	{ "Mon, 1 Jan 2024 00:00:00 +0100", "2023-12-31T23:00:00Z" },
	{ "1 Jan 2024 12:30 -0500", "2024-01-01T17:30:00Z" },
	{ "Fri, 21 Nov 97 09:55:06 -0600", "1997-11-21T15:55:06Z" },
	{ "Fri, 21 Nov 02 09:55:06 GMT", "2002-11-21T09:55:06Z" },
	{ "Fri, 21 Nov 102 09:55:06 GMT", "2002-11-21T09:55:06Z" },
	{ "Fri, 21 Nov 0102 09:55:06 GMT", "2002-11-21T09:55:06Z" },
	{ "21 Nov 2002 09:55:06 EST", "2002-11-21T14:55:06Z" },
	{ "21 Nov 2002 09:55:06 PDT", "2002-11-21T16:55:06Z" },
	{ "21 Nov 2002 09:55:06 Z", "2002-11-21T09:55:06Z" },
	{ "21 Nov 2002 09:55:06 GMT+0100", "2002-11-21T08:55:06Z" },
	{ "21 Nov 2002 09:55:06 +0100 (CET)", "2002-11-21T08:55:06Z" },
	{ "21 Nov 2002 09:55:06 +01:00", "2002-11-21T08:55:06Z" },
	{ "21 Nov 2002 09:55:06", "2002-11-21T09:55:06Z" },
	{ "21 Nov 2002 09(comment):55", "2002-11-21T00:00:00Z" },
	{ "Fri (x (y)) , 21 Nov 2002 09:55 +0000", "2002-11-21T09:55:00Z" },
	{ "Fri Nov 21 09:55:06 1997", "1997-11-21T09:55:06Z" },
	{ "Fri Nov  1 09:55:06 GMT 1997", "1997-11-01T09:55:06Z" },
	{ "November 21, 1997 9:55 PM", "1997-11-21T21:55:00Z" },
	{ "21 Nov 1997 12:05 AM", "1997-11-21T00:05:00Z" },
	{ "21-Nov-1997 09:55:06 +0000", "1997-11-21T09:55:06Z" },
	{ "21-Nov-97 09:55:06 +0000", "1997-11-21T09:55:06Z" },
	{ "1997-11-21T09:55:06Z", "1997-11-21T09:55:06Z" },
	{ "1997-11-21T09:55:06+02:00", "1997-11-21T07:55:06Z" },
	{ "1997-11-21 09:55:06 +0000", "1997-11-21T09:55:06Z" },
	{ "Mon,01 Jan 2024 00:00:60 +0000", "2024-01-01T00:01:00Z" },
	{ "29 Feb 2024 10:00 +0000", "2024-02-29T10:00:00Z" },
	{ "32 Jan 2024 10:00 +0000", NULL },
	{ "1 Foo 2024 10:00 +0000", NULL },
	{ "1 Jan 2024 25:00:00 +0000", NULL },
	{ "", NULL },
	{ "yesterday", NULL },
	{ "((((((((", NULL },
	{ "99999999999999999999", NULL },
	{ "1 Jan 99999999999 00:00", NULL },
};

static const struct {
	const char *text, *want;
} received[] = {
	{ "from a by b; Mon, 01 Jan 2024 00:00:00 +0000",
	    "2024-01-01T00:00:00Z" },
	{ "from a (x; y) by b; id; Mon, 01 Jan 2024 00:00:00 +0000",
	    "2024-01-01T00:00:00Z" },
	{ "from a by b", NULL },
	{ "", NULL },
};

static void
check(int64_t ms, const char *want, const char *what)
{
	char text[MOMENT_TEXT];

	if (ms != MOMENT_NONE)
		moment_text_utc(ms, text);
	if (want == NULL)
		ok(ms == MOMENT_NONE, "no date: %s", what);
	else
		is_str(ms == MOMENT_NONE ? "none" : text, want, what);
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++)
		check(date_parse(span_str(cases[i].text)), cases[i].want,
		    cases[i].text);
	for (size_t i = 0; i < COUNT(received); i++)
		check(date_received(span_str(received[i].text)),
		    received[i].want, received[i].text);
	return tap_done();
}
