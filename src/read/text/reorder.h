/*
 * Text as the eye meets it where its writer turned it around.
 *
 * Between U+202E, RIGHT-TO-LEFT OVERRIDE, and the end of its line or of
 * the override "esuoh" is drawn as "house".  Nobody who writes to be read
 * needs that for letters of an English word.
 */
#ifndef READ_TEXT_REORDER_H
#define READ_TEXT_REORDER_H

#include "base/buf.h"

#define REORDER_LINE_MAX 65536	/* bytes; what is more of a line stays out */

/* Adds the lines that hold an override, in the order in which their
 * characters are drawn (UAX #9); false: there are none. */
bool reorder_add(struct buf *out, struct span text);

#endif
