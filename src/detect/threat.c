#include "detect/threat.h"

void
threat_contact(struct threat *s, const struct contact *c, struct flags *out)
{
	char reason[FLAG_REASON];
	struct sentence w = { reason, sizeof(reason) };
	struct day armed = s->any ? day_add(s->last, 1) : ARMED_EVER;
	bool is_new = !s->any || c->day.n - s->last.n >= THREAT_END;

	if (!c->threat)
		return;
	if (is_new) {
		say(&w, "a rule of kind %s matched ", THREAT_KIND);
		say_incident(&w, c);
		if (s->any)
			say_date(&w, "; the last one before was on ",
			    s->last);
		else
			say(&w, "; none did before");
		say(&w, " (somebody else can look first: floodmark show "
		    "prints no text without --reveal)");
		note(out, c, FLAG_THREAT, NULL, armed, 1, 0, reason);
	}
	s->any = true;
	s->last = c->day;
}
