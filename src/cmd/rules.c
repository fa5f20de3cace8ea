#include "cmd/command.h"

#include <stdio.h>
#include <string.h>

#include "base/safe.h"
#include "cmd/output/output.h"
#include "cmd/replay/mbox.h"
#include "cmd/replay/reveal.h"
#include "match/matcher.h"
#include "match/specimen.h"

static const char *const columns[] = { "file", "person", "rule", "part",
	"outcome" };

/* hit, miss, undecided, wrong: a message's outcomes are among them. */
struct test {
	struct call *call;
	struct people *people;	/* whose rules are tested now */
	struct reveal *reveal;	/* messages only */
	const char *file;	/* the one at hand */
	struct output output;
	struct specimen told;	/* the last one that was wrong */
	size_t n[SPECIMEN_COUNT];
};

static bool
is_people_file(const char *name)
{
	size_t n = strlen(name);

	return n > 5 && strcmp(name + n - 5, ".yaml") == 0;
}

static bool
has_file(const struct call *call, bool people)
{
	for (size_t i = 1; i < call->n_args; i++)
		if (is_people_file(call->args[i]) == people)
			return true;
	return false;
}

/* A person wants to see what is not as usual, a program all of it. */
static void
rules_row(struct test *t, const char *file, const struct person *p,
    const struct rule *r, const char *part, enum specimen_outcome outcome,
    bool usual)
{
	t->n[outcome]++;
	if (usual && t->call->format == FORMAT_TABLE)
		return;
	output_text(&t->output, file);
	output_text(&t->output, p->id);
	output_text(&t->output, r->id);
	output_text(&t->output, part);
	output_text(&t->output, specimen_outcome_name(outcome));
}

/* Which text it is stands in no column; once for all its parts. */
static void
tell_wrong(struct test *t, const struct specimen *s)
{
	CLEANUP(buf_done) struct buf line = { .max = 4096, .truncate = true };
	struct err why;

	if (t->told.rule == s->rule && t->told.hit == s->hit &&
	    t->told.n == s->n)
		return;
	t->told = *s;
	(void)specimen_err(s, &why);
	safe_text(&line, span_str(why.text), SAFE_ONE_LINE);
	fprintf(stderr, "floodmark: %s\n", buf_str(&line));
}

static int
put_specimen(const struct specimen *s, void *arg, struct err *err)
{
	struct test *t = arg;

	(void)err;
	rules_row(t, s->person->path, s->person, s->rule, s->part, s->outcome,
	    specimen_is_right(s));
	if (specimen_is_right(s))
		return 0;
	tell_wrong(t, s);
	t->call->code = EX_DATAERR;
	return 0;
}

/* The names of a header's lines are the sender's to choose: only those that
 * the rule has are printed. */
static void
part_name(const struct finding *f, const struct rule *r, struct buf *out)
{
	static const char *const senders[] = { "From", "Sender", "Reply-To",
		"Return-Path", "number" };

	if (span_eq(f->field, span_str("subject"))) {
		buf_add_str(out, "subject");
		return;
	}
	if (span_eq(f->field, span_str("text"))) {
		buf_add_str(out, f->marks & PASSAGE_FORWARDED ?
		    "forwarded" : f->marks & PASSAGE_QUOTED ? "quoted" :
		    "text");
		return;
	}
	for (size_t i = 0; i < r->headers.n; i++)
		if (span_ieq_str(f->field, r->headers.at[i])) {
			buf_addf(out, "header:%s", r->headers.at[i]);
			return;
		}
	for (size_t i = 0; i < 5; i++)
		if (span_eq(f->field, span_str(senders[i]))) {
			buf_add_str(out, "sender");
			return;
		}
	buf_add_str(out, "header");
}

static void
put_finding(struct test *t, const char *file, const struct finding *f)
{
	const struct person *p = &t->people->at[f->person];
	const struct rule *r = &p->rules[f->rule];
	CLEANUP(buf_done) struct buf part = { .max = 200, .truncate = true };

	part_name(f, r, &part);
	rules_row(t, file, p, r, buf_str(&part), f->outcome == OUTCOME_HIT ?
	    SPECIMEN_HIT : SPECIMEN_UNDECIDED, false);
}

/* One rule's rows: its findings, else that there are none.  Where not all
 * was read or written down, that is not known. */
