/*
 * Contacts before and after each milestone.
 *
 * A milestone counts from the moment it was known to the person; where only
 * the day is known, from the start of that day, and how many fell on the day
 * itself is told apart; where it is not known when the person learnt of it,
 * from the day it was made.  A contact whose time of day is not known is told
 * apart in the same way when it is of that day.
 */
#ifndef DRAW_BEFORE_AFTER_H
#define DRAW_BEFORE_AFTER_H

#include "store/records/incidents.h"

enum before_from {
	BEFORE_KNOWN,		/* a moment */
	BEFORE_KNOWN_DAY,	/* the start of a day */
	BEFORE_MADE,		/* the start of the day it was made */
	BEFORE_NEVER,		/* no date at all: nothing is counted */
};

struct before_after {
	int64_t number;
	char *person;		/* id; "" for all */
	char *word;		/* its type: "notice-served" */
	char *type;		/* as in print: "notice served" */
	bool own_words;		/* the type is none of the table */
	char *issuer, *reference, *made;
	enum before_from from;
	int64_t from_ms;	/* MOMENT_NONE: BEFORE_NEVER */
	struct day day;		/* of from_ms */
	struct digest proof;
	bool has_proof;
	/* Contacts in; on_day: of `after`, those of that day when its time
	 * or theirs is not known. */
	int64_t before, after, on_day;
	int64_t next_ms;	/* the first of `after`, or MOMENT_NONE */
	bool next_exact;	/* its time of day is known */
	int64_t out_before, out_after;	/* the user's own */
};

struct before_afters {
	struct before_after *at;	/* in order of milestone_list */
	size_t n;
};

/* Those of the person (NULL: all), nothing counted yet. */
int before_afters_read(struct store *, const char *person,
	struct before_afters *, struct err *) MUST_USE;
void before_afters_done(struct before_afters *);	/* for CLEANUP() */
/* Counts one incident, in order of receipt; others than contacts are passed
 * over. */
void before_afters_count(struct before_afters *, const struct incident *);

#endif
