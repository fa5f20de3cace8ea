#include "match/matcher.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "match/literal.h"
#include "match/notice.h"
#include "match/regex.h"
#include "match/spacing.h"
#include "read/limits.h"
#include "read/read.h"
#include "read/text/charset.h"

/* Identifiers in the form they are compared in. */
struct forms {
	struct strings addresses, phones, names, handles;
};

struct matcher {
	const struct config *config;
	const struct people *people;
	struct forms *forms;		/* one a person */
	struct regex ***rules;		/* [person][rule] */
	size_t *first;			/* number of a person's first rule */
	size_t n_rules;
	struct literals *literals;	/* of all rules */
	size_t *sets;			/* [rule]: its first set of words; the
					 * last entry: how many there are */
	uint64_t *found;		/* bit per set, of one text */
	bool *folded;			/* [rule]: over plain ASCII the folded
					 * text is enough */
	struct notices *notices;
	unsigned *undecided;		/* per rule: texts of the letter that
					 * is marked */
	struct regex_scratch *scratch;
};

/* A rule that could not decide so many texts is left alone. */
#define UNDECIDED_MOST 4

/* What matcher_run carries through its steps. */
struct match_run {
	struct matcher *m;
	struct letter *letter;
	const struct account *account;
	enum role role;
	struct verdict *v;
	struct notice notice;
	unsigned undecided;	/* by the rule at hand */
	uint64_t *maybe;	/* per text, the subject first, and last for
				 * all: bit per rule that may hit */
	size_t n_texts;
	bool *plain;		/* per text: see spacing_is_plain */
};

static void
add_form(struct strings *to, struct arena *a, struct span form)
{
	if (form.len > 0)
		strings_add(to, form);
	arena_reset(a);
}

/* Addresses are compared folded for case only: "jd@еxample" with a
 * Cyrillic e is another address. */
static struct span
lower_case(struct arena *a, struct span s)
{
	char *at = arena_get(a, s.len);

	if (at == NULL)
		return (struct span){ NULL, 0 };
	for (size_t i = 0; i < s.len; i++)
		at[i] = s.at[i] >= 'A' && s.at[i] <= 'Z' ? s.at[i] + 32 :
		    s.at[i];
	return span_of(at, s.len);
}

/* "@jd_1979" and "jd_1979" are one handle. */
static struct span
handle_form(struct arena *a, struct span written)
{
	struct span form = fold_text(a, span_trim(written), false, NULL);

	return form.len > 0 && form.at[0] == '@' ? span_from(form, 1) : form;
}

static void
make_forms(struct forms *f, const struct person *p, const char *country)
{
	CLEANUP(arena_done) struct arena a = { .max = 1 << 20 };

	for (size_t i = 0; i < p->addresses.n; i++)
		add_form(&f->addresses, &a,
		    lower_case(&a, span_str(p->addresses.at[i])));
	for (size_t i = 0; i < p->phones.n; i++)
		add_form(&f->phones, &a,
		    phone_normal(&a, span_str(p->phones.at[i]), country));
	for (size_t i = 0; i < p->names.n; i++)
		add_form(&f->names, &a, fold_text(&a,
		    span_trim(span_str(p->names.at[i])), false, NULL));
	for (size_t i = 0; i < p->handles.n; i++)
		add_form(&f->handles, &a, handle_form(&a,
		    span_str(p->handles.at[i])));
}

static int
compile_rules(struct matcher *m, size_t i, struct err *err)
{
	const struct person *p = &m->people->at[i];

	m->rules[i] = mem_get(p->n_rules, sizeof(*m->rules[i]));
	for (size_t j = 0; j < p->n_rules; j++) {
		struct err why;
		size_t at = 0;

		if (regex_new(p->rules[j].match, &m->rules[i][j], &at,
		    &why) == -1)
			return err_set(err, EX_CONFIG, "%s:%d:%d: match: %s; "
			    "a PCRE2 pattern would be right", p->path,
			    p->rules[j].line, p->rules[j].column + (int)at,
			    why.text);
	}
	return 0;
}

static size_t
words(const struct matcher *m)
{
	return m->n_rules / 64 + 1;
}

