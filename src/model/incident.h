/*
 * An incident: one message attributed to one person (a contact), or waiting
 * for the user's word (a candidate), or kept unread; and where it was seen.
 */
#ifndef MODEL_INCIDENT_H
#define MODEL_INCIDENT_H

#include "base/day.h"
#include "base/digest.h"
#include "model/channel.h"
#include "model/verdict.h"

enum state {
	STATE_CONTACT,		/* counted */
	STATE_CANDIDATE,	/* listed, not counted until confirmed */
	STATE_UNREADABLE,	/* nobody's: the reader could not read it */
	STATE_WITHDRAWN,	/* decided: kept, no longer counted */
	STATE_COUNT
};

const char *state_name(enum state);
bool state_parse(const char *, enum state *);

struct incident {
	int64_t id;		/* 0: not stored yet */
	enum state state;
	const char *person;	/* id; "" when nobody's */
	int64_t at_ms;		/* receipt; what it is counted by */
	struct day day;		/* civil day of at_ms in the case's zone */
	enum channel channel;
	enum direction direction;
	const char *sender;	/* address or number as seen, safe UTF-8 */
	enum finding_by by;	/* why it is attributed */
	const char *field;	/* where: "From", "text", … */
	const char *identifier;	/* as configured; "" for a rule */
	const char *rule;	/* id; "" when none hit */
	const char *kind;	/* of the rule; "contact" without one,
				 * "unreadable" for the unread */
	struct digest digest;	/* of the original */
	const char *message_id;	/* "" when there is none */
	struct digest text;	/* of the decoded text */
	int64_t claimed_ms;	/* Date: or MOMENT_NONE */
	uint64_t flags;		/* 1 << enum letter_flag */
	int64_t recorded_ms;	/* when we wrote it down */
};

struct sighting {
	const char *account;
	const char *folder;	/* as the server names it, UTF-8 */
	uint32_t uidvalidity;
	uint32_t uid;
	int64_t internal_ms;	/* INTERNALDATE or MOMENT_NONE */
};

/* A rule that hit (or could not decide) in an incident. */
struct rule_hit {
	const char *rule;
	const char *kind;
	const char *field;
	uint32_t part;
	unsigned marks;		/* PASSAGE_ bits */
	enum outcome outcome;
};

#endif
