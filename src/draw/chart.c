#include "draw/chart.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/day.h"
#include "base/file.h"
#include "base/safe.h"
#include "draw/dates.h"
#include "draw/labels.h"

#define LEFT 34.0
#define RIGHT 6.0
#define TOP 6.0			/* above the letters */
#define LETTER 7.0		/* from one to the next above it */
#define LABEL 9.0		/* the same of labels */
#define LABEL_WIDTH 36		/* letters of one */
#define BOTTOM 24.0
#define SLOTS_MIN 28		/* so that few days do not make fat bars */
#define TEXT 7.0
#define NAME_WIDTH 38.0	/* of "May 2026", about */
#define KEY_LINE 12.0		/* of the key */
#define HATCH 5.0		/* between hatching lines */

#define INK 0x222222
#define GREY 0x666666
#define GRID_LINE 0xdddddd
#define HATCHING 0xb0b0b0
#define PAPER 0xffffff

/* By brightness; a chart of few channels takes them far apart. */
static const uint32_t shades[] = {
	0x16324f, 0xa4452c, 0x4e8fae, 0xe3a857, 0xd3dde6,
};

#define SHADES (sizeof(shades) / sizeof(shades[0]))

static const unsigned char spread[SHADES + 1][SHADES] = {
	{ 0 },
	{ 0 },
	{ 0, 3 },
	{ 0, 2, 4 },
	{ 0, 1, 3, 4 },
	{ 0, 1, 2, 3, 4 },
};

/* How the channels that occur are drawn. */
struct chart_look {
	bool used;
	bool striped;
	uint32_t shade;
};

static void
looks_of(const struct grid *g, struct chart_look looks[CHANNEL_COUNT])
{
	size_t n = 0, k = 0;

	for (int c = 0; c < CHANNEL_COUNT; c++)
		looks[c] = (struct chart_look){ 0 };
	for (size_t i = 0; i < g->n_rows; i++)
		if (g->rows[i].in > 0)
			looks[g->rows[i].channel].used = true;
	for (int c = 0; c < CHANNEL_COUNT; c++)
		n += looks[c].used;
	n = n > SHADES ? SHADES : n;
	for (int c = 0; c < CHANNEL_COUNT; c++)
		if (looks[c].used) {
			looks[c].striped = k >= SHADES;
			looks[c].shade = shades[spread[n][k++ % SHADES]];
		}
}

/* One panel's measures. */
struct frame_of {
	struct canvas *canvas;
	const struct chart *chart;
	int from, n;		/* days of the grid */
	double slot;		/* width of a day */
	double zero;		/* y of the axis */
	double scale;		/* points a contact */
	double top, bottom;	/* of the plot */
	double labels;		/* y of the highest label's top */
	struct label *label;	/* one each of the chart's milestones; wide
				 * 0: none of this panel */
};

/* What the scale must reach. */
static struct cell
highest_bar(const struct chart *chart)
{
	const struct grid *g = chart->grid;
	struct cell top = { 0, 0 };

	for (int d = 0; chart->limits != NULL && d < g->n; d++)
		if (chart->limits[d] > top.in)
			top.in = (int32_t)chart->limits[d];
	for (int d = 0; d < g->n; d++) {
		struct cell c = grid_day(g, d);

		top.in = c.in > top.in ? c.in : top.in;
		top.out = c.out > top.out ? c.out : top.out;
	}
	return top;
}

static bool
panel_has(const struct grid *g, int from)
{
	for (int d = from; d < g->n && d < from + CHART_DAYS; d++) {
		struct cell c = grid_day(g, d);

		if (c.in > 0 || c.out > 0)
			return true;
	}
	return false;
}

/* First day of the n-th panel that has any contact; -1: no such panel. */
static int
panel_from(const struct grid *g, int panel)
{
	for (int from = 0; from < g->n; from += CHART_DAYS)
		if (panel_has(g, from) && panel-- == 0)
			return from;
	return -1;
}

int
chart_panels(const struct chart *chart)
{
	int n = 0;

	for (int from = 0; from < chart->grid->n; from += CHART_DAYS)
		n += panel_has(chart->grid, from);
	return n;
}

int
chart_busiest(const struct chart *chart)
{
	const struct grid *g = chart->grid;
	int panel = -1, n = -1;
	int32_t most = -1;

	for (int d = 0; d < g->n; d++) {
		struct cell c = grid_day(g, d);

		if (d % CHART_DAYS == 0)
			n += panel_has(g, d);
		if ((c.in > 0 || c.out > 0) && c.in > most) {
			most = c.in;
			panel = n;
		}
	}
	return panel;
}

