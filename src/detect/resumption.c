#include "detect/resumption.h"

static void
resumption_tell(const struct resumption *s, const struct contact *c,
    struct flags *out)
{
	char reason[FLAG_REASON];
	struct sentence w = { reason, sizeof(reason) };
	struct flag f = { .at_ms = c->at_ms, .day = c->day,
		.level = level_name(kind_level(FLAG_RESUMPTION)),
		.count = s->quiet, .usual = s->usual,
		.limit = RESUMPTION_DAYS, .armed = day_add(s->last, 1) };

	kind_text(FLAG_RESUMPTION, NULL, f.kind);
	say(&w, "contact again after %d fully collected days without any: ",
	    s->quiet);
	say_incident(&w, c);
	say_date(&w, "; the last one before was on ", s->last);
	say(&w, ", when %.2f a day was usual (%d such days have %.0f)",
	    s->usual, s->quiet, s->usual * s->quiet);
	flags_add(out, &f, reason);
}

void
resumption_contact(struct resumption *s, const struct contact *c,
    double usual, struct flags *out)
{
	if (s->contacts >= RESUMPTION_EXPECTED &&
	    s->quiet >= RESUMPTION_DAYS &&
	    s->usual * s->quiet >= RESUMPTION_EXPECTED)
		resumption_tell(s, c, out);
	s->contacts++;
	s->last = c->day;
	s->usual = usual;
	s->quiet = 0;
}

void
resumption_close(struct resumption *s, int64_t count, bool known)
{
	if (s->contacts > 0 && known && count == 0)
		s->quiet++;
}
