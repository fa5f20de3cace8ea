/*
 * The chart: contacts per day as bars stacked by channel, what the user
 * sent below the line, flagged days marked, days that were not fully
 * collected hatched; the limit of each day as a line through them, and a
 * broken upright line where a milestone is.  Shades differ in brightness, not
 * only in hue, so that it can be read printed in grey.
 *
 * Long periods are cut into panels of CHART_DAYS days on one scale; panels
 * in which nothing was counted are left out.
 */
#ifndef DRAW_CHART_H
#define DRAW_CHART_H

#include "detect/kinds.h"
#include "draw/before_after.h"
#include "draw/canvas.h"
#include "draw/grid.h"
#include "store/records/counts.h"

#define CHART_DAYS 184		/* half a year and a bit */

struct chart_mark {
	struct day day;
	unsigned marks;		/* a bit each of enum mark */
};

struct chart {
	const struct grid *grid;
	const unsigned char *coverage;	/* enum coverage, one a day */
	const struct chart_mark *marks;	/* by day */
	size_t n_marks;
	const int64_t *limits;	/* one a day, -1 unknown; NULL: none */
	const struct before_afters *milestones;	/* NULL: none */
};

/* 0 when nothing was counted at all. */
int chart_panels(const struct chart *);
/* The panel of the day with most contacts; -1: there is none. */
int chart_busiest(const struct chart *);
/* The panel fills the canvas. */
void chart_panel(const struct chart *, int panel, struct canvas *);
/* What the shades, lines and letters are that occur: as many lines as it
 * takes in that width. */
double chart_key_height(const struct chart *, double width);
void chart_key(const struct chart *, struct canvas *);

#endif
