#include "detect/track.h"

#include <stdio.h>

#include "detect/sentence.h"

void
track_open(struct track *t, int channel)
{
	*t = (struct track){ .channel = channel };
}

void
track_day(struct track *t, struct day day)
{
	t->day_before = t->limits.day;
	t->flood_before = t->limits.flood;
	t->day = day;
	t->count = 0;
	t->limits = volume_limits(&t->volume, day);
}

static struct flag
flag_of(const struct track *t, enum level level)
{
	struct flag f = { .day = t->day, .level = level_name(level),
		.armed = t->spell.armed[level] };

	kind_text(FLAG_VOLUME, t->channel < 0 ? NULL :
	    channel_name((enum channel)t->channel), f.kind);
	return f;
}

static const char *
noun_of(const struct track *t)
{
	return t->channel < 0 ? "contact" :
	    channel_noun((enum channel)t->channel);
}

/* What a contact is measured by: the day, and the 24 hours that end with
 * it. */
struct measure {
	int64_t day, hours;
	int64_t day_limit, hours_limit;
};

static int64_t
higher(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static struct measure
measure(const struct track *t, enum level level, int hours)
{
	const struct limits *l = &t->limits;

	if (level == LEVEL_FLOOD)
		return (struct measure){ t->count, hours, l->flood,
			higher(l->flood, t->flood_before) };
	return (struct measure){ t->count, hours, l->raised,
		higher(l->day, t->day_before) };
}

static void
tell(struct track *t, const struct contact *c, enum level level,
    const struct measure *m, struct flags *out)
{
	struct flag f = flag_of(t, level);
	struct clock_time at = clock_of(c->at_ms);
	struct limits l = t->limits;
	bool trailing = m->day <= m->day_limit;
	char day[DAY_TEXT], clock[16] = "", reason[FLAG_REASON];
	struct passing p = { level, trailing ? m->hours : m->day, trailing,
		noun_of(t), day, clock, t->channel < 0 ?
		channel_one(c->channel) : "" };

	day_text(c->day, day);
	if (c->hour >= 0)
		snprintf(clock, sizeof(clock), "%02d:%02d", at.hour,
		    at.minute);
	if (trailing && level == LEVEL_FLOOD)
		l.flood = m->hours_limit;
	else if (trailing)
		l.day = m->hours_limit;
	volume_reason(&l, &p, reason, sizeof(reason));
	f.at_ms = c->at_ms;
	f.count = p.ordinal;
	f.usual = l.usual;
	f.limit = (double)(trailing ? m->hours_limit : m->day_limit);
	flags_add(out, &f, reason);
	t->told = true;
}

static void
reach(struct track *t, const struct contact *c, enum level level, int hours,
    enum level than, struct flags *out)
{
	struct measure m = measure(t, level, hours);
	bool alone = t->count > t->limits.day || m.hours > m.hours_limit;

	if ((m.day > m.day_limit || m.hours > m.hours_limit) &&
	    spell_reach(&t->spell, level, alone, &t->limits, t->day) &&
	    level_rank(level) > level_rank(than))
		tell(t, c, level, &m, out);
}

void
track_contact(struct track *t, const struct contact *c, enum level than,
    struct flags *out)
{
	/* Which 24 hours one belongs to whose time nobody knows is not known
	 * either: it counts on its day. */
	int hours = c->hour < 0 ? 0 : window_add(&t->window, c->at_ms);

	t->count++;
	reach(t, c, LEVEL_RAISED, hours, than, out);
	reach(t, c, LEVEL_FLOOD, hours, than, out);
}

/* Only of what was flagged is it told that it eased, and only of that that it
 * is as usual. */
static bool
is_told(struct track *t)
{
	bool told = t->spell.level == LEVEL_EASING ? t->told :
	    t->told_easing;

	if (t->spell.level == LEVEL_USUAL)
		t->told_easing = false;
	else if (told)
		t->told_easing = true;
	t->told = false;
	return told;
}

/* The row of days is complete when its last day is. */
static void
tell_calm(struct track *t, const struct calm *c, struct flags *out)
{
	struct flag f = flag_of(t, t->spell.level);
	char reason[FLAG_REASON];

	if (!is_told(t))
		return;
	spell_reason(&t->spell, c, noun_of(t), reason, sizeof(reason));
	f.at_ms = day_start_ms(day_add(t->day, 1));
	f.count = c->sum;
	f.usual = c->usual.mean;
	f.limit = (double)c->limit;
	flags_add(out, &f, reason);
}

void
track_close(struct track *t, bool known, struct flags *out)
{
	struct calm calm;
	bool eased = spell_close(&t->spell, &t->limits, t->day, t->count,
	    known, &calm);

	volume_add_with(&t->volume, &t->limits, t->day, t->count, known);
	if (!eased)
		return;
	volume_forget_rise(&t->volume);
	tell_calm(t, &calm, out);
}
