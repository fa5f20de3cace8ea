#include "detect/level.h"

#include <inttypes.h>

#include "detect/sentence.h"

/* Contact that eases is below raised. */
int
level_rank(enum level l)
{
	return l == LEVEL_FLOOD || l == LEVEL_RAISED ? flag_levels[l].rank :
	    0;
}

static void
take_usual(struct spell *s, const struct limits *l)
{
	s->usual = l->before;
	s->low = l->low;
	s->high = l->high;
	s->range_days = l->days;
}

static bool
move(struct spell *s, enum level to, struct day day)
{
	if (level_rank(s->level) > level_rank(to))
		s->armed[s->level] = day_add(day, 1);
	if (to == LEVEL_EASING)
		s->armed[LEVEL_RAISED] = day_add(day, 1);
	s->level = to;
	s->since = day;
	return true;
}

bool
spell_reach(struct spell *s, enum level to, bool alone,
    const struct limits *l, struct day day)
{
	bool higher = level_rank(to) > level_rank(s->level);
	bool again = to == s->level && alone &&
	    day.n - s->reached[to].n > LEVEL_AGAIN_DAYS;

	if (again)
		s->armed[to] = day_add(s->reached[to], 1);
	if (higher || alone)
		s->reached[to] = day;
	if (to == LEVEL_FLOOD)
		s->no_flood = 0;
	if (!higher)
		return again;
	if (s->level == LEVEL_USUAL) {
		s->began = day;
		s->days = 0;
		take_usual(s, l);
	}
	s->armed[LEVEL_EASING] = s->armed[LEVEL_USUAL] = day;
	s->calm = 0;
	return move(s, to, day);
}

/* The last so many days are as usual. */
static bool
is_calm(const struct spell *s, int days, struct calm *c)
{
	*c = (struct calm){ .days = days,
		.usual = baseline_sum(&s->usual, days) };
	c->limit = binomial_upper(&c->usual, LEVEL_P);
	if (s->calm < days)
		return false;
	for (int i = 1; i <= days; i++)
		c->sum += s->counts[(s->calm - i) % LEVEL_END_DAYS];
	return c->sum <= c->limit;
}

bool
spell_close(struct spell *s, const struct limits *l, struct day day,
    int64_t count, bool known, struct calm *c)
{
	if (s->level == LEVEL_USUAL || !known)
		return false;
	if (++s->days > BASELINE_DAYS || s->range_days < LEVEL_NEW_DAYS)
		take_usual(s, l);
	if (count > l->day)
		s->calm = 0;
	else
		s->counts[s->calm++ % LEVEL_END_DAYS] = count;
	if (count <= l->flood)
		s->no_flood++;
	if (s->level == LEVEL_FLOOD && s->no_flood >= LEVEL_FLOOD_DAYS)
		(void)move(s, LEVEL_RAISED, day);
	if (s->level == LEVEL_RAISED && is_calm(s, LEVEL_EASING_DAYS, c))
		return move(s, LEVEL_EASING, day);
	if (s->level == LEVEL_EASING && is_calm(s, LEVEL_END_DAYS, c))
		return move(s, LEVEL_USUAL, day);
	return false;
}

/* The day of the first of the days is told where they were all known and so
 * stand in a row; else their number alone. */
void
spell_reason(const struct spell *s, const struct calm *c, const char *what,
    char *out, size_t size)
{
	struct sentence w = { out, size };
	char began[DAY_TEXT];

	day_text(s->began, began);
	say(&w, "%" PRId64 " %s%s in the last %d fully known days, no more "
	    "than usual; ", c->sum, what, c->sum == 1 ? "" : "s", c->days);
	if (s->days > BASELINE_DAYS)
		say(&w, "what began on %s has lasted so long that usual is "
		    "now ", began);
	else if (s->range_days == 0)
		say(&w, "nothing is known of the days before %s", began);
	else
		say(&w, "before %s it was ", began);
	if (s->days > BASELINE_DAYS || s->range_days > 0) {
		say_range(&w, s->low, s->high);
		say(&w, " a day");
	}
	say(&w, "; this says nothing of the days to come (%d such days have "
	    "more than %" PRId64 " in one of %.0f: negative binomial, mean "
	    "%.3f, size %.3f; none of them passed its own limit)", c->days,
	    c->limit, 1 / LEVEL_P, c->usual.mean, c->usual.size);
}
