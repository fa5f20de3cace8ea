/*
 * The terminal that a person reads on: how wide it is, and what it can show.
 */
#ifndef CMD_OUTPUT_TERMINAL_H
#define CMD_OUTPUT_TERMINAL_H

#include <stdbool.h>

/* $COLUMNS, else as the terminal says, else 80. */
int terminal_columns(void);
/* By what the locale's name says, whether or not it is installed here. */
bool terminal_utf8(void);
/* On a terminal that is not dumb, unless $NO_COLOR is set. */
bool terminal_colour(void);

/* One line of made-safe text or more, each after `indent` blanks and no
 * wider than the terminal or 100 columns; words are not cut. */
void terminal_paragraph(const char *text, int indent);

#endif
