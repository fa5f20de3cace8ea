#include "detect/binomial.h"

#include <math.h>

/* The probability of exactly x. */
static double
binomial_mass(const struct binomial *b, int64_t x)
{
	double n = (double)x, all = b->size + b->mean;

	return exp(lgamma(b->size + n) - lgamma(b->size) - lgamma(n + 1) +
	    b->size * log(b->size / all) + n * log(b->mean / all));
}

/* Where nothing that matters is below: 0, or so far down that the mass of 0
 * would be no number any more. */
static int64_t
lowest(const struct binomial *b)
{
	double sd = sqrt(b->mean + b->mean * b->mean / b->size);

	return b->mean > 12 * sd ? (int64_t)(b->mean - 12 * sd) : 0;
}

int64_t
binomial_upper(const struct binomial *b, double p)
{
	int64_t x = lowest(b);
	double mass = binomial_mass(b, x), above = 1 - mass;

	while (above > p && x < BINOMIAL_MOST) {
		/* from the mass of x to that of x + 1 */
		mass *= (b->size + (double)x) / ((double)x + 1) * b->mean /
		    (b->size + b->mean);
		above -= mass;
		x++;
	}
	return x;
}
