/*
 * Which lines of a log are said, and which only counted: of lines that are
 * the same but for their numbers, so many a window.  Bounded, whatever
 * comes: what finds no slot of its own shares the last one.
 */
#ifndef BASE_REPEAT_H
#define BASE_REPEAT_H

#include <stdbool.h>
#include <stdint.h>

#define REPEAT_MOST 5		/* lines a window */
#define REPEAT_WINDOW_MS 60000
#define REPEAT_SLOTS 512
#define REPEAT_TEXT 200

struct repeat {
	uint64_t key;		/* 0: free */
	int64_t since_ms;	/* the window's start */
	unsigned said, held;
	int level;		/* the caller's; of the last one held */
	char text[REPEAT_TEXT];	/* the last one held, may be cut */
};

struct repeats {
	struct repeat slots[REPEAT_SLOTS];
};

/* Whether the line is said now; one that is not is counted. */
bool repeat_pass(struct repeats *, int level, const char *line,
	int64_t now_ms);
/* A window that is over and held lines back: true and a copy, once each;
 * ask until false, and before repeat_pass.  INT64_MAX: every window. */
bool repeat_due(struct repeats *, int64_t now_ms, struct repeat *out);

#endif
