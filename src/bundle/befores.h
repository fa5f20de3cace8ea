/*
 * Contacts before and after each milestone.
 *
 * A milestone counts from the moment it was known to the person; where only
 * the day is known, from the start of that day, and how many fell on the day
 * itself is told apart; where it is not known when the person learnt of it,
 * from the day it was made.  A contact whose time of day is not known is told
 * apart in the same way when it is of that day.
 */
#ifndef BUNDLE_BEFORES_H
#define BUNDLE_BEFORES_H

#include "store/incidents.h"

enum before_from {
	BEFORE_KNOWN,		/* a moment */
	BEFORE_KNOWN_DAY,	/* the start of a day */
	BEFORE_MADE,		/* the start of the day it was made */
	BEFORE_NEVER,		/* no date at all: nothing is counted */
};

struct before {
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

struct befores {
	struct before *at;	/* in order of milestone_list */
	size_t n;
};

/* Those of the person (NULL: all), nothing counted yet. */
int befores_read(struct store *, const char *person, struct befores *,
	struct err *) MUST_USE;
void befores_done(struct befores *);	/* for CLEANUP() */
/* Counts one incident, in order of receipt; others than contacts are passed
 * over. */
void befores_count(struct befores *, const struct incident *);

#endif
