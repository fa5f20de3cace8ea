#include "detect/baseline.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

#include "detect/tuning.h"

void
past_add(struct past *p, int weekday, double count, double limit,
    double strange, bool known)
{
	const struct past_day *last = past_ago(p, 1);
	bool again = last != NULL && last->passed;
	double hold = again ? fmin(limit, last->hold) : limit;
	double wide = TUNING_SPREAD_LIMITS * hold;

	if (again || count > strange)
		wide = hold;
	p->at[p->n % BASELINE_DAYS] = (struct past_day){
		.count = fmin(count, hold), .wide = fmin(count, wide),
		.hold = hold, .weekday = weekday, .known = known,
		/* else a flood's later days would be the next one's usual */
		.varies = known && !(again && count > strange),
		.passed = known ? count > hold : again,
	};
	p->n++;
}

const struct past_day *
past_ago(const struct past *p, int ago)
{
	if (ago > p->n || ago > BASELINE_DAYS)
		return NULL;
	return &p->at[(p->n - ago) % BASELINE_DAYS];
}

#define COMMON 256	/* counts below it are found by counting */

/* The rank-th smallest count, by how often each occurs. */
static int64_t
count_at(const int *often, int rank)
{
	int64_t n = 0;

	while (n < COMMON - 1 && rank > often[n])
		rank -= often[n++];
	return n;
}

int
past_range(const struct past *p, int64_t *low, int64_t *high)
{
	int often[COMMON] = { 0 }, known = 0, i;

	for (i = 1; past_ago(p, i) != NULL; i++) {
		const struct past_day *d = past_ago(p, i);

		if (!d->known)
			continue;
		often[(int)fmin(d->count, COMMON - 1)]++;
		known++;
	}
	*low = known == 0 ? 0 : count_at(often, (known + 19) / 20);
	*high = known == 0 ? 0 : count_at(often, (19 * known + 19) / 20);
	return i - 1;
}

/* What is summed over the window, by weekday. */
struct sums {
	double weight[7], count[7];
};

static void
add_up(struct baseline *b, struct sums *s, const struct past *p)
{
	double weight = 1;

	for (int i = 1; i <= BASELINE_DAYS; i++, weight *= TUNING_DECAY) {
		const struct past_day *d = past_ago(p, i);

		if (d == NULL)
			break;
		if (!d->known)
			continue;
		s->weight[d->weekday] += weight;
		s->count[d->weekday] += weight * d->count;
		b->days += weight;
		b->known++;
	}
}

static void
set_mean(struct baseline *b, const struct sums *s)
{
	double total = TUNING_PRIOR_A, average = 0;

	for (int i = 0; i < 7; i++)
		total += s->count[i];
	b->mean = total / (TUNING_PRIOR_B + b->days);
	b->shape = total;
	for (int i = 0; i < 7; i++) {
		b->weekday[i] = (s->count[i] + TUNING_WEEKDAY * b->mean) /
		    (b->mean * (s->weight[i] + TUNING_WEEKDAY));
		average += b->weekday[i] / 7;
	}
	for (int i = 0; i < 7; i++)
		b->weekday[i] /= average;
}

static double
expected(const struct baseline *b, const struct past_day *d)
{
	return b->mean * b->weekday[d->weekday];
}

static double
squares_of_days(const struct baseline *b, const struct past *p)
{
	double weight = 1, sum = 0;

	for (int i = 1; i <= BASELINE_DAYS; i++, weight *= TUNING_DECAY) {
		const struct past_day *d = past_ago(p, i);
		double e, off;

		if (d == NULL)
			break;
		e = expected(b, d);
		off = d->wide - e;
		if (d->varies)
			sum += weight * off * off / e;
	}
	return sum;
}

/* Of every seven such days in a row; one more day slides in at the old end
 * as one leaves at the new. */
static double
squares_of_weeks(const struct baseline *b, const struct past *p, double *weeks)
{
	double sum = 0, off = 0, e = 0;
	int known = 0;

	*weeks = 0;
	for (int i = 1; i <= BASELINE_DAYS; i++) {
		const struct past_day *in = past_ago(p, i), *out;

		if (in == NULL)
			break;
		if (in->varies) {
			off += in->wide - expected(b, in);
			e += expected(b, in);
			known++;
		}
		out = i > 7 ? past_ago(p, i - 7) : NULL;
		if (out != NULL && out->varies) {
			off -= out->wide - expected(b, out);
			e -= expected(b, out);
			known--;
		}
		if (known == 7) {
			sum += off * off / e;
			(*weeks)++;
		}
	}
	return sum;
}

static void
set_spread(struct baseline *b, const struct past *p)
{
	double weeks, sum;

	b->spread = (squares_of_days(b, p) +
	    TUNING_PRIOR_DAYS * TUNING_PRIOR_SPREAD) /
	    (b->days + TUNING_PRIOR_DAYS);
	b->spread = fmax(b->spread, TUNING_LEAST_SPREAD);
	/* Weeks that overlap by six days count as a seventh each. */
	sum = squares_of_weeks(b, p, &weeks);
	b->weekly = (sum / 7 + TUNING_PRIOR_WEEKS * b->spread) /
	    (weeks / 7 + TUNING_PRIOR_WEEKS);
	b->weekly = fmax(b->weekly, b->spread);
	b->shape /= b->spread;
}

void
baseline_learn(struct baseline *b, const struct past *p)
{
	struct sums s = { .weight = { 0 } };

	memset(b, 0, sizeof(*b));
	add_up(b, &s, p);
	set_mean(b, &s);
	set_spread(b, p);
}

/* Two gammas, one inside the other: their variances add. */
static struct binomial
baseline_join(double mean, double size, double shape)
{
	return (struct binomial){ mean, 1 / (1 / size + 1 / shape) };
}

struct binomial
baseline_day(const struct baseline *b, int weekday)
{
	double mean = b->mean * b->weekday[weekday];

	return baseline_join(mean, mean / (b->spread - 1), b->shape);
}

struct binomial
baseline_sum(const struct baseline *b, int days)
{
	double mean = b->mean * days;

	return baseline_join(mean, mean / (b->weekly - 1), b->shape);
}
