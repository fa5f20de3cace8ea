#include "detect/addresses.h"

static bool
is_run(const struct addresses *s, struct day day)
{
	if (s->n < ADDRESSES_RUN || day.n -
	    s->days[s->n % ADDRESSES_RUN].n >= ADDRESSES_DAYS)
		return false;
	for (int i = 0; i < ADDRESSES_RUN; i++)
		for (int j = 0; j < i; j++)
			if (s->senders[i] == s->senders[j])
				return false;
	return true;
}

static void
addresses_tell(const struct addresses *s, const struct contact *c,
    struct flags *out)
{
	char reason[FLAG_REASON];
	struct sentence w = { reason, sizeof(reason) };

	say(&w, "the last %d contacts came from %d different addresses or "
	    "numbers, the last with ", ADDRESSES_RUN, ADDRESSES_RUN);
	say_incident(&w, c);
	note(out, c, FLAG_MANY_ADDRESSES, NULL, s->armed, ADDRESSES_RUN,
	    ADDRESSES_RUN - 1, reason);
}

void
addresses_contact(struct addresses *s, const struct contact *c,
    struct flags *out)
{
	if (c->sender == 0)
		return;
	if (s->n == 0)
		s->armed = ARMED_EVER;
	s->senders[s->n % ADDRESSES_RUN] = c->sender;
	s->days[s->n++ % ADDRESSES_RUN] = c->day;
	if (!is_run(s, c->day))
		return;
	if (s->told && c->day.n - s->last.n >= ADDRESSES_END) {
		s->told = false;
		s->armed = day_add(s->last, 1);
	}
	if (!s->told)
		addresses_tell(s, c, out);
	s->told = true;
	s->last = c->day;
}
