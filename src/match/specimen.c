#include "match/specimen.h"

#include <string.h>

#include "base/buf.h"
#include "match/matcher.h"
#include "read/limits.h"
#include "read/read.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))
#define PART_MAX 200

/* One rule alone, as if it were all there is: what others find, and who
 * sent it, is of no matter to its specimens. */
struct trial {
	struct rule rule;
	struct person person;
	struct people people;
	struct account account;
	struct config config;
	char country[3];
	struct matcher *matcher;
	struct arena arena;
	struct verdict verdict;
	struct specimen specimen;
	int (*each)(const struct specimen *, void *, struct err *);
	void *arg;
};

static const char *const outcome_names[SPECIMEN_COUNT] = {
	[SPECIMEN_HIT] = "hit",
	[SPECIMEN_MISS] = "miss",
	[SPECIMEN_UNDECIDED] = "undecided",
	[SPECIMEN_WRONG] = "wrong",
};

/* How a text comes in each part; `when` are the rules that look there. */
static const struct part {
	const char *name;
	unsigned when, in;
	const char *before;
} parts[] = {
	{ "text", IN_TEXT | IN_ANY, IN_TEXT,
	    "Content-Type: text/plain; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: 8bit\r\n\r\n" },
	{ "subject", IN_SUBJECT | IN_ANY, IN_SUBJECT, "Subject: " },
	{ "sender", IN_SENDER, IN_SENDER, "From: " },
	{ "header", IN_ANY, IN_ANY, "X-Specimen: " },
};

const char *
specimen_outcome_name(enum specimen_outcome o)
{
	return o < SPECIMEN_COUNT ? outcome_names[o] : "?";
}

bool
specimen_is_right(const struct specimen *s)
{
	return s->outcome == SPECIMEN_HIT || s->outcome == SPECIMEN_MISS;
}

static enum specimen_outcome
specimen_judge(const struct verdict *v, bool hit)
{
	bool found = false, undecided = false;

	for (uint32_t i = 0; i < v->n_findings; i++) {
		found |= v->findings[i].outcome == OUTCOME_HIT;
		undecided |= v->findings[i].outcome == OUTCOME_UNDECIDED;
	}
	if (undecided && !found)
		return SPECIMEN_UNDECIDED;
	return found != hit ? SPECIMEN_WRONG :
	    hit ? SPECIMEN_HIT : SPECIMEN_MISS;
}

static int
try_letter(struct trial *t, struct letter *l, const char *part, unsigned in,
    struct err *err)
{
	t->rule.in = in;
	matcher_run(t->matcher, l, 0, ROLE_INBOX, &t->verdict);
	t->specimen.part = part;
	t->specimen.outcome = specimen_judge(&t->verdict, t->specimen.hit);
	arena_reset(&t->arena);
	return t->each(&t->specimen, t->arg, err);
}

/* A line of the header holds no line breaks. */
static void
add_line(struct buf *out, const char *text)
{
	for (; *text != '\0'; text++)
		buf_add_char(out, *text == '\r' || *text == '\n' ? ' ' :
		    *text);
}

/* What holds no address is a name, which has none. */
static void
add_sender(struct buf *out, const char *text)
{
	if (strchr(text, '@') != NULL) {
		add_line(out, text);
		return;
	}
	buf_add_char(out, '"');
	for (; *text != '\0'; text++) {
		char one[2] = { *text, '\0' };

		if (*text == '"' || *text == '\\')
			buf_add_char(out, '\\');
		add_line(out, one);
	}
	buf_add_str(out, "\" <>");
}

static int
try_message(struct trial *t, const struct buf *bytes, const char *part,
    unsigned in, struct err *err)
{
	struct read_context ctx = { .mode = READ_FULL,
		.internal_ms = MOMENT_NONE };
	struct letter l;

	letter_read(&t->arena, buf_span(bytes), &ctx, &l);
	return try_letter(t, &l, part, in, err);
}

static int
try_part(struct trial *t, const struct part *part, const char *text,
    struct err *err)
{
	CLEANUP(buf_done) struct buf m = { .max = LIMIT_MESSAGE_BYTES };

	buf_add_str(&m, part->before);
	if (part->in == IN_TEXT)
		buf_add_str(&m, text);
	else if (part->in == IN_SENDER)
		add_sender(&m, text);
	else
		add_line(&m, text);
	buf_add_str(&m, part->in == IN_TEXT ? "\r\n" : "\r\n\r\n");
	return try_message(t, &m, part->name, part->in, err);
}

