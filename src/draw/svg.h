/*
 * SVG: rectangles, lines and text, nothing that runs and no reference to
 * anything outside.  Written by hand, for the numbers in it must not depend
 * on a locale and its bytes not on what else the process has drawn.
 */
#ifndef DRAW_SVG_H
#define DRAW_SVG_H

#include "base/out.h"
#include "draw/canvas.h"

struct svg {
	struct canvas canvas;	/* first: the canvas is the drawing */
	struct out *out;
};

void svg_begin(struct svg *, struct out *, double width, double height,
	const char *title);
void svg_end(struct svg *);

#endif
