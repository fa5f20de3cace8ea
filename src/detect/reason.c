#include <inttypes.h>
#include <math.h>

#include "detect/sentence.h"
#include "detect/tuning.h"
#include "detect/volume.h"

/* How often ordinary ups and downs pass a limit, all kinds of limits
 * together: measured, doc/detection.md. */
#define WRONG "ordinary ups and downs pass a limit about once a year"

static void
say_usual(struct sentence *w, const struct limits *l)
{
	if (l->days == 0) {
		say(w, "no earlier day is known");
		return;
	}
	say(w, "usual is ");
	say_range(w, l->low, l->high);
	say(w, " a day over the ");
	if (l->span == BASELINE_DAYS)
		say(w, "last 12 weeks");
	else
		say(w, "%d day%s before", l->span, l->span == 1 ? "" : "s");
}

static void
say_chance(struct sentence *w, const struct binomial *b, double p)
{
	say(w, " by chance (negative binomial, mean %.3f, size %.3f) in one "
	    "of %.0f", b->mean, b->size, 1 / p);
}

static void
say_day(struct sentence *w, const struct limits *l)
{
	if (l->day == VOLUME_LEAST)
		say(w, "the least limit is %d; ", VOLUME_LEAST);
	say(w, "more than %" PRId64 " come", l->day);
	say_chance(w, &l->of_day, TUNING_P_DAY);
	say(w, " days at most");
}

static void
say_week(struct sentence *w, const struct limits *l)
{
	say(w, "with it the last %d known days have more than %" PRId64
	    " (the days before %" PRId64 ", each at no more than its own "
	    "limit), which come", l->week_days, l->week, l->week_before);
	say_chance(w, &l->of_week, TUNING_P_WEEK);
	say(w, " such weeks at most");
}

/* One that is looked for twice has twice the weight in the mean. */
static void
say_multiples(struct sentence *w, const struct limits *l)
{
	for (int i = 0, times; i < RISE_MULTIPLES; i += times) {
		times = 1;
		while (i + times < RISE_MULTIPLES &&
		    rise_multiples[i + times] == rise_multiples[i])
			times++;
		say(w, "%s %.4g for %.1f times usual", i == 0 ? "" : ",",
		    l->rise.r[i], rise_multiples[i]);
		if (times > 1)
			say(w, " with a weight of %d", times);
	}
}

static void
say_rise(struct sentence *w, const struct limits *l)
{
	double x = (double)l->raised + 1;

	say(w, "with it the evidence for a lasting rise is %.0f, and %.0f "
	    "is needed (mixture e-detector; before the day",
	    rise_evidence(&l->rise, &l->of_rise, x), (double)TUNING_EVIDENCE);
	say_multiples(w, l);
	say(w, "; negative binomial, mean %.3f, size %.3f)", l->of_rise.mean,
	    l->of_rise.size);
}

static void
say_flood(struct sentence *w, const struct limits *l)
{
	say(w, "a flood is more than twice the limit of the day alone and at "
	    "least more than %d, but never needs more than %d while that "
	    "limit is lower; it is %" PRId64 ": ", VOLUME_FLOOD_LEAST,
	    VOLUME_FLOOD_ALWAYS, l->day);
	say_day(w, l);
}

/* The plain half of what the contact passed. */
static void
say_passed(struct sentence *w, const struct limits *l,
    const struct passing *p)
{
	if (p->level == LEVEL_FLOOD)
		say(w, "more than %" PRId64 " in a day is a flood",
		    l->flood);
	else if (p->trailing || l->by == LIMIT_DAY)
		say(w, "the limit for %s was %" PRId64, p->trailing ?
		    "24 hours" : "that day", l->day);
	else if (l->by == LIMIT_WEEK)
		say(w, "that makes more than %" PRId64 " in the last %d known "
		    "days, the limit for so many", l->week, l->week_days);
	else
		say(w, "contact has been above usual for days: at least %"
		    PRId64 " in the last %d known days, where about %.0f "
		    "would be usual", l->recent_before + l->raised + 1,
		    l->recent_days, l->before.mean * l->recent_days);
}

static void
say_contact(struct sentence *w, const struct passing *p)
{
	say_nth(w, p->ordinal);
	say(w, " %s ", p->noun);
	if (p->trailing)
		say(w, "within 24 hours, on %s", p->day);
	else
		say(w, "of %s", p->day);
	if (p->one[0] != '\0' || p->clock[0] != '\0')
		say(w, ",");
	if (p->one[0] != '\0')
		say(w, " %s", p->one);
	if (p->clock[0] != '\0')
		say(w, " at %s", p->clock);
}

void
volume_reason(const struct limits *l, const struct passing *p, char *out,
    size_t size)
{
	static void (*const by[])(struct sentence *, const struct limits *) = {
		[LIMIT_DAY] = say_day, [LIMIT_WEEK] = say_week,
		[LIMIT_RISE] = say_rise,
	};
	struct sentence w = { out, size };

	say_contact(&w, p);
	say(&w, "; ");
	say_passed(&w, l, p);
	say(&w, ": ");
	say_usual(&w, l);
	say(&w, "; " WRONG " (%d of %d days are known and 9 in 10 of them "
	    "are in that range; ", l->days, l->span);
	if (p->level == LEVEL_FLOOD)
		say_flood(&w, l);
	else
		by[p->trailing ? LIMIT_DAY : l->by](&w, l);
	say(&w, ")");
}
