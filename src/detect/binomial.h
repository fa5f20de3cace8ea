/*
 * The negative binomial distribution, by mean and size: counts whose
 * variance is mean + mean^2 / size (Johnson, Kemp, Kotz, "Univariate
 * Discrete Distributions", 3rd ed., chapter 5).  A large size is Poisson.
 */
#ifndef DETECT_BINOMIAL_H
#define DETECT_BINOMIAL_H

#include <stdint.h>

#define BINOMIAL_MOST 100000	/* no limit is above it */

struct binomial {
	double mean;		/* > 0 */
	double size;		/* > 0 */
};

/* The smallest x that is exceeded with a probability of at most p; 1e-9 <= p
 * < 1, since below that a sum from the near end loses its digits. */
int64_t binomial_upper(const struct binomial *, double p);

#endif
