#include "cmd/command.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/when.h"
#include "cmd/entry/entered.h"
#include "cmd/output/output.h"
#include "store/records/milestones.h"

struct milestone_options {
	const char *person;
	const char *made, *served;
	const char *issuer, *reference, *proof, *note;
};

static const struct milestone_options none = { NULL };

static const struct option_place places[] = {
	{ "--person", offsetof(struct milestone_options, person) },
	{ "--made", offsetof(struct milestone_options, made) },
	{ "--served", offsetof(struct milestone_options, served) },
	{ "--issuer", offsetof(struct milestone_options, issuer) },
	{ "--reference", offsetof(struct milestone_options, reference) },
	{ "--proof", offsetof(struct milestone_options, proof) },
	{ "--note", offsetof(struct milestone_options, note) },
};

const struct option_set milestone_options = OPTION_SET(none, places);

/* The last two only where the versions of one are told. */
static const char *const columns[] = { "id", "type", "person", "issuer",
	"reference", "made", "served", "proof", "note", "recorded" };

#define COLUMNS 8
#define COLUMNS_ALL (sizeof(columns) / sizeof(columns[0]))

/* A milestone with the strings it points to. */
struct draft {
	struct milestone m;
	struct buf text;
};

static void
draft_done(struct draft *d)
{
	buf_done(&d->text);
}

static void
served_text(const struct milestone *m, char out[MOMENT_TEXT])
{
	struct when w = { m->known_ms, { 0 }, m->known_exact };

	out[0] = '\0';
	if (m->known_ms == MOMENT_NONE)
		return;
	w.day = day_of(m->known_ms);
	when_text(&w, out);
}

struct milestone_listing {
	struct output output;
	bool all;		/* columns */
};

static int
milestone_put(const struct milestone *m, void *arg, struct err *err)
{
	struct milestone_listing *l = arg;
	struct output *s = &l->output;
	char served[MOMENT_TEXT], recorded[MOMENT_TEXT];
	char proof[DIGEST_TEXT] = "";

	(void)err;
	served_text(m, served);
	if (m->has_proof)
		digest_text(&m->proof, proof);
	/* A person reads the beginning; a machine gets all of it. */
	if (s->format == FORMAT_TABLE)
		proof[12] = '\0';
	output_int(s, m->number);
	output_text(s, m->type);
	output_text(s, m->person);
	output_text(s, m->issuer);
	output_text(s, m->reference);
	output_text(s, m->made);
	output_text(s, served);
	output_text(s, proof);
	if (!l->all)
		return 0;
	moment_text(m->recorded_ms, recorded);
	output_text(s, m->note);
	output_text(s, recorded);
	return 0;
}

static int
no_such(int64_t number, struct err *err)
{
	return err_set(err, EX_DATAERR, "there is no milestone %" PRId64 "; "
	    "`floodmark milestone list` shows them", number);
}

static int
too_much(struct call *call, size_t most, struct err *err)
{
	if (call->n_args <= most)
		return 0;
	return err_set(err, EX_USAGE, "floodmark milestone %s: \"%.100s\" is "
	    "too much", call->args[0], call->args[most]);
}

#define A_NUMBER "a number from `floodmark milestone list`"

static int
list_one(struct call *call, struct err *err)
{
	struct milestone_listing l = { .all = true };
	int64_t number;
	int got;

	if (entered_number(call->args[1], A_NUMBER, &number, err) == -1)
		return -1;
	output_open(&l.output, call->format, columns, COLUMNS_ALL);
	got = milestone_history(call->store, number, milestone_put, &l, err);
	if (got == 0 && l.output.rows == 0)
		got = no_such(number, err);
	output_close(&l.output, NULL);
	return got;
}

