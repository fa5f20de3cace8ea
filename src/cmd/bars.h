/*
 * Bars on a terminal: contacts per day, one line a day, each channel with a
 * glyph of its own, the day's limit as a mark, days that were not collected
 * hatched.  Quiet stretches are one line, so that a year can be read.
 * Pure: days in, text out.
 */
#ifndef CMD_BARS_H
#define CMD_BARS_H

#include "base/buf.h"
#include "base/day.h"
#include "model/channel.h"
#include "store/coverage.h"

#define BARS_LEAST 40		/* columns */
#define BARS_MOST 400
#define BARS_FOLD 3		/* quiet days that become one line */

struct bar {
	struct day day;
	int64_t in[CHANNEL_COUNT];
	enum coverage coverage;
	int64_t limit;		/* above it a day is flagged; -1: not known */
	const char *flags;	/* "FLOOD, new-channel-sms", or NULL */
	const char *milestone;	/* a line before the day, or NULL */
};

struct bars {
	const struct bar *at;	/* day after day */
	size_t n;
	int columns;		/* of the terminal */
	bool utf8, colour;
};

void bars_draw(const struct bars *, struct buf *);

#endif
