#include "cmd/command.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "cmd/sheet.h"
#include "run/state.h"
#include "store/counts.h"
#include "store/cursors.h"
#include "store/proofs.h"

/* A pass older than so many polls (and an hour) is late. */
#define LATE_POLLS 3
#define LATE_LEAST_MS 3600000

static const char *const columns[] = { "source", "state", "last_ok",
	"last_uid", "behind", "detail" };

struct standing {
	struct call *call;
	struct sheet sheet;
	const char *problem;	/* the daemon's own word */
	int64_t now_ms;
	bool *listed;		/* by the number of the account */
	bool healthy;
};

static int
highest(const struct cursor *c, void *arg, struct err *err)
{
	uint32_t *uid = arg;

	(void)err;
	if (c->last_uid > *uid)
		*uid = c->last_uid;
	return 0;
}

static const struct account *
find_account(const struct config *c, const char *name)
{
	for (size_t i = 0; i < c->n_accounts; i++)
		if (strcmp(c->accounts[i].name, name) == 0)
			return &c->accounts[i];
	return NULL;
}

static bool
is_late(const struct standing *st, const struct source_state *s,
    const struct account *a)
{
	int64_t most = a->poll_s * 1000 * LATE_POLLS;

	if (most < LATE_LEAST_MS)
		most = LATE_LEAST_MS;
	return s->until_ms == MOMENT_NONE || st->now_ms - s->until_ms > most;
}

static const char *
state_of(const struct standing *st, const struct source_state *s,
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
put_detail(struct standing *st, const struct source_state *s,
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
		snprintf(text, sizeof(text), "reader: %s", s->sandbox);
	n = strlen(text);
	if (waiting > 0)
		snprintf(text + n, sizeof(text) - n, "; %lld message%s for "
		    "the key of a DKIM signature", (long long)waiting,
		    waiting == 1 ? " waits" : "s wait");
	sheet_text(&st->sheet, text);
}

static int
put(const struct source_state *s, void *arg, struct err *err)
{
	struct standing *st = arg;
	const struct account *a = find_account(st->call->config, s->account);
	const char *state = state_of(st, s, a);
	int64_t waiting;
	uint32_t uid = 0;
	char at[MOMENT_TEXT];

	if (cursor_list(st->call->store, s->account, highest, &uid,
	    err) == -1 ||
	    wait_count(st->call->store, s->account, &waiting, err) == -1)
		return -1;
	sheet_text(&st->sheet, s->account);
	sheet_text(&st->sheet, state);
	if (s->until_ms == MOMENT_NONE) {
		sheet_null(&st->sheet);
	} else {
		moment_text(s->until_ms, at);
		sheet_text(&st->sheet, at);
	}
	sheet_int(&st->sheet, uid);
	sheet_int(&st->sheet, s->behind);
	put_detail(st, s, state, waiting);
	if (a != NULL) {
		st->listed[a - st->call->config->accounts] = true;
		st->healthy = st->healthy && strcmp(state, "ok") == 0;
	}
	return 0;
}

/* Configured, and the store knows nothing of it: that must be seen. */
static void
put_unread(struct standing *st)
{
	const struct config *c = st->call->config;

	for (size_t i = 0; i < c->n_accounts; i++) {
		if (st->listed[i])
			continue;
		st->healthy = false;
		sheet_text(&st->sheet, c->accounts[i].name);
		sheet_text(&st->sheet, "starting");
		sheet_null(&st->sheet);
		sheet_int(&st->sheet, 0);
		sheet_int(&st->sheet, 0);
		sheet_text(&st->sheet, st->problem[0] != '\0' ?
		    st->problem : "never read; floodmarkd does that");
	}
}

int
cmd_status(struct call *call, struct err *err)
{
	char problem[STATE_BYTES];
	struct standing st = { .call = call, .problem = problem,
		.now_ms = clock_now_ms(), .healthy = true };
	int got;

	st.listed = mem_get(call->config->n_accounts, sizeof(*st.listed));
	state_hear(call->config->store, problem);
	sheet_open(&st.sheet, call->format, columns, 6);
	got = source_list(call->store, put, &st, err);
	if (got != -1)
		put_unread(&st);
	sheet_close(&st.sheet, NULL);
	free(st.listed);
	if (got == -1)
		return -1;
	if (!st.healthy || problem[0] != '\0')
		call->code = EX_TEMPFAIL;
	return 0;
}
