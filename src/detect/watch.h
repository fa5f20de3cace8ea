/*
 * The watch over one person: volume over all channels and by channel, and
 * every kind of flag, contact by contact and day by day.
 *
 * What a channel reaches is flagged where it is higher than what all of them
 * together have reached: else the one flag says it.
 *
 * Incoming contacts only.  O(1) a contact and a day.
 */
#ifndef DETECT_WATCH_H
#define DETECT_WATCH_H

#include "detect/addresses.h"
#include "detect/breach.h"
#include "detect/channels.h"
#include "detect/identifiers.h"
#include "detect/night.h"
#include "detect/resumption.h"
#include "detect/targets.h"
#include "detect/threat.h"
#include "detect/track.h"

struct watch {
	struct track all;
	struct track *by[CHANNEL_COUNT];	/* those that were used */
	struct channels channels;
	struct identifiers identifiers;
	struct addresses addresses;
	struct targets targets;
	struct resumption resumption;
	struct night night;
	struct threat threat;
	struct served *served;			/* ours */
	size_t n_served;
};

/* The milestones' strings outlive the watch. */
void watch_open(struct watch *, const struct served *, size_t n);
void watch_close(struct watch *);
/* A day begins; the days follow each other without a gap. */
void watch_day(struct watch *, struct day);
void watch_contact(struct watch *, const struct contact *, struct flags *);
/* It is over; `known` false: it was not collected in full. */
void watch_end(struct watch *, bool known, struct flags *);

#endif