/* Strong folding changes letters, so that its rules are always tried. */
static void
add_literals(struct matcher *m, const struct rule *r, size_t rule)
{
	struct literal_set set[LITERAL_SETS];
	size_t n = r->strong ? 0 : literal_sets(r->match, set);

	for (size_t i = 0; i < n; i++)
		for (size_t k = 0; k < set[i].n; k++)
			literals_add(m->literals, literal_span(&set[i].word[k]),
			    m->sets[rule] + i);
	m->sets[rule + 1] = m->sets[rule] + n;
	m->folded[rule] = !r->strong && spacing_is_free(r->match);
}

static void
find_literals(struct matcher *m)
{
	for (size_t i = 0; i < m->people->n; i++) {
		m->first[i] = m->n_rules;
		m->n_rules += m->people->at[i].n_rules;
	}
	m->literals = literals_new();
	m->sets = mem_get(m->n_rules + 1, sizeof(*m->sets));
	m->folded = mem_get(m->n_rules, sizeof(*m->folded));
	m->undecided = mem_get(m->n_rules, sizeof(*m->undecided));
	for (size_t i = 0; i < m->people->n; i++)
		for (size_t j = 0; j < m->people->at[i].n_rules; j++)
			add_literals(m, &m->people->at[i].rules[j],
			    m->first[i] + j);
	literals_seal(m->literals);
	m->found = mem_get(m->sets[m->n_rules] / 64 + 1, sizeof(*m->found));
}

int
matcher_new(const struct config *c, const struct people *people,
    struct matcher **out, struct err *err)
{
	CLEANUP(matcher_cleanup) struct matcher *m = mem_get(1, sizeof(*m));

	m->config = c;
	m->people = people;
	m->forms = mem_get(people->n, sizeof(*m->forms));
	m->rules = mem_get(people->n, sizeof(*m->rules));
	m->first = mem_get(people->n, sizeof(*m->first));
	m->scratch = regex_scratch_new();
	for (size_t i = 0; i < people->n; i++) {
		make_forms(&m->forms[i], &people->at[i], c->country);
		if (compile_rules(m, i, err) == -1)
			return -1;
	}
	if (notices_new(people, &m->notices, err) == -1)
		return -1;
	find_literals(m);
	*out = m;
	m = NULL;
	return 0;
}

void
matcher_free(struct matcher *m)
{
	if (m == NULL)
		return;
	for (size_t i = 0; i < m->people->n; i++) {
		for (size_t j = 0; m->rules[i] != NULL &&
		    j < m->people->at[i].n_rules; j++)
			regex_free(m->rules[i][j]);
		free(m->rules[i]);
		strings_done(&m->forms[i].addresses);
		strings_done(&m->forms[i].phones);
		strings_done(&m->forms[i].names);
		strings_done(&m->forms[i].handles);
	}
	notices_free(m->notices);
	regex_scratch_free(m->scratch);
	literals_free(m->literals);
	free(m->sets);
	free(m->found);
	free(m->folded);
	free(m->undecided);
	free(m->first);
	free(m->forms);
	free(m->rules);
	free(m);
}

void
matcher_cleanup(struct matcher **m)
{
	matcher_free(*m);
	*m = NULL;
}

static void
rule_find(void *arg, struct finding f)
{
	struct match_run *r = arg;

	if (r->v->n_findings < VERDICT_FINDINGS_MAX)
		r->v->findings[r->v->n_findings++] = f;
}

static bool
address_is(const char *form, struct span addr)
{
	size_t at;

	/* "example.org." is that domain, spelt as in the DNS */
	if (addr.len > 0 && addr.at[addr.len - 1] == '.')
		addr.len--;
	at = addr.len;

	if (form[0] != '*')
		return span_ieq_str(addr, form);
	while (at > 0 && addr.at[at - 1] != '@')
		at--;
	/* form is "*@domain": the domain itself, not its subdomains */
	return at > 0 && span_ieq_str(span_from(addr, at), form + 2);
}

static bool
in_list(const struct strings *list, struct span form)
{
	for (size_t i = 0; form.len > 0 && i < list->n; i++)
		if (span_eq(form, span_str(list->at[i])))
			return true;
	return false;
}

/* An address list and what it is called in findings. */
struct where {
	const char *name;
	const struct address *list;
};

static void
find_addresses(struct match_run *r, uint32_t person, const struct where *w,
    enum finding_by by)
{
	const struct strings *forms = &r->m->forms[person].addresses;

	for (const struct address *a = w->list; a != NULL; a = a->next)
		for (size_t i = 0; i < forms->n; i++)
			if (address_is(forms->at[i], a->addr)) {
				rule_find(r, (struct finding){ .person = person,
				    .by = by, .field = span_str(w->name),
				    .identifier = span_str(r->m->people->at
				    [person].addresses.at[i]) });
				return;
			}
}

