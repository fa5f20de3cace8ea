/*
 * The detector's figures, found by search over series with known onsets
 * (doc/detection.md says which, and how they score).  None of them is a
 * fact of nature: together they make about one false flag a year.
 */
#ifndef DETECT_TUNING_H
#define DETECT_TUNING_H

/* Chances: of a day above its limit, of seven days above theirs. */
#define TUNING_P_DAY 6e-5
#define TUNING_P_WEEK 1.6e-3

/* Evidence for a rise at which it is flagged, and the rises looked for. */
#define TUNING_EVIDENCE 3000
#define TUNING_MULTIPLES { 1.4, 1.4, 2.5, 5 }	/* half the weight is on 1.4 */
#define TUNING_CAUTION 1.16	/* the usual rate may be this much higher */
#define TUNING_CLIP 1.055	/* day's limits that one day says at most */

/* The baseline of the week and the rise ends so many days before, lest a
 * slow rise should become its own baseline. */
#define TUNING_LAG 12

/* Memory, and what a new person starts from. */
#define TUNING_DECAY 0.98	/* weight of a day against the next */
#define TUNING_PRIOR_A 1.77	/* contacts ... */
#define TUNING_PRIOR_B 6.76	/* ... in so many days */
#define TUNING_WEEKDAY 10.4	/* days' worth of "all weekdays alike" */
#define TUNING_PRIOR_SPREAD 1.33
#define TUNING_PRIOR_DAYS 18.3
#define TUNING_PRIOR_WEEKS 4
#define TUNING_LEAST_SPREAD 1.05
#define TUNING_SPREAD_LIMITS 2.4

#endif
