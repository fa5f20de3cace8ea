#include "bundle/chart.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/day.h"
#include "bundle/dates.h"

#define LEFT 34.0
#define RIGHT 6.0
#define TOP 16.0
#define BOTTOM 24.0
#define SLOTS_MIN 28		/* so that few days do not make fat bars */
#define TEXT 7.0
#define NAME_WIDTH 38.0	/* of "May 2026", about */
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
struct look {
	bool used;
	bool striped;
	uint32_t shade;
};

static void
looks_of(const struct grid *g, struct look looks[CHANNEL_COUNT])
{
	size_t n = 0, k = 0;

	for (int c = 0; c < CHANNEL_COUNT; c++)
		looks[c] = (struct look){ 0 };
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
};

/* What the scale must reach. */
static struct cell
highest(const struct chart *chart)
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

static struct frame_of
measure(const struct chart *chart, int panel, struct canvas *c)
{
	struct frame_of f = { c, chart };
	struct cell top = highest(chart);
	int whole = chart->grid->n < CHART_DAYS ? chart->grid->n : CHART_DAYS;
	double plot;

	f.from = panel_from(chart->grid, panel);
	f.n = chart->grid->n - f.from < CHART_DAYS ?
	    chart->grid->n - f.from : CHART_DAYS;
	whole = whole < SLOTS_MIN ? SLOTS_MIN : whole;
	f.slot = (c->width - LEFT - RIGHT) / whole;
	f.top = TOP;
	f.bottom = c->height - BOTTOM;
	plot = f.bottom - f.top;
	f.scale = plot * 0.96 / (top.in + top.out > 0 ?
	    top.in + top.out : 1);
	f.zero = f.bottom - top.out * f.scale;
	return f;
}

static double
x_of(const struct frame_of *f, int day)
{
	return LEFT + (day - f->from) * f->slot;
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
	struct cell top = highest(f->chart);
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
draw_piece(struct canvas *c, const struct look *look, double x, double y,
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
draw_day(const struct frame_of *f, const struct look *looks, int day)
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

/* A flag that goes on from the day before has its letter alone. */
static bool
goes_on(const struct chart *chart, size_t i)
{
	const struct chart_mark *m = &chart->marks[i];

	return i > 0 && m[-1].day.n == m->day.n - 1 &&
	    m[-1].letter == m->letter;
}

static void
draw_marks(const struct frame_of *f)
{
	struct canvas *c = f->canvas;

	for (size_t i = 0; i < f->chart->n_marks; i++) {
		const struct chart_mark *m = &f->chart->marks[i];
		int day = m->day.n - f->chart->grid->first.n;
		double x = x_of(f, day) + f->slot / 2;
		double y = f->zero;

		if (day < f->from || day >= f->from + f->n)
			continue;
		y -= grid_day(f->chart->grid, day).in * f->scale;
		if (!goes_on(f->chart, i))
			c->line(c, x, f->top - 6, x, y - 1, 0.4, GREY);
		c->text(c, x, f->top - 7, TEXT - 1, ANCHOR_MIDDLE, INK,
		    span_of(&m->letter, 1));
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

/* Labels on three heights, so that near ones do not cover each other. */
static void
draw_milestones(const struct frame_of *f)
{
	const struct befores *all = f->chart->milestones;
	struct canvas *c = f->canvas;

	for (size_t i = 0; all != NULL && i < all->n; i++) {
		const struct before *b = &all->at[i];
		int day = b->day.n - f->chart->grid->first.n;
		double x = x_of(f, day), y = f->top + 7 + (double)(i % 3) * 9;
		double wide = (double)strlen(b->type) * TEXT * 0.56 + 4;
		bool left = x + wide > c->width - RIGHT;

		if (b->from == BEFORE_NEVER || day < f->from ||
		    day >= f->from + f->n)
			continue;
		broken_line(c, x, f->top - 4, f->bottom);
		c->fill(c, left ? x - 1 - wide : x + 1, y - TEXT, wide,
		    TEXT + 2, PAPER);
		c->text(c, left ? x - 3 : x + 3, y, TEXT, left ? ANCHOR_END :
		    ANCHOR_START, INK, span_str(b->type));
	}
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
	struct frame_of f = measure(chart, panel, c);
	struct look looks[CHANNEL_COUNT];

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
}

static double
key_text(struct canvas *c, double x, const char *text)
{
	c->text(c, x + 13, 9, TEXT, ANCHOR_START, INK, span_str(text));
	return x + 13 + (double)span_str(text).len * TEXT * 0.62 + 12;
}

void
chart_key(const struct chart *chart, struct canvas *c)
{
	struct look looks[CHANNEL_COUNT];
	double x = LEFT;

	looks_of(chart->grid, looks);
	for (int i = 0; i < CHANNEL_COUNT; i++)
		if (looks[i].used) {
			draw_piece(c, &looks[i], x, 2, 9, 8);
			x = key_text(c, x, channel_name((enum channel)i));
		}
	outline(c, x, 2, 9, 8);
	x = key_text(c, x, "sent to them (below)");
	hatch(c, x, 2, 9, 8, 2.5);
	x = key_text(c, x, "not collected");
	hatch(c, x, 2, 9, 8, 6);
	x = key_text(c, x, "partly collected");
	if (chart->limits != NULL) {
		c->line(c, x, 6, x + 9, 6, 0.9, INK);
		x = key_text(c, x, "limit");
	}
	if (chart->milestones != NULL && chart->milestones->n > 0) {
		broken_line(c, x + 4, 1, 10);
		x = key_text(c, x, "milestone");
	}
	c->text(c, x, 9, TEXT, ANCHOR_START, INK,
	    span_str("R raised  F flood"));
}
