/*
 * Milestones: asked to stop, notice served, order made or served, report to
 * police.  Contact is counted before and after them.  They are amended by
 * new rows only; the newest row under a number says what is so.
 */
#ifndef STORE_RECORDS_MILESTONES_H
#define STORE_RECORDS_MILESTONES_H

#include "store/core/rows.h"
#include "store/records/attachments.h"

/*
 * A new milestone (m->number 0), or a new version of one, with its proof
 * (NULL: none, or that of the version before) kept as an original.  *number
 * is the milestone's; m->id, proof and has_proof are not looked at.
 * 1: there is no milestone of that number.
 */
int milestone_record(struct store *, const struct milestone *,
	const struct enclosure *proof, int64_t *number, struct err *)
	MUST_USE;
typedef int milestone_each(const struct milestone *, void *arg,
	struct err *);
/* The newest version of each, ordered by known_ms (without it, by the day
 * it was made), then number.  With a person: theirs, and those for all. */
int milestone_list(struct store *, const char *person, milestone_each *,
	void *arg, struct err *) MUST_USE;
/* All versions of one, oldest first. */
int milestone_history(struct store *, int64_t number, milestone_each *,
	void *arg, struct err *) MUST_USE;
/* The newest version of one; 1: there is no milestone of that number. */
int milestone_get(struct store *, int64_t number, milestone_each *,
	void *arg, struct err *) MUST_USE;

#endif
