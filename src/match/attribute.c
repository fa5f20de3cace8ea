#include "match/attribute.h"

#define YEAR_1990_MS INT64_C(631152000000)
#define ONE_DAY_MS INT64_C(86400000)

/* The strongest finding of each sort. */
struct sorted {
	const struct finding *sender;	/* address or number */
	const struct finding *recipient;
	const struct finding *name;	/* display name or handle */
	/* rules, in the writer's text and in what is quoted or forwarded */
	const struct finding *own_words, *other_words;
	const struct finding *undecided;
};

static void
first(const struct finding **slot, const struct finding *f)
{
	if (*slot == NULL)
		*slot = f;
}

static void
sort_rule(struct sorted *s, const struct finding *f)
{
	if (f->outcome == OUTCOME_UNDECIDED)
		first(&s->undecided, f);
	else if (f->marks & (PASSAGE_QUOTED | PASSAGE_FORWARDED))
		first(&s->other_words, f);
	else
		first(&s->own_words, f);
}

static void
sort_finding(struct sorted *s, const struct finding *f)
{
	switch (f->by) {
	case BY_ADDRESS:
	case BY_PHONE:
	case BY_NOTICE:
		first(&s->sender, f);
		break;
	case BY_RECIPIENT:
		first(&s->recipient, f);
		break;
	case BY_NAME:
	case BY_HANDLE:
		first(&s->name, f);
		break;
	case BY_RULE:
		sort_rule(s, f);
		break;
	case BY_UNREADABLE:
	case BY_HAND:
	case BY_COUNT:
		break;
	}
}

/* What the attribution rests on, and whether that is enough to count. */
static const struct finding *
attribution_decide(const struct sorted *s, const struct verdict *v,
    const struct person *p, enum role role, enum state *state)
{
	*state = STATE_CONTACT;
	if (s->sender != NULL)
		return s->sender;
	if (role == ROLE_SENT)
		return s->recipient;
	if (s->own_words != NULL && !v->own &&
	    p->rules[s->own_words->rule].attribute)
		return s->own_words;
	*state = STATE_CANDIDATE;
	if (s->name != NULL)
		return s->name;
	if (s->own_words != NULL)
		return s->own_words;
	return s->other_words != NULL ? s->other_words : s->undecided;
}

static const char *
finding_kind(const struct attribution *a, const struct verdict *v,
    const struct person *p)
{
	if (v->flags >> LETTER_UNREADABLE & 1)
		return "unreadable";
	if (a->rule != NULL)
		return p->rules[a->rule->rule].kind;
	if (a->why->by == BY_NOTICE)
		return "notice";
	return a->why->by == BY_RULE ? "undecided" : "contact";
}

bool
attribute(const struct verdict *v, enum role role,
    const struct people *people, uint32_t person, struct attribution *out)
{
	const struct person *p = &people->at[person];
	struct sorted s = { 0 };

	for (uint32_t i = 0; i < v->n_findings; i++) {
		const struct finding *f = &v->findings[i];

		if (f->person != person)
			continue;
		if (f->by == BY_RULE && f->rule >= p->n_rules)
			continue;
		sort_finding(&s, f);
	}
	out->why = attribution_decide(&s, v, p, role, &out->state);
	if (out->why == NULL)
		return false;
	out->rule = s.own_words != NULL ? s.own_words : s.other_words;
	out->kind = finding_kind(out, v, p);
	return true;
}

static bool
is_possible(int64_t at_ms, int64_t newest_ms)
{
	return at_ms != MOMENT_NONE && at_ms >= YEAR_1990_MS &&
	    at_ms <= newest_ms + ONE_DAY_MS;
}

int64_t
receipt_ms(const struct verdict *v, int64_t internal_ms, int64_t newest_ms,
    int64_t now_ms)
{
	if (channel_is_phone(v->channel) && is_possible(v->phone_ms, newest_ms))
		return v->phone_ms;
	if (is_possible(internal_ms, newest_ms))
		return internal_ms;
	if (is_possible(v->received_ms, newest_ms))
		return v->received_ms;
	return now_ms;
}
