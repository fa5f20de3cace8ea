/*
 * The kinds and levels of flags, and all that is told by them: one table for
 * the detector, the configuration, alerts, pictures, pages and the manual.
 *
 * A kind says what is unusual and is recorded as its word, with what it is
 * about behind a dash: volume, volume-sms, new-target-child, breach-3.  A
 * level says how grave it is.  A mark is a sort of flag as a picture has it:
 * one letter, and some words for the key.
 *
 * To add a kind: a row here and, if it is a new sort, a mark; the manual.
 */
#ifndef DETECT_KINDS_H
#define DETECT_KINDS_H

#include <stdbool.h>
#include <stddef.h>

#define FLAG_KIND 64			/* bytes of a kind as it is recorded */

enum level {
	LEVEL_USUAL,
	LEVEL_RAISED,
	LEVEL_FLOOD,
	LEVEL_EASING,			/* see detect/level.h */
	LEVEL_MILESTONE,		/* of contact after one */
	LEVEL_NOTED,			/* no matter of numbers */
	LEVEL_COUNT
};

enum flag_kind {
	FLAG_VOLUME,			/* the only one of several levels */
	FLAG_NEW_CHANNEL,
	FLAG_NEW_IDENTIFIER,
	FLAG_NEW_TARGET,
	FLAG_RESUMPTION,
	FLAG_BREACH,
	FLAG_NIGHT,
	FLAG_THREAT,
	FLAG_IDENTIFIER_BURST,
	FLAG_MANY_ADDRESSES,
	FLAG_COUNT
};

/* The gravest first. */
enum mark {
	MARK_FLOOD,
	MARK_BREACH,		/* the first contact after a milestone */
	MARK_THREAT,
	MARK_RAISED,
	MARK_TARGET,		/* an account of somebody else */
	MARK_RESUMPTION,
	MARK_NIGHT,
	MARK_CHANNEL,
	MARK_ADDRESS,		/* new, a burst, or many in turn */
	MARK_OTHER,
	MARK_EASING,
	MARK_USUAL,
	MARK_COUNT
};

struct flag_level {
	const char *name;	/* as recorded */
	int rank;		/* the graver the higher; 0: nothing is */
	enum mark mark;		/* MARK_OTHER: that of the kind */
	const char *bar;	/* beside a bar of the terminal; NULL: there
				 * stands the kind */
};

struct mark_look {
	char letter;
	const char *words;
	bool rise;		/* worth a line on the first page */
};

extern const struct flag_level flag_levels[LEVEL_COUNT];
extern const struct mark_look mark_looks[MARK_COUNT];

const char *level_name(enum level);
/* A level as it was recorded; NULL: of a later version. */
const struct flag_level *level_of(const char *name);

/* "volume-sms"; `about` NULL: the kind alone. */
void kind_text(enum flag_kind, const char *about, char out[FLAG_KIND]);
/* The one of a kind that has one; not of volume. */
enum level kind_level(enum flag_kind);

/* Of a flag as it was recorded. */
enum mark mark_of(const char *kind, const char *level);
/* Whether charts have it: one channel that eases says nothing of the
 * others. */
bool mark_is_shown(const char *kind, const char *level);

/*
 * What an alert may be told of: a level, a kind, or a kind with what it is
 * about.  A level stands for the kinds, too, that have no other: milestone
 * for breach.
 */
/* The i-th word, in the order that a mistake tells them in; NULL: no more. */
const char *flag_word(size_t i);
bool flag_word_is_known(const char *word);
/* Whether a flag as it was recorded is of that word. */
bool flag_is_of(const char *word, const char *kind, const char *level);

#endif
