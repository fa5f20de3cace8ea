#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>

#include "detect/tuning.h"
#include "detect/volume.h"

/* A sentence that grows; what does not fit is left out. */
struct words {
	char *at;
	size_t left;
};

static void __attribute__((format(printf, 2, 3)))
say(struct words *w, const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(w->at, w->left, format, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= w->left)
		n = w->left == 0 ? 0 : (int)w->left - 1;
	w->at += n;
	w->left -= (size_t)n;
}

static const char *
suffix(int64_t n)
{
	static const char *const ends[] = { "th", "st", "nd", "rd" };

	if (n % 100 >= 11 && n % 100 <= 13)
		return "th";
	return n % 10 < 4 ? ends[n % 10] : "th";
}

static void
say_usual(struct words *w, const struct limits *l)
{
	if (l->days == 0)
		say(w, "no earlier day is known");
	else
		say(w, "usual is %.2f on such a day, from %d known day%s",
		    l->usual, l->days, l->days == 1 ? "" : "s");
}

static void
say_chance(struct words *w, const struct binomial *b, double p)
{
	say(w, " by chance (negative binomial, mean %.3f, size %.3f) in one "
	    "of %.0f", b->mean, b->size, 1 / p);
}

static void
say_day(struct words *w, const struct limits *l)
{
	if (l->day == VOLUME_LEAST)
		say(w, "; the least limit is %d", VOLUME_LEAST);
	say(w, "; more than %" PRId64 " come", l->day);
	say_chance(w, &l->of_day, TUNING_P_DAY);
	say(w, " days at most");
}

static void
say_week(struct words *w, const struct limits *l)
{
	say(w, "; with it the last %d known days have more than %" PRId64
	    " (the days before %" PRId64 ", each at no more than its own "
	    "limit), which come", l->week_days, l->week, l->week_before);
	say_chance(w, &l->of_week, TUNING_P_WEEK);
	say(w, " such weeks at most");
}

static void
say_rise(struct words *w, const struct limits *l)
{
	double x = (double)l->raised + 1;

	say(w, "; with it the evidence for a lasting rise is %.0f, and %.0f "
	    "is needed (mixture e-detector; before the day",
	    rise_evidence(&l->rise, &l->of_rise, x), (double)TUNING_EVIDENCE);
	for (int i = 0; i < RISE_MULTIPLES; i++)
		say(w, "%s %.4g for %.1f times usual", i == 0 ? "" : ",",
		    l->rise.r[i], rise_multiples[i]);
	say(w, "; negative binomial, mean %.3f, size %.3f)", l->of_rise.mean,
	    l->of_rise.size);
}

static void
say_flood(struct words *w, const struct limits *l)
{
	say(w, "; the limit of the day alone is %" PRId64 ", and a flood is "
	    "more than %" PRId64 " (twice that and at least %d, but never "
	    "above %d while the day's limit is lower)", l->day, l->flood,
	    VOLUME_FLOOD_LEAST, VOLUME_FLOOD_ALWAYS);
}

void
volume_reason(const struct limits *l, enum level level, int64_t ordinal,
    const char *day, const char *clock, char *out, size_t size)
{
	static void (*const by[])(struct words *, const struct limits *) = {
		[LIMIT_DAY] = say_day, [LIMIT_WEEK] = say_week,
		[LIMIT_RISE] = say_rise,
	};
	struct words w = { out, size };
	bool flood = level == LEVEL_FLOOD;

	say(&w, "%" PRId64 "%s contact of %s%s%s; the %s limit for that day "
	    "was %" PRId64 ": ", ordinal, suffix(ordinal), day,
	    clock[0] != '\0' ? ", at " : "", clock, level_name(level),
	    flood ? l->flood : l->raised);
	say_usual(&w, l);
	if (flood)
		say_flood(&w, l);
	else
		by[l->by](&w, l);
}