static double
x_of(const struct frame_of *f, int day)
{
	return LEFT + (day - f->from) * f->slot;
}

static bool
is_within(const struct frame_of *f, struct day d)
{
	int day = d.n - f->chart->grid->first.n;

	return day >= f->from && day < f->from + f->n;
}

/* What a label says: a type of the user's own may be long. */
static void
label_text(const struct before_after *b, struct buf *out)
{
	struct span s = span_str(b->type);
	size_t at = 0, used;

	for (int n = 0; n < LABEL_WIDTH && at < s.len; n++) {
		(void)safe_decode(span_of(s.at + at, s.len - at), &used);
		at += used;
	}
	buf_add(out, s.at, at);
	if (at < s.len)
		buf_add_str(out, "...");
}

/* Returns the number of rows. */
static int
measure_labels(struct frame_of *f)
{
	const struct before_afters *all = f->chart->milestones;
	struct label *label;
	size_t n = 0;

	if (all == NULL)
		return 0;
	label = mem_get(all->n, sizeof(*label));
	f->label = label;
	for (size_t i = 0; i < all->n; i++) {
		const struct before_after *b = &all->at[i];
		CLEANUP(buf_done) struct buf text = { .max = 400,
			.truncate = true };

		if (b->from == BEFORE_NEVER || !is_within(f, b->day))
			continue;
		label_text(b, &text);
		label[n].x = x_of(f, b->day.n - f->chart->grid->first.n);
		label[n++].wide = 6 + TEXT * 0.56 *
		    (double)safe_width(buf_span(&text));
	}
	return labels_place(label, n, f->canvas->width - RIGHT);
}

/* A flood was raised first: one letter says it. */
static unsigned
marks_of(const struct chart_mark *m)
{
	return (m->marks & 1u << MARK_FLOOD) == 0 ? m->marks :
	    m->marks & ~(1u << MARK_RAISED);
}

/* The letters that stand over each other on a day of the panel. */
static int
measure_letters(const struct frame_of *f)
{
	int most = 0;

	for (size_t i = 0; i < f->chart->n_marks; i++) {
		const struct chart_mark *m = &f->chart->marks[i];
		int n = __builtin_popcount(marks_of(m));

		if (is_within(f, m->day) && n > most)
			most = n;
	}
	return most;
}

static struct frame_of
chart_measure(const struct chart *chart, int panel, struct canvas *c)
{
	struct frame_of f = { c, chart };
	struct cell top = highest_bar(chart);
	int whole = chart->grid->n < CHART_DAYS ? chart->grid->n : CHART_DAYS;
	double plot;

	f.from = panel_from(chart->grid, panel);
	if (f.from < 0)
		return f;
	f.n = chart->grid->n - f.from < CHART_DAYS ?
	    chart->grid->n - f.from : CHART_DAYS;
	whole = whole < SLOTS_MIN ? SLOTS_MIN : whole;
	f.slot = (c->width - LEFT - RIGHT) / whole;
	f.labels = TOP + measure_letters(&f) * LETTER;
	f.top = f.labels + 4 + measure_labels(&f) * LABEL;
	f.bottom = c->height - BOTTOM;
	plot = f.bottom - f.top;
	f.scale = plot * 0.96 / (top.in + top.out > 0 ?
	    top.in + top.out : 1);
	f.zero = f.bottom - top.out * f.scale;
	return f;
}

/* Diagonals of a box, cut at its sides. */
static void
hatch(struct canvas *c, double x, double y, double w, double h, double step)
{
	double end = floor((x + w + y + h) / step) * step;

	for (double k = ceil((x + y) / step) * step; k <= end; k += step) {
		double x1 = fmax(x, k - y - h), x2 = fmin(x + w, k - y);

		if (x2 > x1)
			c->line(c, x1, k - x1, x2, k - x2, 0.5, HATCHING);
	}
}

/* Runs of days with the same coverage are one band. */
static void
draw_coverage(const struct frame_of *f)
{
	const unsigned char *of = f->chart->coverage;
	int d = f->from;

	while (d < f->from + f->n) {
		int start = d;

		while (d < f->from + f->n && of[d] == of[start])
			d++;
		if (of[start] != COVERAGE_FULL)
			hatch(f->canvas, x_of(f, start), f->top,
			    (d - start) * f->slot, f->bottom - f->top,
			    of[start] == COVERAGE_NONE ? HATCH : 3 * HATCH);
	}
}

static int
nice_step(int most)
{
	static const int steps[] = { 1, 2, 5 };

	for (int ten = 1; ten < 100000000; ten *= 10)
		for (size_t i = 0; i < 3; i++)
			if (most / (steps[i] * ten) <= 5)
				return steps[i] * ten;
	return 100000000;
}

