/*
 * Attribution: from what was found in a message to what is written down,
 * one decision a person.  Pure.
 */
#ifndef MATCH_ATTRIBUTE_H
#define MATCH_ATTRIBUTE_H

#include "conf/people.h"
#include "model/incident.h"
#include "model/message.h"

struct attribution {
	enum state state;
	const struct finding *why;	/* what it rests on; NULL: nobody's */
	const struct finding *rule;	/* first rule that hit, or NULL */
	const char *kind;		/* see struct incident */
};

/* The person's findings in v, for a folder of that role.  Returns false
 * when nothing is to be written down for that person. */
bool attribute(const struct verdict *, enum role, const struct people *,
	uint32_t person, struct attribution *);

/*
 * Receipt time, what a contact is counted by: the phone's own for texts
 * and calls; INTERNALDATE; where that is missing or impossible (before 1990
 * or more than a day after newest_ms, the latest that it may be now) the
 * topmost Received; else now.  Never the sender's Date.
 */
int64_t receipt_ms(const struct verdict *, int64_t internal_ms,
	int64_t newest_ms, int64_t now_ms);

#endif
