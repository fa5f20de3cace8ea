/*
 * The days, persons and channels a question is about, and the cells of
 * the counts between them.  Used by count and chart.
 */
#ifndef CMD_DAYS_H
#define CMD_DAYS_H

#include "cmd/command.h"
#include "store/counts.h"

struct cells {
	struct day first, last;		/* inclusive */
	struct strings persons;		/* ids, sorted */
	bool channels[CHANNEL_COUNT];	/* that occur */
	int slots[CHANNEL_COUNT];	/* of those that occur: 0, 1, ... */
	int n_slots;
	/* [person][day - first][slot][direction]: only what occurs, since
	 * memory costs more to touch for the first time than to fill */
	int32_t *at;
	struct coverage_day *coverage;	/* [day - first] */
};

/* 1: the store holds no day at all. */
int cells_load(struct store *, const struct filter *, struct cells *,
	struct err *) MUST_USE;
void cells_done(struct cells *);
int64_t cells_get(const struct cells *, size_t person, int day,
	enum channel, enum direction);
int cells_days(const struct cells *);

#endif