static void
draw_scale(const struct frame_of *f)
{
	struct canvas *c = f->canvas;
	struct cell top = highest_bar(f->chart);
	int step = nice_step(top.in > top.out ? top.in : top.out);

	for (int v = -(top.out / step) * step; v <= top.in; v += step) {
		double y = f->zero - v * f->scale;
		char text[16];

		snprintf(text, sizeof(text), "%d", v < 0 ? -v : v);
		c->line(c, LEFT, y, c->width - RIGHT, y, 0.4, GRID_LINE);
		c->text(c, LEFT - 4, y + TEXT * 0.35, TEXT, ANCHOR_END, GREY,
		    span_str(text));
	}
}

static void
outline(struct canvas *c, double x, double y, double w, double h)
{
	c->line(c, x, y, x + w, y, 0.4, INK);
	c->line(c, x, y, x, y + h, 0.4, INK);
	c->line(c, x + w, y, x + w, y + h, 0.4, INK);
	c->line(c, x, y + h, x + w, y + h, 0.4, INK);
}

static void
draw_piece(struct canvas *c, const struct chart_look *look, double x, double y,
    double w, double h)
{
	c->fill(c, x, y, w, h, look->shade);
	for (double s = y + 1.5; look->striped && s < y + h; s += 3)
		c->line(c, x, s, x + w, s, 0.8, PAPER);
	if (look->shade == shades[SHADES - 1])
		outline(c, x, y, w, h);
	else if (h > 2)
		c->line(c, x, y, x + w, y, 0.3, PAPER);
}

static int32_t
channel_in(const struct grid *g, int day, enum channel channel)
{
	int32_t n = 0;

	for (size_t i = 0; i < g->n_rows; i++)
		if (g->rows[i].channel == channel)
			n += g->rows[i].days[day].in;
	return n;
}

static void
draw_day(const struct frame_of *f, const struct chart_look *looks, int day)
{
	const struct grid *g = f->chart->grid;
	double x = x_of(f, day) + f->slot * 0.12, w = f->slot * 0.76;
	double y = f->zero;
	int32_t out = grid_day(g, day).out;

	for (int c = 0; c < CHANNEL_COUNT; c++) {
		int32_t n = looks[c].used ?
		    channel_in(g, day, (enum channel)c) : 0;

		if (n == 0)
			continue;
		y -= n * f->scale;
		draw_piece(f->canvas, &looks[c], x, y, w, n * f->scale);
	}
	if (out > 0) {
		f->canvas->fill(f->canvas, x, f->zero, w, out * f->scale,
		    PAPER);
		outline(f->canvas, x, f->zero, w, out * f->scale);
	}
}

/* Flags that go on from the day before have their letters alone. */
static bool
spell_goes_on(const struct chart *chart, size_t i)
{
	const struct chart_mark *m = &chart->marks[i];

	return i > 0 && m[-1].day.n == m->day.n - 1 &&
	    m[-1].marks == m->marks;
}

/* From the letters to the bar: faint where it is no matter of numbers, and
 * only begun where contact eased. */
static void
draw_leader(const struct frame_of *f, unsigned marks, int day, double x)
{
	const unsigned eased = 1u << MARK_EASING | 1u << MARK_USUAL;
	const unsigned grave = 1u << MARK_FLOOD | 1u << MARK_RAISED |
	    1u << MARK_BREACH | 1u << MARK_THREAT;
	double end = f->zero - 1 - f->scale *
	    grid_day(f->chart->grid, day).in;

	f->canvas->line(f->canvas, x, f->labels, x, (marks & ~eased) == 0 ?
	    f->labels + 4 : end, 0.4, (marks & grave) != 0 ? GREY :
	    HATCHING);
}

/* The gravest at the bottom. */
static void
draw_letters(const struct frame_of *f, unsigned marks, double x)
{
	double y = f->labels - 1;

	for (int k = 0; k < MARK_COUNT; k++)
		if ((marks & 1u << k) != 0) {
			f->canvas->text(f->canvas, x, y, TEXT - 1,
			    ANCHOR_MIDDLE, INK, span_of(
			    &mark_looks[k].letter, 1));
			y -= LETTER;
		}
}

static void
draw_marks(const struct frame_of *f)
{
	for (size_t i = 0; i < f->chart->n_marks; i++) {
		const struct chart_mark *m = &f->chart->marks[i];
		int day = m->day.n - f->chart->grid->first.n;
		double x = x_of(f, day) + f->slot / 2;

		if (!is_within(f, m->day))
			continue;
		if (!spell_goes_on(f->chart, i))
			draw_leader(f, m->marks, day, x);
		draw_letters(f, marks_of(m), x);
	}
}

