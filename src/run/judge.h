/*
 * The judge: all that the detector has to say of a store, under the present
 * rules and settings, in one pass over its contacts.  Writes nothing.
 */
#ifndef RUN_JUDGE_H
#define RUN_JUDGE_H

#include "conf/people.h"
#include "detect/flag.h"
#include "store/store.h"

struct judged {
	const char *person;	/* of struct people */
	struct flags flags;	/* in the order of their moments */
};

struct judgement {
	struct judged *at;	/* one a person */
	size_t n;
};

int judge(struct store *, const struct config *, const struct people *,
	struct judgement *, struct err *) MUST_USE;
void judgement_done(struct judgement *);	/* for CLEANUP() */

#endif
