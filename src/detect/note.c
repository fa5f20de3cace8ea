#include "detect/note.h"

void
say_when(struct sentence *s, const struct contact *c)
{
	struct clock_time at = clock_of(c->at_ms);
	char day[DAY_TEXT];

	day_text(c->day, day);
	say(s, "on %s", day);
	if (c->hour >= 0)
		say(s, " at %02d:%02d", at.hour, at.minute);
}

void
say_incident(struct sentence *s, const struct contact *c)
{
	say(s, "%s ", channel_one(c->channel));
	say_when(s, c);
}

void
say_date(struct sentence *s, const char *before, struct day day)
{
	char text[DAY_TEXT];

	day_text(day, text);
	say(s, "%s%s", before, text);
}

void
note(struct flags *out, const struct contact *c, enum flag_kind kind,
    const char *about, struct day armed, int64_t count, int64_t limit,
    const char *reason)
{
	struct flag f = { .at_ms = c->at_ms, .day = c->day,
		.level = level_name(kind_level(kind)), .count = count,
		.limit = (double)limit, .armed = armed };

	kind_text(kind, about, f.kind);
	flags_add(out, &f, reason);
}
