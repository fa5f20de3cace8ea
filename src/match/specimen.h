/*
 * Specimens: the texts that a rule says it finds (`hits`) and does not find
 * (`misses`), tried as they would be in a message.
 *
 * Each is tried as it is ("plain"), then as each part that the rule's `in`
 * names would bring it: written into a message, read, matched.  It is right
 * when it is right in all of them.
 */
#ifndef MATCH_SPECIMEN_H
#define MATCH_SPECIMEN_H

#include "conf/people.h"

enum specimen_outcome {
	SPECIMEN_HIT,		/* found, as it must be */
	SPECIMEN_MISS,		/* not found, as it must be */
	SPECIMEN_UNDECIDED,	/* a match, depth or heap limit was reached */
	SPECIMEN_WRONG,
	SPECIMEN_COUNT
};

struct specimen {
	const struct person *person;	/* only while `each` runs; of a
					 * platform its path and id */
	const struct rule *rule;
	bool hit;		/* one of `hits`, else of `misses` */
	size_t n;		/* which of them, from 1 */
	const char *part;	/* "plain" or a word of `in` */
	enum specimen_outcome outcome;
};

const char *specimen_outcome_name(enum specimen_outcome);
bool specimen_is_right(const struct specimen *);

/* Every specimen in every part, in the order of the files; -1 of `each`
 * ends it.  A bad pattern is "file:line:column: …", EX_CONFIG. */
int specimens_run(const struct people *,
	int (*each)(const struct specimen *, void *arg, struct err *),
	void *arg, struct err *) MUST_USE;
/* What is wrong with one that is not right, "file:line:column: …" with the
 * place of the pattern, EX_CONFIG; always -1. */
int specimen_err(const struct specimen *, struct err *);
/* 0 when all are right, else specimen_err of the first that is not. */
int specimens_check(const struct people *, struct err *) MUST_USE;

#endif
