#include "cmd/output/chart_text.h"

#include <stdio.h>
#include <string.h>

#include "base/safe.h"
#include "draw/dates.h"

#define LEFT 14			/* "Tue 07    60  " */
#define SHARE 3			/* flags get at most a third of a line */
#define INK_FLAG "\033[1;31m"
#define INK_QUIET "\033[2m"
#define INK_PLAIN "\033[0m"

/* By channel: told apart without colour, too. */
static const struct {
	const char *glyph, *ascii, *ink;
} looks[CHANNEL_COUNT] = {
	[CHANNEL_EMAIL] = { "█", "#", "\033[36m" },
	[CHANNEL_SMS] = { "▒", "=", "\033[33m" },
	[CHANNEL_MMS] = { "▚", "%", "\033[35m" },
	[CHANNEL_CALL] = { "▓", "+", "\033[32m" },
	[CHANNEL_VOICEMAIL] = { "▞", "v", "\033[34m" },
	[CHANNEL_CHAT] = { "░", ":", "\033[95m" },
	[CHANNEL_NOTICE] = { "▄", "n", "\033[93m" },
	[CHANNEL_WEB] = { "▀", "w", "\033[94m" },
	[CHANNEL_PHYSICAL] = { "▆", "@", "\033[92m" },
};

enum {
	CELL_BLANK = -1,
	CELL_HATCH = -2,
	CELL_LIMIT = -3,
};

/* One place of a line: a channel, or one of the above. */
struct place {
	int what;
	int eighths;		/* of the last place of a bar; 0: whole */
};

struct drawing {
	const struct chart_text *bars;
	struct buf *out;
	int64_t most;		/* contacts that fill the area */
	int area;		/* places for a bar, and one for a limit */
	int right;		/* columns for flags */
	bool used[CHANNEL_COUNT], limits, none, partial;
};

static int64_t
contacts(const struct bar *b)
{
	int64_t n = 0;

	for (int i = 0; i < CHANNEL_COUNT; i++)
		n += b->in[i];
	return n;
}

static void
cell_ink(struct drawing *d, const char *code)
{
	if (d->bars->colour)
		buf_add_str(d->out, code);
}

static const char *
either(const struct drawing *d, const char *glyph, const char *ascii)
{
	return d->bars->utf8 ? glyph : ascii;
}

static int
width_of(const char *text)
{
	return text == NULL ? 0 : (int)safe_width(span_str(text));
}

static void
learn(struct drawing *d, const struct bar *b)
{
	int64_t n = contacts(b);

	d->most = n > d->most ? n : d->most;
	d->most = b->limit > d->most ? b->limit : d->most;
	d->limits |= b->limit >= 0;
	d->none |= b->coverage == COVERAGE_NONE;
	d->partial |= b->coverage == COVERAGE_PARTIAL;
	for (int i = 0; i < CHANNEL_COUNT; i++)
		d->used[i] |= b->in[i] > 0;
	if (width_of(b->flags) > d->right)
		d->right = width_of(b->flags);
}

static void
bars_measure(struct drawing *d)
{
	int columns = d->bars->columns;

	columns = columns < CHART_TEXT_LEAST ? CHART_TEXT_LEAST : columns;
	columns = columns > CHART_TEXT_MOST ? CHART_TEXT_MOST : columns;
	for (size_t i = 0; i < d->bars->n; i++)
		learn(d, &d->bars->at[i]);
	if (d->right > columns / SHARE)
		d->right = columns / SHARE;
	d->area = columns - LEFT - 1 - (d->right > 0 ? d->right + 2 : 0);
}

/* Where a bar of that many ends; something is never nothing. */
static int
end_of(const struct drawing *d, int64_t n)
{
	int64_t at = (n * d->area * 2 + d->most) / (d->most * 2);

	return n > 0 && at == 0 ? 1 : (int)at;
}

/* A day on one channel whose glyph has eighths: finer than a place. */
static bool
fine(const struct drawing *d, const struct bar *b, struct place *p)
{
	int64_t n = b->in[CHANNEL_EMAIL], eighths;
	int at = 0;

	if (!d->bars->utf8 || n == 0 || n != contacts(b))
		return false;
	eighths = n * d->area * 8 / d->most;
	eighths = eighths == 0 ? 1 : eighths;
	for (; eighths > 0; eighths -= 8)
		p[at++] = (struct place){ CHANNEL_EMAIL,
			eighths < 8 ? (int)eighths : 0 };
	return true;
}

