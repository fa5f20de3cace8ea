#include "detect/rise.h"

#include <math.h>

#include "detect/tuning.h"

const double rise_multiples[RISE_MULTIPLES] = TUNING_MULTIPLES;

/* One multiple's R with a count of x: the likelihood ratio of two negative
 * binomials of one size is exponential in x. */
static double
grown(double r, double multiple, const struct binomial *b, double x)
{
	double c = log((b->size + b->mean) / (b->size + multiple * b->mean));

	return (1 + r) * exp(b->size * c + x * (log(multiple) + c));
}

double
rise_evidence(const struct rise *d, const struct binomial *b, double x)
{
	double sum = 0;

	for (int i = 0; i < RISE_MULTIPLES; i++)
		sum += grown(d->r[i], rise_multiples[i], b, x);
	return sum / RISE_MULTIPLES;
}

/* The evidence grows with the count wherever it is near the threshold: the
 * multiples are above 1. */
int64_t
rise_limit(const struct rise *d, const struct binomial *b, int64_t most)
{
	int64_t low = -1, high = most;

	if (rise_evidence(d, b, (double)most) < TUNING_EVIDENCE)
		return most;
	while (high - low > 1) {
		int64_t middle = low + (high - low) / 2;

		if (rise_evidence(d, b, (double)middle) < TUNING_EVIDENCE)
			low = middle;
		else
			high = middle;
	}
	return low < 0 ? 0 : low;
}

/* Bounded, so that a rise that is over is forgotten in days. */
void
rise_add(struct rise *d, const struct binomial *b, double x)
{
	for (int i = 0; i < RISE_MULTIPLES; i++)
		d->r[i] = fmin(grown(d->r[i], rise_multiples[i], b, x),
		    TUNING_EVIDENCE * RISE_MULTIPLES);
}