static void
find_names(struct match_run *r, uint32_t person, const struct where *w)
{
	const struct forms *forms = &r->m->forms[person];

	if (forms->names.n == 0 && forms->handles.n == 0)
		return;
	for (const struct address *a = w->list; a != NULL; a = a->next) {
		struct span name = fold_text(r->letter->arena,
		    span_trim(a->name), false, NULL);
		struct span bare = handle_form(r->letter->arena, a->name);
		struct finding f = { .person = person,
			.field = span_str(w->name), .identifier = name };

		f.by = BY_NAME;
		if (in_list(&forms->names, name))
			rule_find(r, f);
		f.by = BY_HANDLE;
		if (in_list(&forms->handles, bare))
			rule_find(r, f);
	}
}

#define SENDER_FIELDS 4

static void
sender_fields(const struct letter *l, struct where out[SENDER_FIELDS])
{
	out[0] = (struct where){ "From", l->from };
	out[1] = (struct where){ "Sender", l->sender };
	out[2] = (struct where){ "Reply-To", l->reply_to };
	out[3] = (struct where){ "Return-Path", l->return_path };
}

/* The user's own mail to the person: recipients count. */
static void
match_recipients(struct match_run *r, uint32_t person)
{
	const struct where to[] = { { "To", r->letter->to },
		{ "Cc", r->letter->cc }, { "Bcc", r->letter->bcc } };

	for (size_t i = 0; i < 3; i++)
		find_addresses(r, person, &to[i], BY_RECIPIENT);
}

static void
match_number(struct match_run *r, uint32_t person)
{
	const struct letter *l = r->letter;
	struct span form = phone_normal(l->arena, l->number,
	    r->m->config->country);
	const struct strings *phones = &r->m->forms[person].phones;

	for (size_t i = 0; form.len > 0 && i < phones->n; i++)
		if (span_eq(form, span_str(phones->at[i]))) {
			rule_find(r, (struct finding){ .person = person,
			    .by = BY_PHONE, .field = span_str("number"),
			    .identifier = span_str(phones->at[i]) });
			return;
		}
}

static void
match_senders(struct match_run *r, uint32_t person)
{
	struct where from[SENDER_FIELDS];
	bool phone = channel_is_phone(r->letter->channel);

	sender_fields(r->letter, from);
	for (size_t i = 0; i < SENDER_FIELDS; i++) {
		find_addresses(r, person, &from[i],
		    phone ? BY_NAME : BY_ADDRESS);
		find_names(r, person, &from[i]);
	}
}

/* Undecided once is enough to know: more would only cost time. */
static bool
is_undecided(const struct match_run *r, const struct finding *f)
{
	const struct verdict *v = r->v;
	const struct finding *last;

	if (v->n_findings == 0)
		return false;
	last = &v->findings[v->n_findings - 1];
	return last->by == BY_RULE && last->person == f->person &&
	    last->rule == f->rule && last->outcome == OUTCOME_UNDECIDED;
}

/* One rule over one text; true when it is settled. */
static bool
try_text(struct match_run *r, struct finding f, struct span text,
    struct span folded)
{
	const struct regex *re = r->m->rules[f.person][f.rule];
	size_t start, end;
	enum regex_result got = regex_find(re, r->m->scratch, text, 0,
	    &start, &end);

	if (got != REGEX_HIT && folded.at != text.at) {
		enum regex_result second = regex_find(re, r->m->scratch,
		    folded, 0, &start, &end);

		if (second != REGEX_MISS)
			got = second;
	}
	if (got == REGEX_MISS)
		return false;
	f.outcome = got == REGEX_HIT ? OUTCOME_HIT : OUTCOME_UNDECIDED;
	if (got == REGEX_HIT || !is_undecided(r, &f))
		rule_find(r, f);
	return got == REGEX_HIT || ++r->undecided >= UNDECIDED_MOST;
}

static struct span
folded_for(struct match_run *r, const struct rule *rule, struct span text,
    struct span plain_folded)
{
	if (!rule->strong)
		return plain_folded;
	return fold_text(r->letter->arena, text, true, NULL);
}

/* The letters beyond ASCII that are, but for their case, within it: a
 * pattern's "sick" hits them, and no word of the automaton does. */