/* Each channel that occurs has at least one place. */
static void
coarse(const struct drawing *d, const struct bar *b, struct place *p)
{
	int64_t sum = 0;
	int at = 0, left = 0;

	for (int i = 0; i < CHANNEL_COUNT; i++)
		left += b->in[i] > 0;
	for (int i = 0; i < CHANNEL_COUNT; i++) {
		int end;

		if (b->in[i] == 0)
			continue;
		sum += b->in[i];
		end = end_of(d, sum);
		end = end <= at ? at + 1 : end;
		left--;
		end = end > d->area - left ? d->area - left : end;
		while (at < end)
			p[at++].what = i;
	}
}

static void
bar_fill(const struct drawing *d, const struct bar *b, struct place *p)
{
	for (int i = 0; i <= d->area; i++) {
		bool hatch = b->coverage == COVERAGE_NONE ||
		    (b->coverage == COVERAGE_PARTIAL && i % 3 == 2);

		p[i] = (struct place){ hatch && i < d->area ? CELL_HATCH :
			CELL_BLANK, 0 };
	}
	if (!fine(d, b, p))
		coarse(d, b, p);
	/* behind the last contact that is not above it */
	if (b->limit >= 0)
		p[b->limit * d->area / d->most].what = CELL_LIMIT;
}

static void
put_place(struct drawing *d, const struct place *p)
{
	static const char *const eighths[] = { "█", "▏", "▎", "▍", "▌", "▋",
		"▊", "▉" };

	if (p->what == CELL_BLANK)
		buf_add_char(d->out, ' ');
	else if (p->what == CELL_HATCH)
		buf_add_str(d->out, either(d, "╱", "/"));
	else if (p->what == CELL_LIMIT)
		buf_add_str(d->out, either(d, "│", "|"));
	else if (p->eighths > 0)
		buf_add_str(d->out, eighths[p->eighths]);
	else
		buf_add_str(d->out, either(d, looks[p->what].glyph,
		    looks[p->what].ascii));
}

static const char *
ink_of(int what)
{
	return what == CELL_BLANK ? INK_PLAIN : what == CELL_HATCH ?
	    INK_QUIET : what == CELL_LIMIT ? INK_FLAG : looks[what].ink;
}

/* As many places as are not blank; their number. */
static int
put_bar(struct drawing *d, const struct bar *b)
{
	struct place p[CHART_TEXT_MOST + 1];
	int n = d->area + 1, last = CELL_BLANK;

	bar_fill(d, b, p);
	while (n > 0 && p[n - 1].what == CELL_BLANK)
		n--;
	for (int i = 0; i < n; i++) {
		if (p[i].what != last) {
			cell_ink(d, INK_PLAIN);
			cell_ink(d, ink_of(p[i].what));
		}
		last = p[i].what;
		put_place(d, &p[i]);
	}
	if (n > 0)
		cell_ink(d, INK_PLAIN);
	return n;
}

static void
pad(struct drawing *d, int n)
{
	for (; n > 0; n--)
		buf_add_char(d->out, ' ');
}

/* Words from column `at` on, folded to the width of the terminal, lines but
 * the first after `indent` blanks; a word wider than that is not cut. */
static void
put_folded(struct drawing *d, const char *text, int at, int indent)
{
	int most = d->bars->columns, start = at;

	most = most < CHART_TEXT_LEAST ? CHART_TEXT_LEAST : most;
	for (; *text != '\0'; text += strspn(text, " ")) {
		size_t n = strcspn(text, " ");
		int width = (int)safe_width(span_of(text, n));

		if (at > start && at + 1 + width > most) {
			buf_add_char(d->out, '\n');
			pad(d, indent);
			at = start = indent;
		} else if (at > start) {
			buf_add_char(d->out, ' ');
			at++;
		}
		buf_add(d->out, text, n);
		at += width;
		text += n;
	}
}

/* Behind the bar, or on lines of their own where they are too long. */
static void
line_flags(struct drawing *d, const struct bar *b, int at)
{
	if (b->flags == NULL)
		return;
	if (width_of(b->flags) <= d->right) {
		pad(d, d->area + 1 - at + 2);
	} else {
		buf_add_char(d->out, '\n');
		pad(d, LEFT);
	}
	cell_ink(d, INK_FLAG);
	if (width_of(b->flags) <= d->right)
		buf_add_str(d->out, b->flags);
	else
		put_folded(d, b->flags, LEFT, LEFT);
	cell_ink(d, INK_PLAIN);
}

