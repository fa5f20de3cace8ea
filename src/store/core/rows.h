/*
 * The rows of the tables as structs.  Strings are valid until the next step
 * of the query they were read by, unless the function that hands a row out
 * says otherwise.
 */
#ifndef STORE_CORE_ROWS_H
#define STORE_CORE_ROWS_H

#include "base/day.h"
#include "base/digest.h"
#include "model/dkim.h"
#include "model/hand.h"
#include "model/incident.h"
#include "model/miss.h"

struct original_row {
	int64_t id;
	struct digest digest;
	int64_t size;		/* bytes */
};

struct sighting_row {
	int64_t id;
	int64_t incident;
	struct digest original;	/* the bytes seen there */
	struct sighting seen;
	int64_t recorded_ms;
};

struct hit_row {
	int64_t id;
	int64_t incident;
	struct rule_hit hit;
};

struct setting_row {
	int64_t id;
	const char *name, *value;
	int64_t recorded_ms;
};

struct escalation {
	int64_t id;
	int64_t at_ms;		/* receipt of the contact that caused it */
	struct day day;
	const char *person;
	const char *kind;	/* words of detect/kinds.h, or of a version */
	const char *level;	/* that has others */
	int64_t count;
	double usual, limit;
	const char *reason;	/* the arithmetic, one sentence, no text */
	int64_t recorded_ms;
};

struct missed {
	int64_t id;
	const char *account, *folder;
	uint32_t uidvalidity, uid;
	int64_t at_ms;		/* INTERNALDATE or MOMENT_NONE */
	enum miss outcome;
	int64_t recorded_ms;
};

struct milestone {
	int64_t id;
	int64_t number;		/* what the user calls it: the id of its
				 * first row */
	const char *person;	/* id; "" for all persons */
	const char *type;	/* model/hand.h */
	const char *issuer, *reference, *note;
	const char *made;	/* "YYYY-MM-DD" or "" */
	int64_t known_ms;	/* from when the person knew it: served or
				 * told; MOMENT_NONE: unknown */
	bool known_exact;	/* a time of day was given; else known_ms is
				 * the start of that day */
	struct digest proof;	/* of the newest file; zero without one */
	bool has_proof;
	int64_t recorded_ms;
};

struct decision {
	int64_t id;
	int64_t incident;
	enum decided what;
	const char *reason;	/* "" when none was given */
	struct incident now;	/* how it stands from here on: state, person,
				 * at_ms, day, channel, direction, sender,
				 * identifier, kind, digest and flags; the
				 * rest is the incident's for ever */
	int64_t recorded_ms;
};

#define ATTACHMENT_MAX ((size_t)512 * 1024 * 1024)	/* bytes of a file */

struct attachment {
	int64_t id;
	const char *tbl;	/* "incident", "milestone" or "ledger" */
	int64_t ref;		/* the incident's id, the milestone's number,
				 * the ledger row's seq */
	enum purpose purpose;
	struct digest digest;	/* of the original */
	const char *name, *media;
	int64_t recorded_ms;
};

struct clock_row {
	int64_t id;
	const char *boot, *synced;
	int64_t uptime_ms;
	int64_t recorded_ms;	/* what the clock showed */
};

/* Days in the case's zone; "" where there is none. */
enum covered_day {
	COVERED_FIRST,		/* the first that is covered in part */
	COVERED_FIRST_WHOLE,
	COVERED_LAST_WHOLE,
	COVERED_LAST,
	COVERED_DAYS
};

struct covered {
	int64_t id;
	const char *account;
	const char *why;	/* found, known, begun, widened, day, zone,
				 * set-back, oldest; doc/store.md */
	int64_t oldest_ms;	/* INTERNALDATE of the oldest message ever
				 * listed, or MOMENT_NONE */
	int64_t from_ms, until_ms;	/* as in the table of sources; what is
					 * claimed, if the one is before the
					 * other */
	const char *days[COVERED_DAYS];
	int64_t recorded_ms;
};

/* What the ledger says of a cursor: where the folder is begun, and at each
 * row of coverage that claims anything. */
struct reached {
	int64_t id;
	const char *account;
	const char *folder;	/* "bytes " and hex, where it is no UTF-8 */
	const char *why;	/* found; begun; again: from its start, under
				 * the same UIDVALIDITY; else that of the row
				 * of coverage */
	uint32_t uidvalidity, last_uid;
	int64_t recorded_ms;
};

struct told {
	int64_t id;
	const char *alert;	/* as in struct alert_state; "": all of them */
	const char *why;	/* told; found */
	int64_t upto;		/* the newest escalation */
	int64_t told_ms;
	int64_t recorded_ms;
};

/* One stored cell; days without contact have none. */
struct daily {
	struct day day;
	const char *person;
	enum channel channel;
	int64_t in, out;
};

/*
 * How a source stands.  Everything it held from `from_ms` (the oldest
 * message ever listed in any of its folders) up to `until_ms` (the start of
 * the newest pass that read all its folders to their end) was read, but for
 * what store/records/missed.h tells.
 */
struct source_state {
	const char *account;
	int64_t from_ms, until_ms;	/* claimed; MOMENT_NONE: never yet */
	int64_t tried_ms;		/* last attempt */
	int64_t behind;			/* messages listed, not yet read */
	int64_t skipped;		/* listed, and not read to this day */
	const char *detail;		/* last error, "" when fine */
	const char *state;		/* ok | error | starting | full-disk */
	const char *sandbox;		/* what the reader runs under */
	/* Only store/records/covered.h keeps these: */
	int64_t oldest_ms;		/* ever listed, or MOMENT_NONE; not
					 * claimed before a pass has ended */
	int64_t recorded_ms;		/* when this is said */
};

struct cursor {
	const char *account, *folder;
	uint32_t uidvalidity;
	uint32_t last_uid;	/* every UID up to it has been dealt with */
	int64_t recorded_ms;	/* for the ledger; not kept in the cursor */
};

struct phone_day {
	const char *account;
	struct day day;
	int64_t items;
};

struct alert_state {
	const char *alert;	/* its name: a digest of its command and its
				 * words, for the command may hold secrets */
	int64_t upto;		/* the newest escalation it was told of */
	int64_t told_ms;	/* when; MOMENT_NONE: never */
};

/* A message that waits for its turn; housekeeping, no evidence. */
struct dkim_wait {
	struct digest original;
	const char *account;
	bool whole;		/* what is kept is all of it */
	int64_t received_ms;
	int64_t tries;		/* without an answer */
	int64_t since_ms;	/* the first of them; MOMENT_NONE: none */
	int64_t next_ms;	/* moment: not before */
};

/* The name of a key that mail bore, anybody's, and what DNS said of it;
 * housekeeping, no evidence. */
struct dkim_ask {
	const char *domain, *selector;
	int64_t due_ms;		/* moment: not before; MOMENT_NONE: it is
				 * asked when it is seen again */
	int64_t tries;		/* without an answer */
	int64_t since_ms;	/* the first of them; MOMENT_NONE: none */
	enum key_answer answer;
	enum key_secure secure;
	const char *resolver;
	int64_t asked_ms;	/* MOMENT_NONE: not yet */
	const char *key_record;
};

#endif