static void
rules_put_rule(struct test *t, const char *file, const struct verdict *v,
    uint32_t person, uint32_t rule)
{
	bool unknown = v->n_findings == VERDICT_FINDINGS_MAX ||
	    (v->flags >> LETTER_UNREADABLE & 1) != 0;
	const struct person *p = &t->people->at[person];
	size_t n = 0;

	for (uint32_t i = 0; i < v->n_findings; i++) {
		const struct finding *f = &v->findings[i];

		if (f->by != BY_RULE || f->person != person ||
		    f->rule != rule)
			continue;
		put_finding(t, file, f);
		n++;
	}
	if (n == 0)
		rules_row(t, file, p, &p->rules[rule], "", unknown ?
		    SPECIMEN_UNDECIDED : SPECIMEN_MISS, !unknown);
}

static int
put_message(const struct message *m, size_t n, void *arg, struct err *err)
{
	CLEANUP(buf_done) struct buf name = { .max = 4096, .truncate = true };
	struct test *t = arg;
	struct verdict v;

	if (reveal_verdict(t->reveal, m, &v, err) == -1)
		return -1;
	buf_add_str(&name, t->file);
	if (n > 0)
		buf_addf(&name, "#%zu", n);
	for (uint32_t i = 0; i < t->people->n; i++)
		for (uint32_t j = 0; j < t->people->at[i].n_rules; j++)
			rules_put_rule(t, buf_str(&name), &v, i, j);
	return 0;
}

static int
test_messages(struct test *t, struct err *err)
{
	CLEANUP(matcher_cleanup) struct matcher *tried = NULL;
	char country[] = "GB";
	struct config none = { .country = country };
	struct people *before = t->call->people;
	int got;

	/* The reader has no way to say what is wrong with a pattern. */
	if (matcher_new(&none, t->people, &tried, err) == -1)
		return -1;
	t->call->people = t->people;
	got = reveal_open(t->call, &t->reveal, err);
	t->call->people = before;
	for (size_t i = 1; got == 0 && i < t->call->n_args; i++) {
		t->file = t->call->args[i];
		if (!is_people_file(t->file))
			got = mbox_each(t->file, put_message, t, err);
	}
	reveal_close(t->reveal);
	t->reveal = NULL;
	return got;
}

static int
test_people(struct test *t, struct err *err)
{
	if (has_file(t->call, false))
		return test_messages(t, err);
	return specimens_run(t->people, put_specimen, t, err);
}

static int
test_file(struct test *t, const char *file, struct err *err)
{
	CLEANUP(people_cleanup) struct people *people = NULL;

	if (people_load_file(file, &people, err) == -1)
		return -1;
	t->people = people;
	t->told = (struct specimen){ .n = 0 };
	return test_people(t, err);
}

static int
test_configured(struct test *t, struct err *err)
{
	struct call *call = t->call;

	if (call->config == NULL &&
	    config_load(call->config_path, &call->config, err) == -1)
		return -1;
	if (people_load(call->config->rules, &call->people, err) == -1)
		return -1;
	t->people = call->people;
	return test_people(t, err);
}

static int
test_all(struct test *t, struct err *err)
{
	int got = 0;

	if (!has_file(t->call, true))
		return test_configured(t, err);
	for (size_t i = 1; got == 0 && i < t->call->n_args; i++)
		if (is_people_file(t->call->args[i]))
			got = test_file(t, t->call->args[i], err);
	return got;
}

static void
rules_tell_sum(const struct test *t)
{
	if (has_file(t->call, false))
		printf("hits %zu, undecided %zu, misses %zu\n",
		    t->n[SPECIMEN_HIT], t->n[SPECIMEN_UNDECIDED],
		    t->n[SPECIMEN_MISS]);
	else
		printf("specimens in each part: right %zu, undecided %zu, "
		    "wrong %zu\n", t->n[SPECIMEN_HIT] + t->n[SPECIMEN_MISS],
		    t->n[SPECIMEN_UNDECIDED], t->n[SPECIMEN_WRONG]);
}

int
cmd_rules(struct call *call, struct err *err)
{
	struct test t = { .call = call };
	int got;

	if (strcmp(call->args[0], "test") != 0)
		return err_set(err, EX_USAGE, "floodmark rules: \"%s\" is "
		    "not right; test would be", call->args[0]);
	output_open(&t.output, call->format, columns, 5);
	got = test_all(&t, err);
	output_close(&t.output, NULL);
	if (got == 0 && call->format == FORMAT_TABLE)
		rules_tell_sum(&t);
	return got;
}
