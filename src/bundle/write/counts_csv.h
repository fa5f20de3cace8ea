/*
 * daily-counts.csv: period,person,channel,in,out,coverage; every day of the
 * grid for every (person, channel) that has any contact, zeros included.
 */
#ifndef BUNDLE_WRITE_COUNTS_CSV_H
#define BUNDLE_WRITE_COUNTS_CSV_H

#include "base/buf.h"
#include "draw/grid.h"
#include "store/records/counts.h"

void counts_csv_head(struct buf *);
/* One line, with newline. */
void counts_csv_row(struct buf *, const struct grid *,
	const struct grid_row *, int day, enum coverage);

#endif
