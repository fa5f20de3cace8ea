#include "detect/breach.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* What contact after it means, and what to do; the last row is any other. */
static const struct meaning {
	const char *type, *says;
} meanings[] = {
	{ "asked-to-stop", "contact goes on though it was asked to stop: "
	    "worth telling the police" },
	{ "notice-served", "to be reported as a breach of the notice, to the "
	    "officer in the case or 101" },
	{ "order-served", "to be reported as a breach of the order, to the "
	    "officer in the case or 101" },
	{ "order-made", "to be reported as a breach of the order, to the "
	    "officer in the case or 101" },
	{ "report-to-police", "contact goes on after the report: to be added "
	    "to it" },
	{ NULL, "contact goes on after it" },
};

static const char *
meaning_of(const char *type)
{
	const struct meaning *m = meanings;

	while (m->type != NULL && strcmp(m->type, type) != 0)
		m++;
	return m->says;
}

static void
say_served(struct sentence *w, const struct served *s)
{
	struct clock_time at = clock_of(s->known_ms);

	say(w, "\"");
	say_entered(w, s->label);
	say(w, "\"");
	if (s->issuer[0] != '\0') {
		say(w, ", ");
		say_entered(w, s->issuer);
	}
	if (s->reference[0] != '\0') {
		say(w, ", reference ");
		say_entered(w, s->reference);
	}
	say_date(w, ", known from ", s->day);
	if (s->exact)
		say(w, " at %02d:%02d", at.hour, at.minute);
}

static void
breach_tell(const struct served *s, const struct contact *c, struct flags *out)
{
	char reason[FLAG_REASON];
	struct sentence w = { reason, sizeof(reason) };
	char number[24];

	snprintf(number, sizeof(number), "%" PRId64, s->number);
	say(&w, "first contact after milestone %" PRId64 " (", s->number);
	say_served(&w, s);
	say(&w, "): ");
	say_incident(&w, c);
	say(&w, "; %s", meaning_of(s->type));
	if (s->exact && c->hour < 0 && c->day.n == s->day.n)
		say(&w, "; its time of day is not recorded, so this contact "
		    "of the same day may have been before it");
	if (!s->exact)
		say(&w, "; the time of day from which it was known is not "
		    "recorded%s", c->day.n == s->day.n ? ", so this contact "
		    "of the same day may have been before it" : "");
	note(out, c, FLAG_BREACH, number, s->day, 1, 0, reason);
}

/* Where a time is not known, the day decides. */
static bool
is_before(const struct contact *c, const struct served *s)
{
	return s->exact && c->hour >= 0 ? c->at_ms < s->known_ms :
	    c->day.n < s->day.n;
}

void
breach_contact(struct served *all, size_t n, const struct contact *c,
    struct flags *out)
{
	for (size_t i = 0; i < n; i++) {
		struct served *s = &all[i];

		if (s->passed || is_before(c, s))
			continue;
		s->passed = true;
		breach_tell(s, c, out);
	}
}
