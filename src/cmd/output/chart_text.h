/*
 * Bars on a terminal: contacts per day, one line a day, each channel with a
 * glyph of its own, the day's limit as a mark, days that were not collected
 * hatched.  Quiet stretches are one line, so that a year can be read.
 * Pure: days in, text out.
 */
#ifndef CMD_OUTPUT_CHART_TEXT_H
#define CMD_OUTPUT_CHART_TEXT_H

#include "base/buf.h"
#include "base/day.h"
#include "model/channel.h"
#include "store/records/coverage.h"

#define CHART_TEXT_LEAST 40		/* columns */
#define CHART_TEXT_MOST 400
#define CHART_TEXT_FOLD 3		/* quiet days that become one line */

struct bar {
	struct day day;
	int64_t in[CHANNEL_COUNT];
	enum coverage coverage;
	int64_t limit;		/* above it a day is flagged; -1: not known */
	const char *flags;	/* "FLOOD, new-channel-sms", or NULL */
	const char *milestone;	/* a line before the day, or NULL */
};

struct chart_text {
	const struct bar *at;	/* day after day */
	size_t n;
	int columns;		/* of the terminal */
	bool utf8, colour;
};

void chart_text_draw(const struct chart_text *, struct buf *);

#endif
