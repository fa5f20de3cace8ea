#include "draw/before_after.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "model/hand.h"
#include "model/letter.h"
#include "store/records/milestones.h"

static void
before_after_moment(struct before_after *b, const struct milestone *m)
{
	b->from = BEFORE_NEVER;
	b->from_ms = MOMENT_NONE;
	if (m->known_ms != MOMENT_NONE) {
		b->from = m->known_exact ? BEFORE_KNOWN : BEFORE_KNOWN_DAY;
		b->from_ms = m->known_ms;
		b->day = day_of(m->known_ms);
	} else if (day_parse(m->made, &b->day)) {
		b->from = BEFORE_MADE;
		b->from_ms = day_start_ms(b->day);
	}
}

static int
before_after_take(const struct milestone *m, void *arg, struct err *err)
{
	struct before_afters *all = arg;
	struct before_after *b;

	(void)err;
	all->at = mem_grow(all->at, all->n + 1, sizeof(*all->at));
	b = &all->at[all->n++];
	*b = (struct before_after){
		.number = m->number,
		.person = str_dup(m->person),
		.word = str_dup(m->type),
		.type = str_dup(milestone_label(m->type)),
		.own_words = strncmp(m->type, "other:", 6) == 0,
		.issuer = str_dup(m->issuer),
		.reference = str_dup(m->reference),
		.made = str_dup(m->made),
		.proof = m->proof,
		.has_proof = m->has_proof,
		.next_ms = MOMENT_NONE,
	};
	before_after_moment(b, m);
	return 0;
}

int
before_afters_read(struct store *s, const char *person,
    struct before_afters *all, struct err *err)
{
	*all = (struct before_afters){ 0 };
	return milestone_list(s, person, before_after_take, all, err);
}

void
before_afters_done(struct before_afters *all)
{
	for (size_t i = 0; i < all->n; i++) {
		struct before_after *b = &all->at[i];

		free(b->person);
		free(b->word);
		free(b->type);
		free(b->issuer);
		free(b->reference);
		free(b->made);
	}
	free(all->at);
	*all = (struct before_afters){ 0 };
}

/* Where a time is not known, the day decides. */
static void
before_after_add(struct before_after *b, const struct incident *i)
{
	bool timed = (i->flags >> LETTER_DAY_ONLY & 1) == 0;
	bool exact = b->from == BEFORE_KNOWN && timed;
	bool before = exact ? i->at_ms < b->from_ms : i->day.n < b->day.n;

	if (i->direction == DIRECTION_OUT) {
		b->out_before += before;
		b->out_after += !before;
		return;
	}
	if (before) {
		b->before++;
		return;
	}
	b->after++;
	b->on_day += !exact && i->day.n == b->day.n;
	if (b->next_ms == MOMENT_NONE) {
		b->next_ms = i->at_ms;
		b->next_exact = timed;
	}
}

void
before_afters_count(struct before_afters *all, const struct incident *i)
{
	if (i->state != STATE_CONTACT)
		return;
	for (size_t n = 0; n < all->n; n++) {
		struct before_after *b = &all->at[n];

		if (b->from != BEFORE_NEVER && (b->person[0] == '\0' ||
		    strcmp(b->person, i->person) == 0))
			before_after_add(b, i);
	}
}