/* Steps from day to day, white beneath so that it shows on dark bars. */
static void
draw_limit(const struct frame_of *f, double thick, uint32_t colour)
{
	const int64_t *limits = f->chart->limits;

	for (int d = f->from; limits != NULL && d < f->from + f->n; d++) {
		double y = f->zero - (double)limits[d] * f->scale;
		double x = x_of(f, d);

		if (limits[d] < 0)
			continue;
		f->canvas->line(f->canvas, x, y, x + f->slot, y, thick,
		    colour);
		if (d > f->from && limits[d - 1] >= 0 &&
		    limits[d - 1] != limits[d])
			f->canvas->line(f->canvas, x, f->zero -
			    (double)limits[d - 1] * f->scale, x, y, thick,
			    colour);
	}
}

static void
broken_line(struct canvas *c, double x, double top, double bottom)
{
	for (double y = top; y < bottom; y += 5)
		c->line(c, x, y, x, fmin(y + 3, bottom), 0.9, INK);
}

static void
draw_label(const struct frame_of *f, const struct before_after *b,
    const struct label *l)
{
	CLEANUP(buf_done) struct buf text = { .max = 400, .truncate = true };
	double top = f->labels + 2 + l->row * LABEL;
	struct canvas *c = f->canvas;

	label_text(b, &text);
	broken_line(c, l->x, top, f->bottom);
	c->fill(c, l->left ? l->x - 1 - l->wide : l->x + 1, top, l->wide - 2,
	    LABEL - 1, PAPER);
	c->text(c, l->left ? l->x - 3 : l->x + 3, top + TEXT - 0.5, TEXT,
	    l->left ? ANCHOR_END : ANCHOR_START, INK, buf_span(&text));
}

static void
draw_milestones(const struct frame_of *f)
{
	const struct before_afters *all = f->chart->milestones;
	size_t n = 0;

	for (size_t i = 0; all != NULL && i < all->n; i++)
		if (all->at[i].from != BEFORE_NEVER &&
		    is_within(f, all->at[i].day))
			draw_label(f, &all->at[i], &f->label[n++]);
}

static bool
names_months(const struct frame_of *f)
{
	return 7 * f->slot < NAME_WIDTH;
}

/* Every day, Monday or month gets its name, whichever has room. */
static bool
is_named(const struct frame_of *f, struct day d)
{
	int year, month, day;

	day_to_civil(d, &year, &month, &day);
	if (f->slot >= NAME_WIDTH)
		return true;
	return names_months(f) ? day == 1 : day_weekday(d) == 0;
}

static void
draw_days(const struct frame_of *f)
{
	struct canvas *c = f->canvas;
	char text[DATES_TEXT];

	for (int i = f->from; i < f->from + f->n; i++) {
		struct day d = day_add(f->chart->grid->first, i);
		double x = x_of(f, i);

		if (day_weekday(d) == 0)
			c->line(c, x, f->bottom, x, f->bottom + 2, 0.4, GREY);
		if (!is_named(f, d))
			continue;
		dates_short(d, names_months(f), text);
		c->line(c, x, f->bottom, x, f->bottom + 5, 0.5, INK);
		if (x + NAME_WIDTH > c->width)
			continue;
		c->text(c, x + 2, f->bottom + 10, TEXT, ANCHOR_START, GREY,
		    span_str(text));
	}
}

static void
draw_period(const struct frame_of *f)
{
	struct day first = day_add(f->chart->grid->first, f->from);
	char from[DATES_TEXT], to[DATES_TEXT], text[2 * DATES_TEXT + 8];

	dates_long(first, from);
	dates_long(day_add(first, f->n - 1), to);
	snprintf(text, sizeof(text), "%s to %s", from, to);
	f->canvas->text(f->canvas, LEFT, f->bottom + 20, TEXT, ANCHOR_START,
	    INK, span_str(text));
}

void
chart_panel(const struct chart *chart, int panel, struct canvas *c)
{
	struct frame_of f = chart_measure(chart, panel, c);
	struct chart_look looks[CHANNEL_COUNT];

	if (f.from < 0)
		return;
	looks_of(chart->grid, looks);
	draw_coverage(&f);
	draw_scale(&f);
	for (int d = f.from; d < f.from + f.n; d++)
		draw_day(&f, looks, d);
	c->line(c, LEFT, f.zero, c->width - RIGHT, f.zero, 0.7, INK);
	draw_limit(&f, 2.2, PAPER);
	draw_limit(&f, 0.9, INK);
	draw_marks(&f);
	draw_milestones(&f);
	draw_days(&f);
	draw_period(&f);
	free(f.label);
}

