/*
 * Contacts before and after each milestone: as paragraphs for a person, or a
 * row each.
 */
#ifndef CMD_AROUND_H
#define CMD_AROUND_H

#include "bundle/befores.h"
#include "cmd/days.h"

/* Days [from, to) of the cells; none when they are the same. */
struct side {
	int from, to;
};

/* The days before and after; of a milestone whose moment is known its own
 * day is on both sides.  Not of BEFORE_NEVER. */
void around_sides(const struct cells *, const struct before *,
	struct side *before, struct side *after);

/* The milestones, counted over the cells' days by the call's filter. */
int around_read(const struct call *, const struct cells *, struct befores *,
	struct err *) MUST_USE;
/* The paragraph of one that is not BEFORE_NEVER. */
void around_put(const struct cells *, const struct before *);
/* Of the cells' days and the call's filter; nothing where no milestone is on
 * one of these days.  Where the call asks for no first or last day, one
 * before or after all of them is told, too. */
int around_print(const struct call *, const struct cells *, struct err *)
	MUST_USE;
/* All milestones, in the format of the call; one row each, or with
 * call->split one for each channel that occurs. */
int around_rows(const struct call *, const struct cells *, struct err *)
	MUST_USE;

#endif
