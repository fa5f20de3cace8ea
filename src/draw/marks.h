/*
 * Marks: the sorts of flag as a picture has them, one letter each, and as a
 * page words them.
 */
#ifndef DRAW_MARKS_H
#define DRAW_MARKS_H

#include <stdbool.h>

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

struct mark_look {
	char letter;
	const char *words;
	bool rise;		/* worth a line on the first page */
};

extern const struct mark_look mark_looks[MARK_COUNT];

/* Of a flag as it was recorded (detect/flag.h). */
enum mark mark_of(const char *kind, const char *level);

#endif
