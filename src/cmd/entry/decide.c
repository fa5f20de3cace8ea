/*
 * confirm and withdraw: what the user decides about an incident.
 */
#include "cmd/command.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cmd/entry/decide.h"
#include "cmd/entry/entered.h"

/* withdraw has the reason alone. */
struct decide_options {
	const char *person, *reason;
};

static const struct decide_options none = { NULL, NULL };

static const struct option_place places[] = {
	{ "--reason", offsetof(struct decide_options, reason) },
	{ "--person", offsetof(struct decide_options, person) },
};

const struct option_set confirm_options = OPTION_SET(none, places);
const struct option_set withdraw_options = { &none, sizeof(none), places, 1 };

int
decide_id(const struct call *call, int64_t *id, struct err *err)
{
	return entered_number(call->args[0], "a number from `floodmark list`",
	    id, err);
}

int
decide_none(int64_t id, struct err *err)
{
	return err_set(err, EX_DATAERR, "there is no incident %" PRId64 "; "
	    "`floodmark list` shows them", id);
}

void
decide_tell(const struct call *call, int64_t id, const char *state,
    const char *told)
{
	if (call->format == FORMAT_TABLE)
		printf("incident %" PRId64 ": %s\n", id, told);
	else if (call->format == FORMAT_CSV)
		printf("id,state\n%" PRId64 ",%s\n", id, state);
	else
		printf("{\"id\":%" PRId64 ",\"state\":\"%s\"}\n", id, state);
}

/* A decision in the making. */
struct deciding {
	struct call *call;
	struct decision d;
	const char *told;
};

static int
confirm(const struct incident *in, struct deciding *m, struct err *err)
{
	const char *person = ((struct decide_options *)
	    m->call->options)->person;
	bool other = person != NULL && strcmp(person, in->person) != 0;

	if (in->state == STATE_CONTACT && !other)
		return err_set(err, EX_DATAERR, "incident %" PRId64 " is "
		    "counted already, for %s", in->id, in->person);
	if (person == NULL && in->person[0] == '\0')
		return err_set(err, EX_USAGE, "incident %" PRId64 " could "
		    "not be read and is nobody's: --person ID, whom you "
		    "attribute it to, would be right", in->id);
	m->d.now.state = STATE_CONTACT;
	if (person != NULL)
		m->d.now.person = person;
	m->told = "counted as a contact from now on";
	return 0;
}

static int
withdraw(const struct incident *in, struct deciding *m, struct err *err)
{
	if (in->state == STATE_WITHDRAWN)
		return err_set(err, EX_DATAERR, "incident %" PRId64 " is "
		    "withdrawn already", in->id);
	m->d.now.state = STATE_WITHDRAWN;
	m->told = "kept, and no longer counted";
	return 0;
}

static int (*const makers[DECIDED_COUNT])(const struct incident *,
    struct deciding *, struct err *) = {
	[DECIDED_CONFIRM] = confirm,
	[DECIDED_WITHDRAW] = withdraw,
};

static int
incident_decide(const struct incident *in, void *arg, struct err *err)
{
	struct deciding *m = arg;

	m->d.incident = in->id;
	m->d.now = *in;
	if (makers[m->d.what](in, m, err) == -1)
		return -1;
	return decision_record(m->call->store, &m->d, err);
}

/* What is read and what is decided is one moment: two who decide at once
 * do so one after the other. */
static int
decide_in_batch(struct deciding *m, int64_t id, struct err *err)
{
	int got;

	if (store_begin(m->call->store, err) == -1)
		return -1;
	got = incident_get(m->call->store, id, incident_decide, m, err);
	if (got == 0)
		return store_commit(m->call->store, err);
	store_rollback(m->call->store);
	return got == 1 ? decide_none(id, err) : -1;
}

static int
decide_run(struct call *call, enum decided what, struct err *err)
{
	const struct decide_options *o = call->options;
	const char *reason = o->reason;
	struct deciding m = { .call = call, .d = { .what = what,
		.reason = reason == NULL ? "" : reason,
		.recorded_ms = clock_now_ms() } };
	int64_t id;

	if (decide_id(call, &id, err) == -1 || entered_text("--reason",
	    span_str(m.d.reason), ENTERED_MAX, err) == -1 ||
	    decide_in_batch(&m, id, err) == -1)
		return -1;
	decide_tell(call, id, state_name(m.d.now.state), m.told);
	return 0;
}

int
cmd_confirm(struct call *call, struct err *err)
{
	const struct decide_options *o = call->options;

	if (entered_person(call, o->person, err) == -1)
		return -1;
	if (o->person != NULL && o->person[0] == '\0')
		return err_set(err, EX_USAGE, "--person: \"\" is not right; "
		    "the id of a people file would be");
	return decide_run(call, DECIDED_CONFIRM, err);
}

int
cmd_withdraw(struct call *call, struct err *err)
{
	const struct decide_options *o = call->options;

	if (o->reason == NULL || span_trim(span_str(o->reason)).len == 0)
		return err_set(err, EX_USAGE, "floodmark withdraw wants "
		    "--reason: whoever checks the counts will ask why");
	return decide_run(call, DECIDED_WITHDRAW, err);
}
