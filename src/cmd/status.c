#include "cmd/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cmd/output/output.h"
#include "run/child/state.h"
#include "store/records/counts.h"
#include "store/records/cursors.h"
#include "store/records/dkim.h"
#include "store/records/ledger.h"
#include "store/records/stamps.h"

/* A pass older than so many polls (and an hour) is late. */
#define LATE_POLLS 3
#define LATE_LEAST_MS 3600000
/* What was added waits a day for its timestamp, and another is patience. */
#define LATE_STAMP_MS (2 * 86400000LL)

static const char *const columns[] = { "source", "state", "last_ok",
	"last_uid", "behind", "detail" };

struct status_output {
	struct call *call;
	struct output output;
	const char *problem;	/* the daemon's own word */
	int64_t now_ms;
	bool *listed;		/* by the number of the account */
	bool healthy;
};

static int
highest_uid(const struct cursor *c, void *arg, struct err *err)
{
	uint32_t *uid = arg;

	(void)err;
	if (c->last_uid > *uid)
		*uid = c->last_uid;
	return 0;
}

static const struct account *
status_account(const struct config *c, const char *name)
{
	for (size_t i = 0; i < c->n_accounts; i++)
		if (strcmp(c->accounts[i].name, name) == 0)
			return &c->accounts[i];
	return NULL;
}

static bool
is_late(const struct status_output *st, const struct source_state *s,
    const struct account *a)
{
	int64_t most = a->poll_s * 1000 * LATE_POLLS;

	if (most < LATE_LEAST_MS)
		most = LATE_LEAST_MS;
	return s->until_ms == MOMENT_NONE || st->now_ms - s->until_ms > most;
}

static const char *
source_state_of(const struct status_output *st, const struct source_state *s,
    const struct account *a)
{
	if (a == NULL)
		return "removed";
	if (st->problem[0] != '\0')
		return "stopped";
	if (strcmp(s->state, "ok") == 0 && is_late(st, s, a))
		return "late";
	return s->state;
}

static void
put_detail(struct status_output *st, const struct source_state *s,
    const char *state, int64_t waiting)
{
	char text[600];
	size_t n;

	if (st->problem[0] != '\0')
		snprintf(text, sizeof(text), "%s", st->problem);
	else if (s->detail[0] != '\0')
		snprintf(text, sizeof(text), "%s", s->detail);
	else if (strcmp(state, "late") == 0)
		snprintf(text, sizeof(text), "no complete pass for long; "
		    "is floodmarkd running?");
	else
		snprintf(text, sizeof(text), "walls: %s", s->sandbox);
	n = strlen(text);
	if (waiting > 0)
		snprintf(text + n, sizeof(text) - n, "; %lld message%s for "
		    "the key of a DKIM signature", (long long)waiting,
		    waiting == 1 ? " waits" : "s wait");
	output_text(&st->output, text);
}

static int
status_put(const struct source_state *s, void *arg, struct err *err)
{
	struct status_output *st = arg;
	const struct account *a = status_account(st->call->config, s->account);
	const char *state = source_state_of(st, s, a);
	int64_t waiting;
	uint32_t uid = 0;
	char at[MOMENT_TEXT];

	if (cursor_list(st->call->store, s->account, highest_uid, &uid,
	    err) == -1 ||
	    wait_count(st->call->store, s->account, &waiting, err) == -1)
		return -1;
	output_text(&st->output, s->account);
	output_text(&st->output, state);
	if (s->until_ms == MOMENT_NONE) {
		output_null(&st->output);
	} else {
		moment_text(s->until_ms, at);
		output_text(&st->output, at);
	}
	output_int(&st->output, uid);
	output_int(&st->output, s->behind);
	put_detail(st, s, state, waiting);
	if (a != NULL) {
		st->listed[a - st->call->config->accounts] = true;
		st->healthy = st->healthy && strcmp(state, "ok") == 0;
	}
	return 0;
}

/* Configured, and the store knows nothing of it: that must be seen. */
static void
put_unread(struct status_output *st)
{
	const struct config *c = st->call->config;

	for (size_t i = 0; i < c->n_accounts; i++) {
		if (st->listed[i])
			continue;
		st->healthy = false;
		output_text(&st->output, c->accounts[i].name);
		output_text(&st->output, "starting");
		output_null(&st->output);
		output_int(&st->output, 0);
		output_int(&st->output, 0);
		output_text(&st->output, st->problem[0] != '\0' ?
		    st->problem : "never read; floodmarkd does that");
	}
}

/* What the daemon last said of that authority; "" when it answers. */
static void
find_why(const char *all, const char *name, char *out, size_t size)
{
	size_t n = strlen(name);

	*out = '\0';
	for (; *all != '\0'; all += strcspn(all, "\n"), all += *all == '\n')
		if (strncmp(all, name, n) == 0 && all[n] == ' ')
			snprintf(out, size, "%.*s", (int)strcspn(all + n + 1,
			    "\n"), all + n + 1);
}

/* A row of its own: last_uid is the ledger row it stands behind, and behind
 * says how many came after that. */
static int
status_stamp(struct status_output *st, const char *name, const char *all,
    struct err *err)
{
	struct stamp_last last = { 0 };
	struct digest head;
	char source[64], at[MOMENT_TEXT], why[STATE_BYTES];
	int none = stamp_last(st->call->store, name, PURPOSE_TIMESTAMP,
	    &last, err);
	int unstamped = none == -1 ? -1 : stamp_unstamped(st->call->store,
	    last.seq, err);
	const char *state = none == 1 ? "starting" : unstamped == 1 &&
	    st->now_ms - last.at_ms > LATE_STAMP_MS ? "late" : "ok";
	int64_t rows;

	if (none == -1 || unstamped == -1 ||
	    ledger_head(st->call->store, &rows, &head, err) == -1)
		return -1;
	snprintf(source, sizeof(source), "timestamp %s", name);
	find_why(all, name, why, sizeof(why));
	moment_text(last.at_ms, at);
	output_text(&st->output, source);
	output_text(&st->output, state);
	if (none == 1)
		output_null(&st->output);
	else
		output_text(&st->output, at);
	output_int(&st->output, last.seq);
	output_int(&st->output, unstamped == 1 ? rows - last.seq : 0);
	output_text(&st->output, why[0] != '\0' ? why : none == 1 ?
	    "never asked; floodmarkd and export do that" :
	    "the last ledger row that it covers is last_uid");
	st->healthy = st->healthy && strcmp(state, "ok") == 0;
	return 0;
}

static int
status_stamps(struct status_output *st, struct err *err)
{
	const struct config *c = st->call->config;
	char all[STATE_BYTES];

	state_hear(c->store, STATE_STAMPS, all);
	for (size_t i = 0; i < c->n_authorities; i++)
		if (status_stamp(st, c->authorities[i].name, all, err) == -1)
			return -1;
	return 0;
}

int
cmd_status(struct call *call, struct err *err)
{
	char problem[STATE_BYTES];
	struct status_output st = { .call = call, .problem = problem,
		.now_ms = clock_now_ms(), .healthy = true };
	int got;

	st.listed = mem_get(call->config->n_accounts, sizeof(*st.listed));
	state_hear(call->config->store, STATE_STORE, problem);
	output_open(&st.output, call->format, columns, 6);
	got = source_list(call->store, status_put, &st, err);
	if (got != -1) {
		put_unread(&st);
		got = status_stamps(&st, err);
	}
	output_close(&st.output, NULL);
	free(st.listed);
	if (got == -1)
		return -1;
	if (!st.healthy || problem[0] != '\0')
		call->code = EX_TEMPFAIL;
	return 0;
}
