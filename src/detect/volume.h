/*
 * Volume: is a day's count of contacts far above the days before it?
 *
 * Three limits are known when the day begins, from the baseline alone; the
 * contact that passes the smallest is the one flagged.
 *
 *	day	what a day exceeds with a chance of TUNING_P_DAY: negative
 *		binomial, at least VOLUME_LEAST
 *	week	the same of seven days with TUNING_P_WEEK, against a baseline
 *		that ends TUNING_LAG days ago, less what the six days before
 *		had; days that are not known count neither here nor there; at
 *		least VOLUME_WEEK_LEAST
 *	rise	what brings the evidence for a lasting rise to
 *		TUNING_EVIDENCE (detect/rise.h); with VOLUME_LEAST contacts in
 *		seven days at least
 *
 * Week and rise never flag before a day's third contact
 * (VOLUME_FEW + 1): on a day that stands for nothing itself nobody would
 * understand it, and the days after say it as well.
 *
 * A day is a flood above VOLUME_FLOOD_LEAST, or above twice the day's
 * limit where that is more, but always above VOLUME_FLOOD_ALWAYS if the
 * day's own limit is passed: sixty a day is a flood on its first day.
 *
 * Pure: no clock, no store.  O(1) a day.
 */
#ifndef DETECT_VOLUME_H
#define DETECT_VOLUME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "detect/baseline.h"
#include "detect/flag.h"
#include "detect/kinds.h"
#include "detect/rise.h"
#include "detect/tuning.h"

#define VOLUME_LEAST 5
#define VOLUME_WEEK_LEAST 10
#define VOLUME_FEW 2
#define VOLUME_RECENT 14		/* days that a rise is told by */
#define VOLUME_FLOOD_LEAST 20
#define VOLUME_FLOOD_ALWAYS 59

enum limit_by {
	LIMIT_DAY,
	LIMIT_WEEK,
	LIMIT_RISE,
};

/* Zero is the state before the first day. */
struct volume {
	struct past past;
	struct rise rise;
	struct baseline learnt[TUNING_LAG];	/* ring, by day number */
};

/* What holds for one day: a count above a limit is flagged. */
struct limits {
	double usual;			/* a day of this weekday */
	int days;			/* known days of the baseline, of */
	int span;			/* so many, and of them the */
	int64_t low, high;		/* 5th and 95th in 100 (past_range) */
	int64_t raised, flood;
	int64_t day;			/* the day's own limit */
	enum limit_by by;		/* which one `raised` is */
	struct binomial of_day;
	struct binomial of_week;	/* of `week_days` days */
	struct binomial of_rise;
	int week_days;
	int64_t week, week_before;	/* limit of the sum; of days before */
	struct rise rise;		/* before the day */
	int recent_days;		/* known, with this one */
	int64_t recent_before;		/* as they entered the baseline */
	struct baseline baseline;	/* of the day */
	struct baseline before;		/* TUNING_LAG days earlier */
};

/* What holds for the day that begins now. */
struct limits volume_limits(const struct volume *, struct day);
/* The day is over; `known` false: it was not fully collected and tells
 * nothing. */
void volume_add(struct volume *, struct day, int64_t count, bool known);
/* The same when the day's limits are at hand. */
void volume_add_with(struct volume *, const struct limits *, struct day,
	int64_t count, bool known);

/* The evidence for a rise begins anew: contact was as usual for days. */
void volume_forget_rise(struct volume *);

/* The contact that passed a limit, as a sentence tells it. */
struct passing {
	enum level level;		/* raised or flood */
	int64_t ordinal;		/* of the day, or of the 24 hours */
	bool trailing;			/* of the 24 hours that end with it */
	const char *noun;		/* of what is counted: "contact" */
	const char *day;
	const char *clock;		/* "" when it is not known */
	const char *one;		/* "an e-mail", or "" */
};

/*
 * One sentence: what happened, in plain words, and in brackets the numbers
 * to do it again with: "11th contact of 2026-04-02, an e-mail at 08:14; the
 * limit for that day was 10: usual is 0 to 4 a day over the last 12 weeks;
 * ... (...)".
 */
void volume_reason(const struct limits *, const struct passing *, char *out,
	size_t size);

#endif