static int
try_header(struct trial *t, const char *name, const char *text,
    struct err *err)
{
	CLEANUP(buf_done) struct buf m = { .max = LIMIT_MESSAGE_BYTES };
	CLEANUP(buf_done) struct buf part = { .max = PART_MAX,
		.truncate = true };

	buf_addf(&m, "%s: ", name);
	add_line(&m, text);
	buf_add_str(&m, "\r\n\r\n");
	buf_addf(&part, "header:%s", name);
	return try_message(t, &m, buf_str(&part), IN_HEADER, err);
}

static int
try_one(struct trial *t, const char *text, struct err *err)
{
	const struct rule *r = t->specimen.rule;
	struct passage p = { .text = span_str(text), .part = 1 };
	struct letter plain = { .arena = &t->arena, .passages = &p,
		.counts = true };

	if (try_letter(t, &plain, "plain", IN_TEXT, err) == -1)
		return -1;
	for (size_t i = 0; i < COUNT(parts); i++)
		if ((r->in & parts[i].when) != 0 &&
		    try_part(t, &parts[i], text, err) == -1)
			return -1;
	for (size_t i = 0; i < r->headers.n; i++)
		if (try_header(t, r->headers.at[i], text, err) == -1)
			return -1;
	return 0;
}

static int
try_list(struct trial *t, const struct strings *list, bool hit,
    struct err *err)
{
	t->specimen.hit = hit;
	for (size_t i = 0; i < list->n; i++) {
		t->specimen.n = i + 1;
		if (try_one(t, list->at[i], err) == -1)
			return -1;
	}
	return 0;
}

static int
try_rule(struct trial *t, const struct person *p, const struct rule *r,
    struct err *err)
{
	int got;

	t->rule = *r;
	t->person = (struct person){ .path = p->path, .id = p->id,
		.rules = &t->rule, .n_rules = 1 };
	t->people = (struct people){ .at = &t->person, .n = 1 };
	t->config = (struct config){ .accounts = &t->account,
		.n_accounts = 1, .country = t->country };
	t->specimen = (struct specimen){ .person = p, .rule = r };
	if (matcher_new(&t->config, &t->people, &t->matcher, err) == -1)
		return -1;
	got = try_list(t, &r->hits, true, err);
	if (got == 0)
		got = try_list(t, &r->misses, false, err);
	matcher_free(t->matcher);
	return got;
}

static int
try_all(struct trial *t, const struct people *people, struct err *err)
{
	for (size_t i = 0; i < people->n; i++)
		for (size_t j = 0; j < people->at[i].n_rules; j++)
			if (try_rule(t, &people->at[i],
			    &people->at[i].rules[j], err) == -1)
				return -1;
	/* A platform's notices are tried as if they were a person's rules. */
	for (size_t i = 0; i < people->n_platforms; i++) {
		const struct platform *p = &people->platforms[i];
		struct person as = { .path = p->path, .id = p->id };

		for (size_t j = 0; j < p->n_notices; j++)
			if (try_rule(t, &as, &p->notices[j], err) == -1)
				return -1;
	}
	return 0;
}

int
specimens_run(const struct people *people,
    int (*each)(const struct specimen *, void *, struct err *), void *arg,
    struct err *err)
{
	struct trial t = { .each = each, .arg = arg,
		.country = "GB" };
	int got;

	arena_init(&t.arena, LIMIT_ARENA_BYTES);
	got = try_all(&t, people, err);
	arena_done(&t.arena);
	return got;
}

int
specimen_err(const struct specimen *s, struct err *err)
{
	static const char *const rights[] = { "leaves it alone", "finds it" };
	bool slow = s->outcome == SPECIMEN_UNDECIDED;

	return err_set(err, EX_CONFIG, "%s:%d:%d: rule %s: text %zu of its "
	    "%s is %s as %s; a pattern that %s would be right",
	    s->person->path, s->rule->line, s->rule->column, s->rule->id,
	    s->n, s->hit ? "hits" : "misses", slow ? "undecided" :
	    s->hit ? "not found" : "found", s->part,
	    slow ? "needs less time" : rights[s->hit]);
}

static int
specimen_check(const struct specimen *s, void *arg, struct err *err)
{
	(void)arg;
	return specimen_is_right(s) ? 0 : specimen_err(s, err);
}

int
specimens_check(const struct people *people, struct err *err)
{
	return specimens_run(people, specimen_check, NULL, err);
}
