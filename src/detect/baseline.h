/*
 * The baseline: what is usual, learnt from the known days before.
 *
 * Of the last 84 days those count that were collected in full; a day's
 * count enters at no more than the limit that was in force on it
 * (winsorised), so that a flood does not become the new normal; older days
 * weigh less, by DECAY a day.
 *
 *	mean     (A + sum w x) / (B + sum w): the posterior mean of a Poisson
 *	         rate under a gamma prior with shape A and rate B
 *	weekday  (sum w x of that weekday + WEEKDAY mean) / (mean (sum w of
 *	         that weekday + WEEKDAY)), scaled to average 1
 *	spread   variance over mean: (sum w (x - e)^2 / e + N0 PRIOR) /
 *	         (sum w + N0), where e = mean * weekday; here a count enters at
 *	         up to SPREAD_LIMITS limits, unless the day before passed its
 *	         own, too, or it is so large that it is no ordinary variation
 *	         and says nothing of how wide that is (as the influence of a
 *	         redescending M-estimator: Hampel and others 1986, Robust
 *	         Statistics); then at one, and on the days after one that
 *	         passed its own not at all
 *	weekly   the same for sums of seven such days in a row; the larger of
 *	         the two, since counts that come in clusters vary more by week
 *	         than by day
 *	shape    (A + sum w x) / spread: how well the mean itself is known
 *
 * Pure: no clock, no store.  O(1) a day: the window has a fixed length.
 */
#ifndef DETECT_BASELINE_H
#define DETECT_BASELINE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/day.h"
#include "detect/binomial.h"

#define BASELINE_DAYS 84

struct past_day {
	double count;		/* winsorised */
	double wide;		/* winsorised for the spread */
	double hold;		/* no count entered above it */
	int weekday;
	bool known;
	bool varies;		/* known, and enters the spread */
	bool passed;		/* what it was held at was passed */
};

/* The days, newest last; zero is the state before the first. */
struct past {
	struct past_day at[BASELINE_DAYS];	/* ring, by day number */
	int n;			/* days ever added */
};

struct baseline {
	double mean;		/* a day, over all weekdays */
	double weekday[7];	/* factor; Monday is 0 */
	double spread, weekly;	/* variance / mean, above 1 */
	double shape;
	double days;		/* known days, by their weight */
	int known;		/* known days */
};

/* A count above its limit is kept as the limit; while the days after it pass
 * that one, too, it is theirs, or each would raise the next one's.
 * `strange`: above it the spread, too, learns no more than that. */
void past_add(struct past *, int weekday, double count, double limit,
	double strange, bool known);
/* The day `ago` days before the next one (1: the last), or NULL. */
const struct past_day *past_ago(const struct past *, int ago);

/* What is usual, for a sentence: of the known days of the last 84 the 5th and
 * the 95th in 100 by their count (nearest rank: the least count that at least
 * so many days do not exceed); a count enters as it entered the baseline.
 * Returns how many days the last 84 are, at the beginning fewer. */
int past_range(const struct past *, int64_t *low, int64_t *high);

/* From the last 84 days. */
void baseline_learn(struct baseline *, const struct past *);

/* The day's distribution: of the chance in the counts, with `spread`, and
 * of the doubt about the mean. */
struct binomial baseline_day(const struct baseline *, int weekday);
/* The same of a sum over `days` days, with `weekly`. */
struct binomial baseline_sum(const struct baseline *, int days);

#endif
