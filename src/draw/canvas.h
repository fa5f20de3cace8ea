/*
 * A canvas: what a drawing asks of whatever it is drawn on.  page.c draws
 * on a PDF page, svg.c writes SVG; the chart knows neither.
 *
 * Lengths are points from the top left; colours are 0xRRGGBB.
 */
#ifndef DRAW_CANVAS_H
#define DRAW_CANVAS_H

#include <stdint.h>

#include "base/span.h"

enum anchor {
	ANCHOR_START,
	ANCHOR_MIDDLE,
	ANCHOR_END,
};

struct canvas {
	double x, y;		/* origin: where (0, 0) lies */
	double width, height;
	void (*fill)(struct canvas *, double x, double y, double w, double h,
		uint32_t colour);
	void (*line)(struct canvas *, double x1, double y1, double x2,
		double y2, double thick, uint32_t colour);
	/* y is the base line; the text is made safe by the canvas. */
	void (*text)(struct canvas *, double x, double y, double size,
		enum anchor, uint32_t colour, struct span);
};

#endif
