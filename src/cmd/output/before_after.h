/*
 * Contacts before and after each milestone: as paragraphs for a person, or a
 * row each.
 */
#ifndef CMD_OUTPUT_BEFORE_AFTER_H
#define CMD_OUTPUT_BEFORE_AFTER_H

#include "cmd/output/cells.h"
#include "draw/before_after.h"

/* Days [from, to) of the cells; none when they are the same. */
struct side {
	int from, to;
};

/* The days before and after; of a milestone whose moment is known its own
 * day is on both sides.  Not of BEFORE_NEVER. */
void before_after_sides(const struct cells *, const struct before_after *,
	struct side *before, struct side *after);

/* The milestones, counted over the cells' days by the filter. */
int before_after_read(struct store *, const struct filter *,
	const struct cells *, struct before_afters *, struct err *) MUST_USE;
/* The paragraph of one that is not BEFORE_NEVER. */
void before_after_put(const struct cells *, const struct before_after *);
/* Of the cells' days and the filter; nothing where no milestone is on
 * one of these days.  Where it has no first or last day, one
 * before or after all of them is told, too. */
int before_after_print(struct store *, const struct filter *,
	const struct cells *, struct err *) MUST_USE;
/* All milestones, in the format of a call of `count`; one row each, or with
 * split one for each channel that occurs. */
int before_after_rows(const struct call *, const struct cells *, struct err *)
	MUST_USE;

#endif
