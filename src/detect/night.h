/*
 * Night: contact from NIGHT_FROM to NIGHT_UNTIL o'clock, where at least
 * NIGHT_OTHERS contacts in a row came at other hours, over NIGHT_DAYS at
 * least.  Again when as much has gone by without.  Pure, O(1).
 */
#ifndef DETECT_NIGHT_H
#define DETECT_NIGHT_H

#include "detect/note.h"

#define NIGHT_FROM 0
#define NIGHT_UNTIL 6
#define NIGHT_OTHERS 20
#define NIGHT_DAYS 28

/* Zero is before the first contact. */
struct night {
	bool any;
	struct day since;	/* the last at night, else the first of all */
	bool ever;		/* there was one at night */
	int64_t others;		/* since then */
};

void night_contact(struct night *, const struct contact *, struct flags *);

#endif
