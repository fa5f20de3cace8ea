#include "detect/channels.h"

static void
channels_tell(const struct channels *s, const struct contact *c,
    struct flags *out)
{
	char reason[FLAG_REASON];
	struct sentence w = { reason, sizeof(reason) };
	const char *between = "";

	say(&w, "a new way to make contact: the first %s on record, ",
	    channel_noun(c->channel));
	say_when(&w, c);
	say_date(&w, "; since ", s->first);
	say(&w, " it had been ");
	for (int i = 0; i < CHANNEL_COUNT; i++) {
		if (!s->seen[i])
			continue;
		say(&w, "%s%s", between, channel_name((enum channel)i));
		between = ", ";
	}
	note(out, c, FLAG_NEW_CHANNEL, channel_name(c->channel), ARMED_EVER,
	    1, 0, reason);
}

void
channels_contact(struct channels *s, const struct contact *c,
    struct flags *out)
{
	if (!s->any) {
		s->any = true;
		s->first = c->day;
	}
	if (s->seen[c->channel])
		return;
	if (c->day.n - s->first.n >= NOTE_KNOWN_DAYS)
		channels_tell(s, c, out);
	s->seen[c->channel] = true;
}
