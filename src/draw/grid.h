/*
 * The grid: contacts per day, person and channel, in and out.  Filled from
 * incidents by the writer, and from ledger rows by verify.
 */
#ifndef DRAW_GRID_H
#define DRAW_GRID_H

#include "base/day.h"
#include "model/channel.h"

#define GRID_DAYS_MAX 73050	/* 200 years; more is a broken clock */
#define GRID_ROWS_MAX 10000	/* persons times channels */
#define GRID_CELLS_MAX 4000000	/* days times rows: 32 MB */

struct cell {
	int32_t in, out;
};

/* One person's contacts on one channel. */
struct grid_row {
	char *person;
	enum channel channel;
	struct cell *days;	/* grid.n of them */
	int64_t in, out;
};

struct grid {
	struct day first;
	int n;			/* days; 0: nothing yet */
	struct grid_row *rows;	/* by (person, channel) */
	size_t n_rows;
	int cap;		/* days allocated in each row */
};

void grid_done(struct grid *);
/* Makes the grid reach that day, zeros between.  False: further than
 * GRID_DAYS_MAX from the others. */
bool grid_reach(struct grid *, struct day);
/* One contact; reaches its day.  False also when there are more rows or
 * cells than a grid may have. */
bool grid_add(struct grid *, struct day, const char *person, enum channel,
	enum direction);
/* One that was added, taken away again; a row without contacts goes. */
void grid_take(struct grid *, struct day, const char *person, enum channel,
	enum direction);
/* A row of zeros for a person who has none: "email". */
void grid_row_for(struct grid *, const char *person);
/* Over all rows. */
struct cell grid_day(const struct grid *, int day);
struct day grid_last(const struct grid *);

#endif
