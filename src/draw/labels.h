/*
 * Where labels stand that belong to upright lines: in rows above the plot,
 * so that none covers a bar, another label, or is crossed by the line of a
 * later one.  Pure.
 */
#ifndef DRAW_LABELS_H
#define DRAW_LABELS_H

#include <stdbool.h>
#include <stddef.h>

#define LABELS_ROWS 6		/* beyond it they may cover each other */

struct label {
	double x;		/* of its line */
	double wide;
	bool left;		/* of its line, where there is no room right */
	int row;		/* 0 is the highest; its line begins there */
};

/* From x and wide, ordered by x: the rest.  Returns the number of rows. */
int labels_place(struct label *, size_t n, double right_edge);

#endif
