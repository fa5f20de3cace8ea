/*
 * The rise: has the rate been above usual for a while, though no single day
 * stands out?
 *
 * A mixture e-detector of Shiryaev-Roberts form (Shin, Ramdas, Rinaldo
 * 2023, "E-detectors: a nonparametric framework for sequential change
 * detection"): for each multiple m of the usual rate
 *
 *	R_m = (1 + R_m before) * p(x | m * mean) / p(x | mean)
 *
 * with p the negative binomial of the day; the evidence is the mean of the
 * R_m.  If the days were as the baseline says, it would reach RISE_EVIDENCE
 * no sooner than after that many days on average.  One day counts with no
 * more than what its own limit is (a single large day is the limit's
 * business), and an unknown day with nothing.
 */
#ifndef DETECT_RISE_H
#define DETECT_RISE_H

#include "detect/binomial.h"

#define RISE_MULTIPLES 4

extern const double rise_multiples[RISE_MULTIPLES];

/* Zero is the state before the first day. */
struct rise {
	double r[RISE_MULTIPLES];
};

/* What the evidence would be with a count of x today. */
double rise_evidence(const struct rise *, const struct binomial *, double x);
/* The largest count up to `most` that keeps the evidence below
 * RISE_EVIDENCE; `most` when none reaches it. */
int64_t rise_limit(const struct rise *, const struct binomial *,
	int64_t most);
void rise_add(struct rise *, const struct binomial *, double x);

#endif
