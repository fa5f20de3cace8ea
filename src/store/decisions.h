/*
 * What people decided about an incident, a row for each time.  The newest
 * one says how the incident stands.
 */
#ifndef STORE_DECISIONS_H
#define STORE_DECISIONS_H

#include "model/hand.h"
#include "store/incidents.h"

struct decision {
	int64_t id;
	int64_t incident;
	enum decided what;
	const char *reason;	/* "" when none was given */
	struct incident now;	/* how it stands from here on: state, person,
				 * at_ms, day, channel, direction, sender,
				 * identifier, kind, digest and flags */
	int64_t recorded_ms;
};

#endif