/* The key in the making: entries flow from line to line.  Without a canvas
 * it is only measured. */
struct chart_legend {
	struct canvas *canvas;
	double width, x, y;
};

/* Room for an entry; its mark is drawn at (x, y). */
static void
key_room(struct chart_legend *k, const char *text, double mark)
{
	double wide = mark + (double)span_str(text).len * TEXT * 0.56;

	if (k->x > LEFT && k->x + wide > k->width - RIGHT) {
		k->x = LEFT;
		k->y += KEY_LINE;
	}
	if (k->canvas != NULL)
		k->canvas->text(k->canvas, k->x + mark, k->y + 9, TEXT,
		    ANCHOR_START, INK, span_str(text));
}

static void
key_next(struct chart_legend *k, const char *text, double mark)
{
	k->x += mark + (double)span_str(text).len * TEXT * 0.56 + 12;
}

static void
key_hatch(struct chart_legend *k, const char *text, double step)
{
	key_room(k, text, 13);
	if (k->canvas != NULL)
		hatch(k->canvas, k->x, k->y + 2, 9, 8, step);
	key_next(k, text, 13);
}

static void
key_channels(struct chart_legend *k, const struct chart *chart)
{
	struct chart_look looks[CHANNEL_COUNT];

	looks_of(chart->grid, looks);
	for (int i = 0; i < CHANNEL_COUNT; i++) {
		const char *name = channel_name((enum channel)i);

		if (!looks[i].used)
			continue;
		key_room(k, name, 13);
		if (k->canvas != NULL)
			draw_piece(k->canvas, &looks[i], k->x, k->y + 2, 9,
			    8);
		key_next(k, name, 13);
	}
}

#define WORDS_OUT "sent to them (below)"
#define WORDS_LIMIT "limit: above it a day is flagged"
#define WORDS_MILESTONE "milestone"

static void
key_lines(struct chart_legend *k, const struct chart *chart)
{
	struct canvas *c = k->canvas;

	if (highest_bar(chart).out > 0) {
		key_room(k, WORDS_OUT, 13);
		if (c != NULL)
			outline(c, k->x, k->y + 2, 9, 8);
		key_next(k, WORDS_OUT, 13);
	}
	if (chart->limits != NULL) {
		key_room(k, WORDS_LIMIT, 13);
		if (c != NULL)
			c->line(c, k->x, k->y + 6, k->x + 9, k->y + 6, 0.9,
			    INK);
		key_next(k, WORDS_LIMIT, 13);
	}
	if (chart->milestones != NULL && chart->milestones->n > 0) {
		key_room(k, WORDS_MILESTONE, 9);
		if (c != NULL)
			broken_line(c, k->x + 4, k->y + 1, k->y + 10);
		key_next(k, WORDS_MILESTONE, 9);
	}
}

static void
key_coverage(struct chart_legend *k, const struct chart *chart)
{
	bool some[3] = { false };

	for (int d = 0; d < chart->grid->n; d++)
		some[chart->coverage[d]] = true;
	if (some[COVERAGE_NONE])
		key_hatch(k, "not collected", 2.5);
	if (some[COVERAGE_PARTIAL])
		key_hatch(k, "partly collected", 6);
}

static void
key_marks(struct chart_legend *k, const struct chart *chart)
{
	unsigned all = 0;

	for (size_t i = 0; i < chart->n_marks; i++)
		all |= marks_of(&chart->marks[i]);
	for (int i = 0; i < MARK_COUNT; i++) {
		char text[60];

		if ((all & 1u << i) == 0)
			continue;
		snprintf(text, sizeof(text), "%c %s", mark_looks[i].letter,
		    mark_looks[i].words);
		key_room(k, text, 0);
		key_next(k, text, 0);
	}
}

static void
key_all(struct chart_legend *k, const struct chart *chart)
{
	k->x = LEFT;
	key_channels(k, chart);
	key_lines(k, chart);
	key_coverage(k, chart);
	key_marks(k, chart);
}

double
chart_key_height(const struct chart *chart, double width)
{
	struct chart_legend k = { NULL, width, 0, 0 };

	key_all(&k, chart);
	return k.y + KEY_LINE + 3;
}

void
chart_key(const struct chart *chart, struct canvas *c)
{
	struct chart_legend k = { c, c->width, 0, 0 };

	key_all(&k, chart);
}
