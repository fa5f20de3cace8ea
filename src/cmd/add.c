/*
 * add and amend: incidents that people write down themselves.
 */
#include "cmd/command.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cmd/entry/decide.h"
#include "cmd/entry/questions.h"
#include "cmd/entry/statement.h"
#include "model/letter.h"
#include "store/records/entries.h"

static const struct statement_options none = { .channel = -1 };

#define AT(member) offsetof(struct statement_options, member)

/* amend has a reason, too. */
static const struct option_place places[] = {
	{ "--reason", AT(reason) },
	{ "--at", AT(at) },
	{ "--until", AT(until) },
	{ "--person", AT(person) },
	{ "--channel", AT(channel) },
	{ "--direction", AT(direction) },
	{ "--kind", AT(kind) },
	{ "--identifier", AT(diary.identifier) },
	{ "--what", AT(diary.what) },
	{ "--place", AT(diary.place) },
	{ "--told", AT(diary.told) },
	{ "--witnesses", AT(diary.witnesses) },
	{ "--impact", AT(diary.impact) },
	{ "--target", AT(diary.target) },
	{ "--reference", AT(diary.reference) },
	{ "--officer", AT(diary.officer) },
	{ "--file", AT(files) },
	{ "--private", AT(private) },
};

const struct option_set amend_options = OPTION_SET(none, places);
const struct option_set add_options = { &none, sizeof(none), places + 1,
	sizeof(places) / sizeof(places[0]) - 1 };

/* What everybody must know who writes here. */
static const char *const warning =
    "What is kept here may have to be shown to the other side in court.\n"
    "It cannot be deleted, only withdrawn or amended; both versions stay.\n";

static void
tell_added(const struct call *call, int64_t id, const struct incident *in)
{
	char at[MOMENT_TEXT], day[DAY_TEXT], told[200];
	bool day_only = (in->flags >> LETTER_DAY_ONLY & 1) != 0;

	moment_text(in->at_ms, at);
	day_text(in->day, day);
	snprintf(told, sizeof(told), "%s, %s, attributed to %.60s; counted%s",
	    day_only ? day : at, channel_name(in->channel), in->person,
	    in->flags >> LETTER_LATE_ENTRY & 1 ?
	    "; marked as a late entry" : "");
	decide_tell(call, id, state_name(in->state), told);
	if (call->format == FORMAT_TABLE)
		printf("%s", warning);
}

static int
entry_keep(struct call *call, const struct statement *s, struct err *err)
{
	struct incident in = { .state = STATE_CONTACT, .by = BY_HAND,
		.field = "statement", .rule = "", .message_id = "",
		.claimed_ms = MOMENT_NONE, .recorded_ms = s->d.recorded_ms };
	int64_t id;
	int got;

	statement_incident(s, &in);
	if (call_store(call, err) == -1)
		return -1;
	got = entry_record(call->store, &in, buf_span(&s->document),
	    s->files, s->n_handed, &id, err);
	if (got == 1)
		return err_set(err, EX_DATAERR, "incident %" PRId64 " says "
		    "exactly this already; nothing was added", id);
	if (got == -1)
		return -1;
	tell_added(call, id, &in);
	return 0;
}

/* Nothing but where the configuration is and how to print was given. */
static bool
is_bare_add(const struct call *call)
{
	const struct statement_options *o = call->options;

	for (size_t i = 0; i < n_diary_texts; i++)
		if (*diary_text_at(&o->diary, &diary_texts[i]) != NULL)
			return false;
	return o->at == NULL && o->until == NULL && o->direction == NULL &&
	    o->private == NULL && o->files.n == 0 && o->person == NULL &&
	    o->kind == NULL && o->channel < 0;
}

int
cmd_add(struct call *call, struct err *err)
{
	CLEANUP(statement_done) struct statement s;
	CLEANUP(questions_done) struct questions q = { 0 };

	statement_init(&s, clock_now_ms());
	if (is_bare_add(call) && isatty(STDIN_FILENO) &&
	    isatty(STDOUT_FILENO)) {
		printf("%s\n", warning);
		if (questions_ask(&q, call, err) == -1)
			return -1;
		s.d.recorded_ms = clock_now_ms();
	}
	if (statement_take(&s, call, err) == -1)
		return -1;
	return entry_keep(call, &s, err);
}

/* What an amendment goes on from. */
struct amending {
	struct call *call;
	struct statement s;
	struct diary before;
	struct digest said;	/* what it said, whenever that was */
	struct decision d;
};

static void
amending_done(struct amending *a)
{
	statement_done(&a->s);
	diary_done(&a->before);
}

static int
read_before(struct amending *a, const struct incident *in, struct err *err)
{
	CLEANUP(buf_done) struct buf bytes = { .max = STATEMENT_MAX };
	int got;

	if (in->by != BY_HAND)
		return err_set(err, EX_DATAERR, "incident %" PRId64 " was "
		    "collected, not written by hand, and stays as it came; "
		    "confirm or withdraw would be right", in->id);
	got = original_get(a->call->store, &in->digest, &bytes, err);
	if (got == -1)
		return -1;
	if (got == 1 || !diary_read(buf_span(&bytes), &a->before))
		return err_set(err, EX_DATAERR, "the statement of incident %"
		    PRId64 " cannot be read; `floodmark verify` says more",
		    in->id);
	a->said = statement_digest(&a->before);
	a->before.recorded_ms = a->s.d.recorded_ms;
	a->s.d = a->before;
	a->s.d.document = NULL;
	return 0;
}

static int
entry_amend_by(const struct incident *in, void *arg, struct err *err)
{
	struct amending *a = arg;

	if (read_before(a, in, err) == -1 ||
	    statement_take(&a->s, a->call, err) == -1)
		return -1;
	a->d.incident = in->id;
	a->d.now = *in;		/* a withdrawn one stays withdrawn */
	statement_incident(&a->s, &a->d.now);
	if (digest_eq(&a->d.now.text, &a->said) && a->s.n_handed == 0)
		return err_set(err, EX_USAGE, "nothing to amend: incident %"
		    PRId64 " says exactly this", in->id);
	return entry_amend(a->call->store, &a->d, buf_span(&a->s.document),
	    a->s.files, a->s.n_handed, err);
}

static int
amend_in_batch(struct amending *a, int64_t id, struct err *err)
{
	int got;

	if (store_begin(a->call->store, err) == -1)
		return -1;
	got = incident_get(a->call->store, id, entry_amend_by, a, err);
	if (got == 0)
		return store_commit(a->call->store, err);
	store_rollback(a->call->store);
	return got == 1 ? decide_none(id, err) : -1;
}

int
cmd_amend(struct call *call, struct err *err)
{
	CLEANUP(amending_done) struct amending a = { .call = call };
	const struct statement_options *o = call->options;
	const char *reason = o->reason;
	int64_t id;

	statement_init(&a.s, clock_now_ms());
	a.d = (struct decision){ .what = DECIDED_AMEND,
		.reason = reason == NULL ? "" : reason,
		.recorded_ms = a.s.d.recorded_ms };
	if (decide_id(call, &id, err) == -1 || entered_text("--reason",
	    span_str(a.d.reason), ENTERED_MAX, err) == -1)
		return -1;
	if (is_bare_add(call))
		return err_set(err, EX_USAGE, "nothing to amend; an option "
		    "with its new value would be right");
	if (amend_in_batch(&a, id, err) == -1)
		return -1;
	decide_tell(call, id, state_name(a.d.now.state),
	    "amended; what it said before is kept");
	return 0;
}