static int
milestones_print(struct call *call, struct err *err)
{
	const struct milestone_options *o = call->options;
	struct milestone_listing l = { .all = false };
	int got;

	if (too_much(call, 2, err) == -1 || store_open(call->config->store,
	    STORE_READ, &call->store, err) == -1)
		return -1;
	if (call->n_args == 2)
		return list_one(call, err);
	output_open(&l.output, call->format, columns, COLUMNS);
	got = milestone_list(call->store, o->person, milestone_put, &l, err);
	output_close(&l.output, got == 0 ? "no milestones" : NULL);
	return got;
}

/* The text options, and where each belongs. */
static const struct {
	const char *name;
	size_t from, to;
} texts[] = {
	{ "--issuer", offsetof(struct milestone_options, issuer),
	    offsetof(struct milestone, issuer) },
	{ "--reference", offsetof(struct milestone_options, reference),
	    offsetof(struct milestone, reference) },
	{ "--note", offsetof(struct milestone_options, note),
	    offsetof(struct milestone, note) },
	{ "--made", offsetof(struct milestone_options, made),
	    offsetof(struct milestone, made) },
};

static int
milestone_texts(const struct milestone_options *o, struct milestone *m,
    struct err *err)
{
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const char *text = *(const char *const *)
		    ((const char *)o + texts[i].from);

		if (text == NULL)
			continue;
		if (entered_text(texts[i].name, span_str(text), ENTERED_MAX,
		    err) == -1)
			return -1;
		*(const char **)((char *)m + texts[i].to) = text;
	}
	return 0;
}

static int
take_served(const struct milestone_options *o, struct milestone *m,
    struct err *err)
{
	struct when w;

	if (o->served == NULL)
		return 0;
	m->known_ms = MOMENT_NONE;
	m->known_exact = false;
	if (o->served[0] == '\0')
		return 0;
	if (when_parse_past("--served", o->served, m->recorded_ms, &w,
	    err) == -1)
		return -1;
	m->known_ms = w.ms;
	m->known_exact = w.exact;
	return 0;
}

/* What would make the counts before and after mean nothing. */
static int
milestone_check(const struct milestone *m, struct err *err)
{
	CLEANUP(buf_done) struct buf types = { .max = 400 };
	struct when made = { 0 };

	milestone_types(&types);
	if (!milestone_is_type(m->type))
		return err_set(err, EX_USAGE, "\"%.100s\" is no milestone; "
		    "%s would be", m->type, buf_str(&types));
	if (m->made[0] == '\0' && m->known_ms == MOMENT_NONE)
		return err_set(err, EX_USAGE, "a milestone needs a date: "
		    "--served (from when the person knew it), --made, or "
		    "both would be right");
	if (m->made[0] == '\0')
		return 0;
	if (strlen(m->made) > 10)
		return err_set(err, EX_USAGE, "--made: \"%.100s\" is not "
		    "right; a day such as 2026-03-29 would be", m->made);
	if (when_parse_past("--made", m->made, m->recorded_ms, &made,
	    err) == -1)
		return -1;
	if (m->known_ms != MOMENT_NONE && m->known_ms < made.ms)
		return err_set(err, EX_USAGE, "--served is before --made: "
		    "nobody can know it before it is made");
	return 0;
}

static int
milestone_take(struct call *call, struct milestone *m, struct err *err)
{
	const struct milestone_options *o = call->options;

	m->recorded_ms = clock_now_ms();
	if (o->person != NULL)
		m->person = o->person;
	if (entered_text("TYPE", span_str(m->type), ENTERED_MAX, err) == -1 ||
	    entered_person(call, o->person, err) == -1 ||
	    milestone_texts(o, m, err) == -1 ||
	    take_served(o, m, err) == -1)
		return -1;
	return milestone_check(m, err);
}

