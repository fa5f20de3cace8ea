#include "detect/walk.h"

void
walk_past(struct walk *w, struct day day, bool known)
{
	volume_add(&w->volume, day, 0, known);
}

void
walk_day(struct walk *w, struct day day)
{
	w->day_before = w->limits.day;
	w->flood_before = w->limits.flood;
	w->day = day;
	w->count = 0;
	w->limits = volume_limits(&w->volume, day);
}

static int64_t
higher(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

struct measure
walk_measure(const struct walk *w, enum level level, int64_t hours)
{
	const struct limits *l = &w->limits;

	if (level == LEVEL_FLOOD)
		return (struct measure){ w->count, hours, l->flood,
			higher(l->flood, w->flood_before) };
	return (struct measure){ w->count, hours, l->raised,
		higher(l->day, w->day_before) };
}

bool
measure_passes(const struct measure *m)
{
	return m->day > m->day_limit || m->hours > m->hours_limit;
}

bool
walk_reach(struct walk *w, enum level level, const struct measure *m)
{
	bool alone = m->day > w->limits.day || m->hours > m->hours_limit;

	return measure_passes(m) &&
	    spell_reach(&w->spell, level, alone, &w->limits, w->day);
}

int64_t
walk_limit(const struct walk *w)
{
	return level_rank(w->spell.level) > 0 ? w->limits.day :
	    w->limits.raised;
}

bool
walk_end(struct walk *w, bool known, struct calm *calm)
{
	bool eased = spell_close(&w->spell, &w->limits, w->day, w->count,
	    known, calm);

	volume_add_with(&w->volume, &w->limits, w->day, w->count, known);
	if (eased)
		volume_forget_rise(&w->volume);
	return eased;
}
