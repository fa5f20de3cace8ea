/*
 * Style of HTML, as far as it hides text from the eye.
 */
#ifndef READ_HTML_STYLE_H
#define READ_HTML_STYLE_H

#include "base/span.h"

#define STYLE_CLASSES_MAX 32	/* hiding classes and ids remembered */

/* What hides text.  A box that is not shown hides all that is in it; the
 * others are inherited, and an inner element may take them back. */
enum style_bit {
	STYLE_BOX = 1 << 0,		/* display:none, mso-hide:all, … */
	STYLE_INVISIBLE = 1 << 1,	/* visibility:hidden */
	STYLE_TINY = 1 << 2,		/* font-size:0 */
	STYLE_CLEAR = 1 << 3,		/* color:transparent */
	STYLE_FADED = 1 << 4,		/* in the colour of its ground */
	STYLE_RTL = 1 << 5,		/* direction:rtl; hides nothing */
	STYLE_OVERRIDE = 1 << 6,	/* unicode-bidi:bidi-override; nor
					 * does this */
};

#define STYLE_HIDES (STYLE_BOX | STYLE_INVISIBLE | STYLE_TINY | \
	STYLE_CLEAR | STYLE_FADED)

/* Classes and ids a style sheet hides.  Spans lie in the HTML. */
struct style_sheet {
	struct span name[STYLE_CLASSES_MAX];
	char kind[STYLE_CLASSES_MAX];	/* '.' or '#' */
	size_t n;
	bool colors;			/* it names some: they are not known */
};

/* The bits of an element with these declarations in one with `outer`. */
unsigned style_bits(struct span declarations, unsigned outer);
/* Reads the text of a <style> element. */
void style_sheet_read(struct style_sheet *, struct span css);
/* Is one of the names (separated by blanks) hidden? */
bool style_sheet_hides(const struct style_sheet *, char kind,
	struct span names);

#endif