static int
milestone_write(struct call *call, const struct milestone *m, struct err *err)
{
	CLEANUP(handed_done) struct handed proof = { 0 };
	const struct milestone_options *o = call->options;
	bool has = o->proof != NULL;
	struct milestone_listing l = { .all = false };
	int64_t number;
	int got;

	if (has && entered_file(o->proof, PURPOSE_PROOF, &proof,
	    err) == -1)
		return -1;
	if (call->store == NULL && call_store(call, err) == -1)
		return -1;
	got = milestone_record(call->store, m, has ? &proof.file : NULL,
	    &number, err);
	if (got != 0)
		return got == 1 ? no_such(m->number, err) : -1;
	output_open(&l.output, call->format, columns, COLUMNS);
	got = milestone_get(call->store, number, milestone_put, &l, err);
	output_close(&l.output, NULL);
	return got;
}

static int
milestone_add(struct call *call, struct err *err)
{
	struct milestone m = { .person = "", .issuer = "", .reference = "",
		.note = "", .made = "", .known_ms = MOMENT_NONE };

	if (call->n_args < 2)
		call->args[1] = "";
	m.type = call->args[1];
	if (too_much(call, 2, err) == -1 || milestone_take(call, &m, err) == -1)
		return -1;
	return milestone_write(call, &m, err);
}

static const char *
milestone_keep(struct buf *text, const char *s)
{
	const char *at = text->at + text->len;

	buf_add(text, s, strlen(s) + 1);
	return at;
}

/* The row's strings live for the call only. */
static int
copy(const struct milestone *m, void *arg, struct err *err)
{
	struct draft *d = arg;

	(void)err;
	d->m = *m;
	/* All of the room at once: it must not move. */
	buf_init(&d->text, 7 * (ENTERED_MAX + 1000));
	(void)buf_room(&d->text, d->text.max);
	d->m.person = milestone_keep(&d->text, m->person);
	d->m.type = milestone_keep(&d->text, m->type);
	d->m.issuer = milestone_keep(&d->text, m->issuer);
	d->m.reference = milestone_keep(&d->text, m->reference);
	d->m.note = milestone_keep(&d->text, m->note);
	d->m.made = milestone_keep(&d->text, m->made);
	return 0;
}

static bool
is_given(const struct call *call)
{
	const struct milestone_options *o = call->options;

	return call->n_args > 2 || o->person != NULL || o->made != NULL ||
	    o->served != NULL || o->issuer != NULL || o->reference != NULL ||
	    o->note != NULL || o->proof != NULL;
}

static int
milestone_amend(struct call *call, struct err *err)
{
	CLEANUP(draft_done) struct draft d = { 0 };
	int64_t number;
	int got;

	if (call->n_args < 2)
		call->args[1] = "";
	if (too_much(call, 3, err) == -1 || entered_number(call->args[1],
	    A_NUMBER, &number, err) == -1)
		return -1;
	if (!is_given(call))
		return err_set(err, EX_USAGE, "nothing to amend; a TYPE or "
		    "an option with its new value (\"\" for none) would be "
		    "right");
	if (access(call->config->store, F_OK) == -1)
		return err_errno(err, EX_NOINPUT, "%s", call->config->store);
	if (call_store(call, err) == -1)
		return -1;
	got = milestone_get(call->store, number, copy, &d, err);
	if (got != 0)
		return got == 1 ? no_such(number, err) : -1;
	if (call->n_args > 2)
		d.m.type = call->args[2];
	if (milestone_take(call, &d.m, err) == -1)
		return -1;
	return milestone_write(call, &d.m, err);
}

static const struct {
	const char *name;
	int (*run)(struct call *, struct err *);
} actions[] = {
	{ "add", milestone_add }, { "amend", milestone_amend },
	    { "list", milestones_print },
};

int
cmd_milestone(struct call *call, struct err *err)
{
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++)
		if (strcmp(call->args[0], actions[i].name) == 0)
			return actions[i].run(call, err);
	return err_set(err, EX_USAGE, "floodmark milestone: \"%.100s\" is "
	    "not right; add TYPE, amend N or list would be", call->args[0]);
}
