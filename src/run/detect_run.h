/*
 * All that the detector has to say of a store, under the present
 * rules and settings, in one pass over its contacts.  Writes nothing.
 */
#ifndef RUN_DETECT_RUN_H
#define RUN_DETECT_RUN_H

#include "conf/people.h"
#include "detect/flag.h"
#include "store/core/store.h"

struct detected {
	const char *person;	/* of struct people */
	struct flags flags;	/* in the order of their moments */
};

struct detections {
	struct detected *at;	/* one a person */
	size_t n;
};

int detect_run(struct store *, const struct config *, const struct people *,
	struct detections *, struct err *) MUST_USE;
void detections_done(struct detections *);	/* for CLEANUP() */

#endif
