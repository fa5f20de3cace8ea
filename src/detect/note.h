/*
 * A note: a flag that one contact raises by its kind, not by the number of
 * contacts.
 */
#ifndef DETECT_NOTE_H
#define DETECT_NOTE_H

#include "detect/contact.h"
#include "detect/flag.h"
#include "detect/sentence.h"

#define NOTE_KNOWN_DAYS 14	/* of a person's contact, before anything can
				 * be new about it */

/* "on 2026-04-02 at 08:14", or the day alone.  Its number is left out: that
 * depends on the order of reading, and the same mailbox must give the same
 * reasons. */
void say_when(struct sentence *, const struct contact *);
/* "an e-mail on 2026-04-02 at 08:14" */
void say_incident(struct sentence *, const struct contact *);
/* " since 2026-01-01" and the like */
void say_date(struct sentence *, const char *before, struct day);
/* A flag of that kind and its level, about `about` (or NULL); nothing of it
 * since `armed` is as much. */
void note(struct flags *, const struct contact *, enum flag_kind,
	const char *about, struct day armed, int64_t count, int64_t limit,
	const char *reason);

#endif
