#include "detect/identifiers.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

/* The slot of it, or the free one where it belongs. */
static uint64_t *
identifier_slot(uint64_t *slots, size_t room, uint64_t sender)
{
	size_t i = (size_t)(sender * UINT64_C(0x9e3779b97f4a7c15)) &
	    (room - 1);

	while (slots[i] != 0 && slots[i] != sender)
		i = (i + 1) & (room - 1);
	return &slots[i];
}

static void
identifiers_grow(struct identifiers *s)
{
	size_t room = s->room == 0 ? 16 : 2 * s->room;
	uint64_t *slots = mem_get(room, sizeof(*slots));

	for (size_t i = 0; i < s->room; i++) {
		uint64_t slot = s->slots[i];

		if (slot != 0)
			*identifier_slot(slots, room, slot) = slot;
	}
	free(s->slots);
	s->slots = slots;
	s->room = room;
}

/* True: it was not there. */
static bool
identifier_add(struct identifiers *s, uint64_t sender)
{
	uint64_t *slot;

	if (2 * s->n >= s->room)
		identifiers_grow(s);
	slot = identifier_slot(s->slots, s->room, sender);
	if (*slot == sender)
		return false;
	*slot = sender;
	s->n++;
	return true;
}

static void
tell_one(const struct identifiers *s, const struct contact *c,
    struct flags *out)
{
	char reason[FLAG_REASON];
	struct sentence w = { reason, sizeof(reason) };

	say(&w, "a new address or number: ");
	say_incident(&w, c);
	say(&w, " came from one that is not on record before; %zu %s known "
	    "since ", s->n - 1, s->n == 2 ? "was" : "were");
	say_date(&w, "", s->first);
	note(out, c, FLAG_NEW_IDENTIFIER, NULL, day_add(s->last, 1), 1, 0,
	    reason);
}

static void
tell_burst(const struct identifiers *s, const struct contact *c,
    struct flags *out)
{
	char reason[FLAG_REASON];
	struct sentence w = { reason, sizeof(reason) };

	say(&w, "%d new addresses or numbers within %d days, the last with ",
	    IDENTIFIERS_BURST, IDENTIFIERS_APART);
	say_incident(&w, c);
	say(&w, "; %zu are on record from this person now", s->n);
	note(out, c, FLAG_IDENTIFIER_BURST, NULL, s->burst_armed,
	    IDENTIFIERS_BURST, IDENTIFIERS_BURST - 1, reason);
}

/* Within so many days, the day of the contact among them. */
static bool
is_burst(const struct identifiers *s, struct day day)
{
	return s->n_new >= IDENTIFIERS_BURST && day.n -
	    s->new_days[s->n_new % IDENTIFIERS_BURST].n < IDENTIFIERS_APART;
}

static void
take_new(struct identifiers *s, const struct contact *c, struct flags *out)
{
	int apart = c->day.n - s->last.n;

	if (s->n_new == 0 || apart >= IDENTIFIERS_APART)
		tell_one(s, c, out);
	if (apart >= IDENTIFIERS_END) {
		s->burst = false;
		s->burst_armed = c->day;
	}
	s->new_days[s->n_new++ % IDENTIFIERS_BURST] = c->day;
	if (!s->burst && is_burst(s, c->day)) {
		tell_burst(s, c, out);
		s->burst = true;
	}
}

void
identifiers_contact(struct identifiers *s, const struct contact *c,
    struct flags *out)
{
	bool first = s->n == 0;

	if (c->sender == 0 || !identifier_add(s, c->sender))
		return;
	if (first)
		s->first = s->burst_armed = c->day;
	else if (c->day.n - s->first.n >= NOTE_KNOWN_DAYS)
		take_new(s, c, out);
	s->last = c->day;
}

void
identifiers_done(struct identifiers *s)
{
	free(s->slots);
	*s = (struct identifiers){ .n = 0 };
}
