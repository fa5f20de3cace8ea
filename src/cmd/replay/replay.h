/*
 * Replay: what the present rules and settings would say of what was kept.
 * Nothing is written.
 */
#ifndef CMD_REPLAY_REPLAY_H
#define CMD_REPLAY_REPLAY_H

#include "cmd/output/output.h"

struct replay {
	struct call *call;
	const char *person;	/* that was asked for; NULL: all */
	struct output output;
	size_t read;		/* originals read again */
	size_t changed;		/* rows about incidents */
	size_t new_flags, old_flags;	/* that would be, would not be made */
};

/* One difference; id 0: no incident.  "" where there is nothing. */
void replay_put(struct replay *, const char *what, int64_t id, int64_t at_ms,
	const char *person, const char *field, const char *recorded,
	const char *now);
/* Every kept original read again and attributed by the present rules. */
int replay_attribution(struct replay *, struct err *) MUST_USE;
/* Every flag made again from the contacts that are counted. */
int replay_flags(struct replay *, struct err *) MUST_USE;

#endif
