#include "draw/labels.h"

static double
from_of(const struct label *l)
{
	return l->left ? l->x - l->wide : l->x;
}

static bool
meet(const struct label *a, const struct label *b)
{
	return from_of(a) < from_of(b) + b->wide &&
	    from_of(b) < from_of(a) + a->wide;
}

/* Below every earlier one that it would cover or whose text its own line
 * would cross. */
static int
label_row(const struct label *all, size_t i)
{
	int row = 0;

	for (size_t k = 0; k < i; k++)
		if (meet(&all[k], &all[i]) && all[k].row >= row)
			row = all[k].row + 1;
	return row < LABELS_ROWS ? row : LABELS_ROWS - 1;
}

int
labels_place(struct label *all, size_t n, double right_edge)
{
	int rows = 0;

	for (size_t i = 0; i < n; i++) {
		all[i].left = all[i].x + all[i].wide > right_edge;
		all[i].row = label_row(all, i);
		rows = all[i].row >= rows ? all[i].row + 1 : rows;
	}
	return rows;
}
