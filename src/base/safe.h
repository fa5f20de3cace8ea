/*
 * The one way from a message to a person's screen, a log or a file.
 *
 * Everything printed goes through safe_text: valid UTF-8 stays, except
 * control characters (C0, C1, DEL), line separators, bidirectional and
 * zero-width controls and tag characters, which become a visible
 * \u{XXXX}; bytes that are not UTF-8 become \x{XX}; a backslash stays.
 */
#ifndef BASE_SAFE_H
#define BASE_SAFE_H

#include "base/buf.h"

enum safe_lines {
	SAFE_ONE_LINE,		/* \n and \t become a blank, \r goes */
	SAFE_LINES,		/* \n and \t stay, \r goes */
};

void safe_text(struct buf *out, struct span, enum safe_lines);
/* The next scalar value of the span, or -1 and one byte when it is not
 * UTF-8; *used is how many bytes it took. */
int safe_decode(struct span, size_t *used);
/* Valid UTF-8: bytes that are not become U+FFFD, nothing else changes. */
void safe_utf8(struct buf *out, struct span);
/* A CSV cell per RFC 4180, with a ' before a leading = + - @ TAB or CR
 * (spreadsheets would run it), made safe as one line. */
void safe_csv(struct buf *out, struct span);
/* Columns on a terminal of made-safe text (wide and combining counted), in a
 * UTF-8 LC_CTYPE; without one only ASCII has a width. */
size_t safe_width(struct span);

#endif
