#include "detect/track.h"

#include <stdio.h>

#include "detect/sentence.h"

void
track_open(struct track *t, int channel)
{
	*t = (struct track){ .channel = channel };
}

static struct flag
flag_of(const struct track *t, enum level level)
{
	struct flag f = { .day = t->walk.day, .level = level_name(level),
		.armed = t->walk.spell.armed[level] };

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

static void
track_tell(struct track *t, const struct contact *c, enum level level,
    const struct measure *m, struct flags *out)
{
	struct flag f = flag_of(t, level);
	struct clock_time at = clock_of(c->at_ms);
	struct limits l = t->walk.limits;
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
track_reach(struct track *t, const struct contact *c, enum level level,
    int hours, enum level than, struct flags *out)
{
	struct measure m = walk_measure(&t->walk, level, hours);

	if (walk_reach(&t->walk, level, &m) &&
	    level_rank(level) > level_rank(than))
		track_tell(t, c, level, &m, out);
}

void
track_contact(struct track *t, const struct contact *c, enum level than,
    struct flags *out)
{
	/* Which 24 hours one belongs to whose time nobody knows is not known
	 * either: it counts on its day. */
	int hours = c->hour < 0 ? 0 : window_add(&t->window, c->at_ms);

	t->walk.count++;
	track_reach(t, c, LEVEL_RAISED, hours, than, out);
	track_reach(t, c, LEVEL_FLOOD, hours, than, out);
}

/* Only of what was flagged is it told that it eased, and only of that that it
 * is as usual. */
static bool
is_told_already(struct track *t)
{
	bool told = t->walk.spell.level == LEVEL_EASING ? t->told :
	    t->told_easing;

	if (t->walk.spell.level == LEVEL_USUAL)
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
	struct flag f = flag_of(t, t->walk.spell.level);
	char reason[FLAG_REASON];

	if (!is_told_already(t))
		return;
	spell_reason(&t->walk.spell, c, noun_of(t), reason, sizeof(reason));
	f.at_ms = day_start_ms(day_add(t->walk.day, 1));
	f.count = c->sum;
	f.usual = c->usual.mean;
	f.limit = (double)c->limit;
	flags_add(out, &f, reason);
}

void
track_close(struct track *t, bool known, struct flags *out)
{
	struct calm calm;

	if (walk_end(&t->walk, known, &calm))
		tell_calm(t, &calm, out);
}