static bool
has_other_case(struct span text)
{
	return span_find(text, "\u017f", 2) != NULL ||
	    span_find(text, "\u212a", 3) != NULL;
}

/* Marks the rules that found a word of each of their sets. */
static void
note_rules(const struct matcher *m, uint64_t *maybe)
{
	for (size_t i = 0; i < m->n_rules; i++) {
		size_t set = m->sets[i];

		while (set < m->sets[i + 1] &&
		    (m->found[set / 64] >> (set % 64) & 1) != 0)
			set++;
		if (set == m->sets[i + 1])
			maybe[i / 64] |= UINT64_C(1) << (i % 64);
	}
}

static void
forget_words(const struct matcher *m)
{
	memset(m->found, 0, (m->sets[m->n_rules] / 64 + 1) *
	    sizeof(*m->found));
}

/* Which rules a text is worth trying.  Plain text beyond ASCII is looked at,
 * too: folding may make one letter of a letter and its mark. */
static void
look_for_words(const struct matcher *m, struct span text,
    struct span folded, uint64_t *maybe)
{
	forget_words(m);
	literals_scan(m->literals, folded, m->found);
	if (folded.at != text.at && !charset_is_ascii(text)) {
		if (has_other_case(text)) {
			memset(maybe, 0xff, words(m) * sizeof(*maybe));
			return;
		}
		literals_scan(m->literals, text, m->found);
	}
	note_rules(m, maybe);
}

/* The automaton sees neither case nor how much white space there is, so that
 * text in which folding changes no more need not be folded for it. */
static void
look_at_passage(struct match_run *r, struct passage *p, uint64_t *maybe,
    bool *plain)
{
	*plain = spacing_is_plain(p->text);
	if (*plain) {
		forget_words(r->m);
		literals_scan(r->m->literals, p->text, r->m->found);
		note_rules(r->m, maybe);
		return;
	}
	passage_fold(r->letter, p);
	look_for_words(r->m, p->text, p->folded, maybe);
}

/* Most rules hit none of the texts, which is then known at once. */
static void
join_maybe(struct match_run *r)
{
	size_t size = words(r->m);
	uint64_t *all = r->maybe + r->n_texts * size;

	for (size_t i = 0; i < r->n_texts; i++)
		for (size_t k = 0; k < size; k++)
			all[k] |= r->maybe[i * size + k];
}

static void
find_maybe(struct match_run *r)
{
	struct letter *l = r->letter;
	size_t n = 1, size = words(r->m);

	for (struct passage *p = l->passages; p != NULL; p = p->next)
		n++;
	r->n_texts = n;
	r->maybe = arena_get(l->arena, (n + 1) * size * sizeof(*r->maybe));
	r->plain = arena_get(l->arena, n * sizeof(*r->plain));
	if (r->maybe == NULL || r->plain == NULL) {
		r->maybe = NULL;
		return;
	}
	look_for_words(r->m, l->subject, l->subject_folded, r->maybe);
	n = 1;
	for (struct passage *p = l->passages; p != NULL; p = p->next, n++)
		look_at_passage(r, p, r->maybe + n * size, &r->plain[n]);
	join_maybe(r);
}

static bool
may_hit(const struct match_run *r, size_t text, struct finding f)
{
	size_t rule = r->m->first[f.person] + f.rule;

	return r->maybe == NULL || (r->maybe[text * words(r->m) +
	    rule / 64] >> (rule % 64) & 1) != 0;
}

/* The text to try besides the folded one: that itself where it is enough. */
static struct span
text_for(const struct match_run *r, size_t n, struct finding f,
    const struct passage *p)
{
	size_t rule = r->m->first[f.person] + f.rule;

	return r->maybe != NULL && r->plain[n] && r->m->folded[rule] &&
	    spacing_is_trimmed(p->text) ? p->folded : p->text;
}

/* The writer's own words first: a hit there settles the rule; a hit in
 * quoted or forwarded text is kept as such. */
static void
rule_over_text(struct match_run *r, const struct rule *rule, struct finding f)
{
	static const unsigned others = PASSAGE_QUOTED | PASSAGE_FORWARDED;

	if (!may_hit(r, r->n_texts, f))
		return;
	f.field = span_str("text");
	for (int turn = 0; turn < 2; turn++) {
		size_t n = 1;

		for (struct passage *p = r->letter->passages; p != NULL;
		    p = p->next, n++) {
			if (((p->marks & others) != 0) != (turn == 1) ||
			    !may_hit(r, n, f))
				continue;
			f.marks = p->marks;
			f.part = p->part;
			passage_fold(r->letter, p);
			if (try_text(r, f, text_for(r, n, f, p),
			    folded_for(r, rule, p->text, p->folded)))
				return;
		}
	}
}

