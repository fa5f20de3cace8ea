/*
 * A contact as the detector sees it: when, by what, and nothing it says.
 */
#ifndef DETECT_CONTACT_H
#define DETECT_CONTACT_H

#include <stdbool.h>

#include "base/day.h"
#include "model/channel.h"

struct contact {
	int64_t at_ms;		/* never before the one before it */
	struct day day;		/* the civil day it is counted on */
	int hour;		/* of the day, 0 to 23; -1: not known, and
				 * at_ms is where the day starts */
	enum channel channel;
	uint64_t sender;	/* the same for the same address or number, 0
				 * where there is none */
	const char *target;	/* whose account it came to; NULL: her own */
	bool threat;		/* a rule of kind threat matched its own text */
};

#endif