static void
put_day(struct drawing *d, const struct bar *b)
{
	static const char *const weekdays[] = { "Mon", "Tue", "Wed", "Thu",
		"Fri", "Sat", "Sun" };
	size_t start;
	int year, month, day, at;

	if (b->milestone != NULL) {
		buf_addf(d->out, "%s ", either(d, "──", "--"));
		put_folded(d, b->milestone, 3, 3);
		buf_add_char(d->out, '\n');
	}
	day_to_civil(b->day, &year, &month, &day);
	if (contacts(b) == 0 && b->coverage == COVERAGE_NONE)
		buf_addf(d->out, "%s %02d %5s  ", weekdays[day_weekday(
		    b->day)], day, "?");
	else
		buf_addf(d->out, "%s %02d %5lld  ", weekdays[day_weekday(
		    b->day)], day, (long long)contacts(b));
	at = put_bar(d, b);
	line_flags(d, b, at);
	start = d->out->len;
	while (start > 0 && d->out->at[start - 1] == ' ')
		start--;
	d->out->len = start;
	buf_add_char(d->out, '\n');
}

static bool
is_quiet_day(const struct bar *b)
{
	return contacts(b) == 0 && b->flags == NULL &&
	    b->milestone == NULL;
}

/* Days from `from` on that make one quiet line. */
static size_t
quiet_run(const struct chart_text *bars, size_t from)
{
	size_t i = from;

	while (i < bars->n && is_quiet_day(&bars->at[i]) &&
	    bars->at[i].coverage == bars->at[from].coverage)
		i++;
	return i - from;
}

static void
put_quiet(struct drawing *d, size_t from, size_t n)
{
	static const char *const words[] = {
		[COVERAGE_NONE] = "not collected",
		[COVERAGE_PARTIAL] = "partly collected",
		[COVERAGE_FULL] = "without contact",
	};
	const struct bar *b = &d->bars->at[from];
	char first[DATES_TEXT], last[DATES_TEXT];

	dates_long(b->day, first);
	dates_long(b[n - 1].day, last);
	cell_ink(d, INK_QUIET);
	buf_addf(d->out, "%s %zu days %s", b->coverage == COVERAGE_FULL ?
	    either(d, "···", "...") : either(d, "╱╱╱", "///"), n,
	    words[b->coverage]);
	if (d->bars->columns >= 2 * CHART_TEXT_LEAST)
		buf_addf(d->out, ", %s to %s", first, last);
	cell_ink(d, INK_PLAIN);
	buf_add_char(d->out, '\n');
}

static int
day_month(struct day d)
{
	int year, month, day;

	day_to_civil(d, &year, &month, &day);
	return year * 12 + month;
}

static void
put_days(struct drawing *d)
{
	const struct chart_text *bars = d->bars;
	int month = -1;

	for (size_t i = 0; i < bars->n;) {
		size_t quiet = quiet_run(bars, i);
		char text[DATES_TEXT];

		if (quiet >= CHART_TEXT_FOLD) {
			put_quiet(d, i, quiet);
			i += quiet;
			continue;
		}
		if (day_month(bars->at[i].day) != month) {
			dates_short(bars->at[i].day, true, text);
			buf_addf(d->out, "%s\n", text);
		}
		month = day_month(bars->at[i].day);
		put_day(d, &bars->at[i++]);
	}
}

/* An entry of the key, on the next line when this one is full. */
static void
key(struct drawing *d, int *at, const char *glyph, const char *what)
{
	int width = width_of(glyph) + 1 + width_of(what);

	if (*at > 0 && *at + 3 + width > d->bars->columns) {
		buf_add_char(d->out, '\n');
		*at = 0;
	}
	buf_addf(d->out, "%s%s %s", *at > 0 ? "   " : "", glyph, what);
	*at += width + (*at > 0 ? 3 : 0);
}

static void
put_chart_key(struct drawing *d)
{
	int at = 0;

	for (int i = 0; i < CHANNEL_COUNT; i++)
		if (d->used[i])
			key(d, &at, either(d, looks[i].glyph,
			    looks[i].ascii), channel_name((enum channel)i));
	if (d->limits)
		key(d, &at, either(d, "│", "|"), "limit: above it a day is "
		    "flagged");
	if (d->none)
		key(d, &at, either(d, "╱╱╱", "///"), "not collected: "
		    "unknown, not zero");
	if (d->partial)
		key(d, &at, either(d, "  ╱  ╱", "  /  /"),
		    "partly collected: may be more");
	if (at > 0)
		buf_add_char(d->out, '\n');
}

void
chart_text_draw(const struct chart_text *bars, struct buf *out)
{
	struct drawing d = { .bars = bars, .out = out, .most = 1 };

	bars_measure(&d);
	put_days(&d);
	put_chart_key(&d);
}