static void
rule_over_sender(struct match_run *r, const struct rule *rule, struct finding f)
{
	struct where from[SENDER_FIELDS];

	sender_fields(r->letter, from);
	for (size_t i = 0; i < SENDER_FIELDS; i++) {
		f.field = span_str(from[i].name);
		for (const struct address *a = from[i].list; a != NULL;
		    a = a->next) {
			struct span folded = fold_text(r->letter->arena,
			    a->name, rule->strong, NULL);

			if (try_text(r, f, a->addr, a->addr) ||
			    (a->name.len > 0 &&
			    try_text(r, f, a->name, folded)))
				return;
		}
	}
	f.field = span_str("number");
	if (r->letter->number.len > 0)
		try_text(r, f, r->letter->number, r->letter->number);
}

static void
rule_over_fields(struct match_run *r, const struct rule *rule, struct finding f)
{
	for (const struct field *h = r->letter->fields; h != NULL;
	    h = h->next) {
		bool named = (rule->in & IN_ANY) != 0;

		for (size_t i = 0; !named && i < rule->headers.n; i++)
			named = span_ieq_str(h->name, rule->headers.at[i]);
		if (!named)
			continue;
		f.field = h->name;
		if (try_text(r, f, h->value, fold_text(r->letter->arena,
		    h->value, rule->strong, NULL)))
			return;
	}
}

static void
match_rule(struct match_run *r, uint32_t person, uint32_t n)
{
	const struct rule *rule = &r->m->people->at[person].rules[n];
	struct finding f = { .person = person, .rule = n, .by = BY_RULE };

	r->undecided = 0;
	if ((rule->in & (IN_SUBJECT | IN_ANY)) != 0 && may_hit(r, 0, f)) {
		f.field = span_str("subject");
		try_text(r, f, r->letter->subject, folded_for(r, rule,
		    r->letter->subject, r->letter->subject_folded));
	}
	if (rule->in & (IN_TEXT | IN_ANY))
		rule_over_text(r, rule, f);
	if (rule->in & (IN_SENDER | IN_ANY))
		rule_over_sender(r, rule, f);
	if (rule->in & (IN_HEADER | IN_ANY))
		rule_over_fields(r, rule, f);
}

static bool
is_own(const struct match_run *r)
{
	const struct strings *own = &r->account->own_addresses;

	for (const struct address *a = r->letter->from; a != NULL;
	    a = a->next)
		for (size_t i = 0; i < own->n; i++)
			if (address_is(own->at[i], a->addr))
				return true;
	return false;
}

/* Over the folded text: one server may hand out LF for another's CRLF. */
static struct digest
text_digest(struct letter *l)
{
	struct digest d = digest_of(l->subject_folded);

	for (struct passage *p = l->passages; p != NULL; p = p->next) {
		passage_fold(l, p);
		d = digest_of2(span_of(d.at, sizeof(d.at)), p->folded);
	}
	return d;
}

static struct span
at_most(struct span s, size_t most)
{
	while (s.len > most || (s.len == most &&
	    (s.at[s.len - 1] & 0xc0) == 0x80))
		s.len--;
	return s;
}

static void
fill_verdict(struct match_run *r)
{
	const struct letter *l = r->letter;
	struct verdict *v = r->v;

	v->flags = l->flags;
	v->channel = l->channel;
	if (r->notice.trust == NOTICE_TRUSTED)
		v->channel = CHANNEL_NOTICE;
	else if (r->notice.trust == NOTICE_CLAIMED)
		v->flags |= UINT64_C(1) << LETTER_CLAIMS_NOTICE;
	v->own = is_own(r);
	v->direction = channel_is_phone(l->channel) ? l->direction :
	    r->role == ROLE_SENT ? DIRECTION_OUT : DIRECTION_IN;
	v->date_ms = l->date_ms;
	v->received_ms = l->received_ms;
	v->phone_ms = l->phone_ms;
	v->sender = channel_is_phone(l->channel) ? l->number :
	    l->from != NULL ? l->from->addr : (struct span){ NULL, 0 };
	v->sender = at_most(v->sender, VERDICT_TEXT_MAX - 1);
	v->message_id = at_most(l->message_id, VERDICT_TEXT_MAX - 1);
}

