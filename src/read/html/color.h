/*
 * Colours of HTML, as far as text is drawn in that of its ground.
 *
 * A colour is 0xRRGGBB; COLOR_UNKNOWN is one that was not understood, or
 * that a style sheet or a picture may change: with it nothing is hidden.
 */
#ifndef READ_HTML_COLOR_H
#define READ_HTML_COLOR_H

#include "base/span.h"

#define COLOR_UNKNOWN (-1)

struct colors {
	int text, back;
};

/* "#fff", "#FFFFFF", "white", "rgb(255, 255, 255)", … */
int color_parse(struct span);
/* Takes note of color, background and background-color. */
void colors_declare(struct colors *, struct span declarations);
/* Is the text as good as invisible? */
bool colors_hide(const struct colors *);

#endif
