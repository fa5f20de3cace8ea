/*
 * The days, persons and channels a question is about, and the cells of
 * the counts between them.  Used by count and chart.
 */
#ifndef CMD_OUTPUT_CELLS_H
#define CMD_OUTPUT_CELLS_H

#include "cmd/command.h"
#include "store/records/counts.h"

struct cells {
	struct day first, last;		/* inclusive */
	bool blank;			/* the store holds no day at all */
	struct strings persons;		/* ids, sorted; at least one: "" when
					 * nobody has a count */
	bool channels[CHANNEL_COUNT];	/* that occur */
	int slots[CHANNEL_COUNT];	/* of those that occur: 0, 1, ..., or 0
					 * of all that are not kept apart */
	int n_slots;
	/* [person][day - first][slot][direction]: only what occurs, since
	 * memory costs more to touch for the first time than to fill */
	int32_t *at;
	enum coverage *coverage;	/* [day - first] */
	struct coverage_map *map;	/* for the hours of a day */
};

/* Without a day in the store, or with none of those asked for, they are still
 * days: today, or those, with the coverage they have.  Only with `apart` can
 * one channel be told from another. */
int cells_load(struct store *, const struct filter *, bool apart,
	struct cells *, struct err *) MUST_USE;
void cells_done(struct cells *);
int64_t cells_get(const struct cells *, size_t person, int day,
	enum channel, enum direction);
/* Of days [from, to), in one channel or, where it is -1, in all. */
int64_t cells_sum(const struct cells *, size_t person, int from, int to,
	int channel, enum direction);
int cells_days(const struct cells *);
/* Of days [from, to), at least one; what differs is PARTIAL. */
enum coverage cells_coverage(const struct cells *, int from, int to);
/* Has anybody a contact on any of the days? */
bool cells_have_contacts(const struct cells *);

#endif