/*
 * Only what lies in a Sent folder is the user's own for sure: a From with
 * her address is a claim like any other, so it neither hides the person
 * when another sender field names him, nor makes his mail hers.
 */
static void
match_person(struct match_run *r, uint32_t person)
{
	const struct letter *l = r->letter;

	if (channel_is_phone(l->channel))
		match_number(r, person);
	if (r->role != ROLE_SENT)
		match_senders(r, person);
	else if (!channel_is_phone(l->channel))
		match_recipients(r, person);
	for (uint32_t i = 0; i < r->m->people->at[person].n_rules; i++)
		match_rule(r, person, i);
}

void
matcher_run(struct matcher *m, struct letter *l, size_t account,
    enum role role, struct verdict *v)
{
	struct match_run r = { .m = m, .letter = l, .role = role, .v = v,
		.account = &m->config->accounts[account] };

	v->n_findings = 0;
	if (role == ROLE_INBOX)
		r.notice = notice_decide(m->notices, l, r.account);
	fill_verdict(&r);
	if (!l->counts)
		return;
	if (m->n_rules > 0)
		find_maybe(&r);
	notice_match(m->notices, r.notice, m->scratch, l, rule_find, &r);
	for (uint32_t i = 0; i < m->people->n; i++)
		match_person(&r, i);
	/* Only what is kept needs a digest of its text. */
	v->text = (struct digest){ { 0 } };
	if (v->n_findings > 0)
		v->text = text_digest(l);
	/* folding may have added to them */
	v->flags |= l->flags;
}

static int
by_start(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

void
matcher_ranges_begin(struct matcher *m)
{
	memset(m->undecided, 0, m->n_rules * sizeof(*m->undecided));
}

/* All hits of one rule in one form of a passage, as plain ranges. */
static size_t
collect(struct matcher *m, size_t person, size_t rule, struct span text,
    const uint32_t *map, struct range *out, size_t most)
{
	unsigned *undecided = &m->undecided[m->first[person] + rule];
	size_t n = 0, from = 0, start, end;

	while (n < most && *undecided < UNDECIDED_MOST) {
		enum regex_result got = regex_find(m->rules[person][rule],
		    m->scratch, text, from, &start, &end);

		*undecided += got == REGEX_UNDECIDED;
		if (got != REGEX_HIT)
			break;
		out[n++] = map == NULL ? (struct range){ start, end } :
		    (struct range){ map[start], map[end] };
		from = end > start ? end : end + 1;
	}
	return n;
}

/* A passage in the forms that rules look at. */
struct forms_of {
	const struct passage *p;
	struct arena arena;
	struct span strong;	/* made when first asked for */
	uint32_t *strong_map;
};

static size_t
collect_rule(struct matcher *m, size_t person, size_t rule,
    struct forms_of *f, struct range *out, size_t most)
{
	bool strong = m->people->at[person].rules[rule].strong;
	size_t n = collect(m, person, rule, f->p->text, NULL, out, most);

	if (!strong)
		return f->p->folded.at == f->p->text.at ? n :
		    n + collect(m, person, rule, f->p->folded, f->p->map,
		    out + n, most - n);
	if (f->strong.at == NULL)
		f->strong = fold_text(&f->arena, f->p->text, true,
		    &f->strong_map);
	return n + collect(m, person, rule, f->strong, f->strong_map,
	    out + n, most - n);
}

/* Sorted, and those that touch made one; how many are left. */
static size_t
merge(struct range *at, size_t n)
{
	size_t kept = 0;

	qsort(at, n, sizeof(*at), by_start);
	for (size_t i = 0; i < n; i++) {
		if (kept > 0 && at[i].start <= at[kept - 1].end) {
			if (at[i].end > at[kept - 1].end)
				at[kept - 1].end = at[i].end;
			continue;
		}
		at[kept++] = at[i];
	}
	return kept;
}

size_t
matcher_ranges(struct matcher *m, struct letter *l, struct passage *p,
    struct range *out, size_t most)
{
	struct forms_of f = { .p = p, .arena = { .max = LIMIT_ARENA_BYTES } };
	size_t n = 0;

	passage_fold(l, p);
	for (size_t i = 0; i < m->people->n; i++)
		for (size_t j = 0; j < m->people->at[i].n_rules; j++)
			n += collect_rule(m, i, j, &f, out + n, most - n);
	arena_done(&f.arena);
	return merge(out, n);
}
