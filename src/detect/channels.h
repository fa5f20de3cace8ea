/*
 * A new channel: the first contact by one that was not used before, when
 * others have been for NOTE_KNOWN_DAYS.  Each once.  Pure.
 */
#ifndef DETECT_CHANNELS_H
#define DETECT_CHANNELS_H

#include "detect/note.h"

/* Zero is before the first contact. */
struct channels {
	bool any;
	struct day first;		/* contact of all */
	bool seen[CHANNEL_COUNT];
};

void channels_contact(struct channels *, const struct contact *,
	struct flags *);

#endif
