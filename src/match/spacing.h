/*
 * Spacing: does white space mean to a pattern only that there is some?
 *
 * Folding ASCII text changes the case of letters, which no pattern sees,
 * and makes one blank of each run of white space.  Where a pattern says of
 * white space nothing but "some" (\s+) or "maybe" (\s*, .{0,40}), and asks
 * for it once between two characters that are none, whatever it hits in the
 * plain text it hits in the folded one, which is then enough to try.
 */
#ifndef MATCH_SPACING_H
#define MATCH_SPACING_H

#include "base/span.h"

/* false: it may, or this does not understand the pattern. */
bool spacing_is_free(const char *pattern);
/* ASCII without control characters but white space?  Then folding changes
 * case and white space only. */
bool spacing_is_plain(struct span text);
/* None at its ends, where folding leaves none? */
bool spacing_is_trimmed(struct span text);

#endif
