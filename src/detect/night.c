#include "detect/night.h"

#include <inttypes.h>

static void
night_tell(const struct night *s, const struct contact *c, struct flags *out)
{
	char reason[FLAG_REASON];
	struct sentence w = { reason, sizeof(reason) };

	say(&w, "contact at night: ");
	say_incident(&w, c);
	say(&w, "; the %" PRId64 " contacts before it", s->others);
	say_date(&w, s->ever ? ", since the last one at night on " :
	    ", since ", s->since);
	say(&w, ", all came from %02d:00 to midnight", NIGHT_UNTIL);
	note(out, c, FLAG_NIGHT, NULL, s->ever ? day_add(s->since, 1) :
	    ARMED_EVER, 1, 0, reason);
}

void
night_contact(struct night *s, const struct contact *c, struct flags *out)
{
	bool night = c->hour >= NIGHT_FROM && c->hour < NIGHT_UNTIL;

	if (c->hour < 0)
		return;
	if (!s->any) {
		s->any = true;
		s->since = c->day;
	}
	if (!night) {
		s->others++;
		return;
	}
	if (s->others >= NIGHT_OTHERS &&
	    c->day.n - s->since.n >= NIGHT_DAYS)
		night_tell(s, c, out);
	s->ever = true;
	s->since = c->day;
	s->others = 0;
}
