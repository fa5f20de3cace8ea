/*
 * Bars on a terminal, to the letter: a quiet stretch, a flood on two
 * channels, a gap and a milestone, on lines of three widths.
 */
#include <locale.h>
#include <string.h>

#include "base/safe.h"
#include "cmd/output/chart_text.h"
#include "tests/tap.h"

#define FIRST 20544		/* 2026-04-01, a Wednesday */

static struct bar
day(int n, int email, int sms, enum coverage coverage)
{
	return (struct bar){ .day = { FIRST + n },
		.in = { [CHANNEL_EMAIL] = email, [CHANNEL_SMS] = sms },
		.coverage = coverage, .limit = 5 };
}

static size_t
make(struct bar *at)
{
	size_t n = 0;

	at[n++] = day(0, 2, 0, COVERAGE_FULL);
	for (int i = 1; i < 13; i++)
		at[n++] = day(i, 0, 0, COVERAGE_FULL);
	at[n++] = day(13, 1, 1, COVERAGE_FULL);
	at[n] = day(14, 12, 8, COVERAGE_FULL);
	at[n].milestone = "notice served";
	at[n++].flags = "FLOOD, new-channel-sms";
	at[n++] = day(15, 0, 0, COVERAGE_NONE);
	at[n++] = day(16, 3, 0, COVERAGE_PARTIAL);
	return n;
}

static const struct row {
	const char *what;
	int columns;
	bool utf8, colour;
	const char *text;
} rows[] = {
	{ "40 columns, ASCII", 40, false, false,
	    "Apr 2026\n"
	    "Wed 01     2  # |\n"
	    "... 12 days without contact\n"
	    "Tue 14     2  #=|\n"
	    "-- notice served\n"
	    "Wed 15    20  ##|###====\n"
	    "              FLOOD, new-channel-sms\n"
	    "Thu 16     ?  //|///////\n"
	    "Fri 17     3  ##|  /  /\n"
	    "# email   = sms\n"
	    "| limit: above it a day is flagged\n"
	    "/// not collected: unknown, not zero\n"
	    "  /  / partly collected: may be more\n" },
	{ "80 columns", 80, true, false,
	    "Apr 2026\n"
	    "Wed 01     2  ████      │\n"
	    "··· 12 days without contact, Thu 2 Apr 2026 to Mon 13 Apr 2026\n"
	    "Tue 14     2  ██▒▒      │\n"
	    "── notice served\n"
	    "Wed 15    20  ██████████│██████████████▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒   FLOOD, new-channel-sms\n"
	    "Thu 16     ?  ╱╱╱╱╱╱╱╱╱╱│╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱\n"
	    "Fri 17     3  ██████▏ ╱ │╱  ╱  ╱  ╱  ╱  ╱  ╱  ╱  ╱  ╱\n"
	    "█ email   ▒ sms   │ limit: above it a day is flagged\n"
	    "╱╱╱ not collected: unknown, not zero     ╱  ╱ partly collected: may be more\n" },
	{ "200 columns", 200, true, false,
	    "Apr 2026\n"
	    "Wed 01     2  ████████████████                        │\n"
	    "··· 12 days without contact, Thu 2 Apr 2026 to Mon 13 Apr 2026\n"
	    "Tue 14     2  ████████▒▒▒▒▒▒▒▒                        │\n"
	    "── notice served\n"
	    "Wed 15    20  ████████████████████████████████████████│████████████████████████████████████████████████████████▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒   FLOOD, new-channel-sms\n"
	    "Thu 16     ?  ╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱│╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱╱\n"
	    "Fri 17     3  ████████████████████████▏ ╱  ╱  ╱  ╱  ╱ │╱  ╱  ╱  ╱  ╱  ╱  ╱  ╱  ╱  ╱  ╱  ╱  ╱  ╱  ╱  ╱  ╱  ╱  ╱  ╱  ╱  ╱  ╱  ╱  ╱  ╱  ╱  ╱  ╱  ╱  ╱  ╱  ╱  ╱  ╱  ╱  ╱  ╱  ╱  ╱\n"
	    "█ email   ▒ sms   │ limit: above it a day is flagged   ╱╱╱ not collected: unknown, not zero     ╱  ╱ partly collected: may be more\n" },
};

static int
widest(const char *text)
{
	int most = 0;

	while (*text != '\0') {
		size_t n = strcspn(text, "\n");
		int w = (int)safe_width(span_of(text, n));

		most = w > most ? w : most;
		text += n + (text[n] == '\n');
	}
	return most;
}

static void
test_rows(void)
{
	struct bar at[40];
	size_t n = make(at);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *r = &rows[i];
		CLEANUP(buf_done) struct buf out = { .max = 1 << 20 };
		struct chart_text bars = { at, n, r->columns, r->utf8,
		    r->colour };

		chart_text_draw(&bars, &out);
		is_str(buf_str(&out), r->text, r->what);
	}
}

/* Without what is only colour; the rest stays where it is. */
static void
strip(struct buf *out)
{
	const char *c;
	size_t len = 0;

	for (c = buf_str(out); *c != '\0'; c++) {
		if (*c == '\033')
			c = strchr(c, 'm');
		else
			out->at[len++] = *c;
	}
	out->at[len] = '\0';
	out->len = len;
}

/* In every way to draw, with counts of five digits and flags that no line
 * has room for; and the fullest bar takes what flags leave. */
static void
test_width(const struct bar *at, size_t n, int columns, bool utf8,
    bool colour)
{
	int want = columns < CHART_TEXT_LEAST ? CHART_TEXT_LEAST :
	    columns > CHART_TEXT_MOST ? CHART_TEXT_MOST : columns, got;
	CLEANUP(buf_done) struct buf out = { .max = 1 << 20 };
	struct chart_text bars = { at, n, columns, utf8, colour };

	chart_text_draw(&bars, &out);
	ok((strchr(buf_str(&out), '\033') != NULL) == colour,
	    "escapes for colour only");
	strip(&out);
	got = widest(buf_str(&out));
	ok(got <= want && got >= want * 3 / 5, "%d columns%s%s: %d", want,
	    utf8 ? ", UTF-8" : "", colour ? ", colour" : "", got);
}

static void
test_widths(void)
{
	static const int widths[] = { 1, 40, 41, 80, 200, 1000 };
	struct bar at[40];
	size_t n = make(at);

	at[n - 1].in[CHANNEL_CALL] = 34567;
	at[n - 1].limit = 34570;
	at[n - 2].milestone = "a hearing that was put off once more and then "
	    "again, as it is in the user's own words";
	at[n - 3].flags = "FLOOD, new-channel-sms, new-identifier, night, "
	    "threat, many-addresses, identifier-burst, breach-12";
	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++)
		for (int way = 0; way < 4; way++)
			test_width(at, n, widths[i], way & 1, way & 2);
}

static void
test_colour(void)
{
	struct bar at[40];
	size_t n = make(at);
	CLEANUP(buf_done) struct buf out = { .max = 1 << 20 };
	CLEANUP(buf_done) struct buf plain = { .max = 1 << 20 };
	struct chart_text bars = { at, n, 80, true, true };

	chart_text_draw(&bars, &out);
	bars.colour = false;
	chart_text_draw(&bars, &plain);
	strip(&out);
	is_str(out.at, buf_str(&plain), "colour adds nothing but colour");
}

int
main(void)
{
	/* as the program does: without it no glyph has a width */
	if (setlocale(LC_CTYPE, "C.UTF-8") == NULL)
		return 99;
	test_rows();
	test_widths();
	test_colour();
	return tap_done();
}
