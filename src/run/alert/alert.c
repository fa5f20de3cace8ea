#include "run/alert/alert.h"

#include <stdlib.h>

#include "base/file.h"
#include "base/log.h"
#include "run/alert/alert_payload.h"

#define NAME_MAX_BYTES ((size_t)64 * 1024)

void
alerter_init(struct alerter *a, const struct config *c)
{
	*a = (struct alerter){ .config = c };
}

bool
alerter_busy(const struct alerter *a)
{
	return hook_runs(&a->hook);
}

void
alerter_done(struct alerter *a)
{
	hook_stop(&a->hook);
	free(a->told);
	a->told = NULL;
}

bool
alert_may(const struct alert *alert, const struct hours *otherwise,
    int64_t told_ms, int64_t now_ms)
{
	const struct hours *quiet = alert->quiet_hours != NULL ?
	    &alert->quiet : otherwise;

	if (hours_hold(quiet, now_ms))
		return false;
	/* A clock that was put back must not silence it. */
	return told_ms == MOMENT_NONE || told_ms > now_ms ||
	    now_ms - told_ms >= alert->every_s * 1000;
}

/* The same alert after a restart, wherever it stands in the file. */
static void
name_of(const struct alert *alert, char out[DIGEST_TEXT])
{
	CLEANUP(buf_done) struct buf b = { .max = NAME_MAX_BYTES };
	struct digest digest;

	buf_add_str(&b, alert->command);
	for (size_t i = 0; i < alert->at.n; i++)
		buf_addf(&b, "\n%s", alert->at.at[i]);
	digest = digest_of(buf_span(&b));
	digest_text(&digest, out);
}

static int
read_states(struct alerter *a, struct store *st, struct err *err)
{
	size_t n = a->config->n_alerts;
	struct alert_told *told;

	if (a->told != NULL || n == 0)
		return 0;
	told = mem_get(n, sizeof(*told));
	for (size_t i = 0; i < n; i++) {
		name_of(&a->config->alerts[i], told[i].name);
		if (alert_get(st, told[i].name, &told[i].state, err) == -1) {
			free(told);
			return -1;
		}
	}
	a->told = told;
	return 0;
}

static void
alert_fail(struct alert_told *told, const char *what)
{
	int64_t wait = hook_retry_ms(++told->failures);

	log_line(LOG_LEVEL_WARNING, "alert: the command %s; tried again in "
	    "%lld s", what, (long long)(wait / 1000));
	told->retry_ms = clock_ticks_ms() + wait;
}

/* A command ended, or took too long. */
static void
reap(struct alerter *a)
{
	struct alert_told *told = &a->told[a->which];
	enum hook_end end = hook_look(&a->hook, ALERT_PATIENCE_MS);

	if (end == HOOK_RUNS)
		return;
	if (end != HOOK_DONE) {
		alert_fail(told, "failed");
		return;
	}
	told->failures = 0;
	told->state.upto = a->upto;
	told->state.told_ms = clock_now_ms();
	told->dirty = true;
}

static int
launch(struct alerter *a, size_t which, const struct alert_payload *payload)
{
	CLEANUP(str_free) char *json = alert_payload_json(payload);

	a->which = which;
	a->upto = alert_payload_newest(payload);
	if (hook_start(&a->hook, a->config->alerts[which].command, json))
		return 1;
	alert_fail(&a->told[which], "cannot be started");
	return 0;
}

/* 1: its command runs now.  *upto: what of the outbox it has done with. */
static int
alert_serve(struct alerter *a, size_t which, struct store *st, int64_t *upto,
    struct err *err)
{
	const struct alert *alert = &a->config->alerts[which];
	struct alert_told *told = &a->told[which];
	CLEANUP(alert_payload_free) struct alert_payload *payload = NULL;

	if (alert_payload_read(st, alert, told->state.upto, &payload, err) ==
	    -1)
		return -1;
	if (alert_payload_total(payload) == 0) {
		/* nothing for it: it waits for nothing */
		*upto = alert_payload_newest(payload);
		return 0;
	}
	*upto = told->state.upto;
	if (clock_ticks_ms() < told->retry_ms || !alert_may(alert,
	    &a->quiet, told->state.told_ms, clock_now_ms()))
		return 0;
	return launch(a, which, payload);
}

static int
store_states(struct alerter *a, struct store *st, int64_t done,
    struct err *err)
{
	for (size_t i = 0; i < a->config->n_alerts; i++) {
		struct alert_told *told = &a->told[i];

		told->state.alert = told->name;
		if (told->dirty && alert_set(st, &told->state, err) == -1)
			return -1;
	}
	return done == 0 ? 0 : outbox_done(st, done, clock_now_ms(), err);
}

/* What every alert has done with leaves the outbox. */
static int
alert_end(struct alerter *a, struct store *st, int64_t done, struct err *err)
{
	bool dirty = done > 0;

	for (size_t i = 0; i < a->config->n_alerts; i++)
		dirty |= a->told[i].dirty;
	if (!dirty)
		return 0;
	if (store_begin(st, err) == -1)
		return -1;
	if (store_states(a, st, done, err) == -1) {
		store_rollback(st);
		return -1;
	}
	if (store_commit(st, err) == -1)
		return -1;
	for (size_t i = 0; i < a->config->n_alerts; i++)
		a->told[i].dirty = false;
	return 0;
}

/* The oldest and newest that wait. */
struct waiting {
	int64_t oldest, newest;
};

static int
note_waiting(const struct escalation *e, void *arg, struct err *err)
{
	struct waiting *w = arg;

	(void)err;
	if (w->oldest == 0)
		w->oldest = e->id;
	w->newest = e->id;
	return 0;
}

int
alerter_work(struct alerter *a, struct store *st, struct err *err)
{
	struct waiting w = { 0, 0 };
	int64_t done;

	if (hook_runs(&a->hook))
		reap(a);
	if (hook_runs(&a->hook))
		return 0;
	if (read_states(a, st, err) == -1 ||
	    outbox_list(st, note_waiting, &w, err) == -1)
		return -1;
	done = w.newest;
	for (size_t i = 0; i < a->config->n_alerts && w.newest > 0; i++) {
		int64_t upto;
		int got = alert_serve(a, i, st, &upto, err);

		if (got == -1)
			return -1;
		done = upto < done ? upto : done;
		if (got == 1)
			return alert_end(a, st, 0, err);
	}
	return alert_end(a, st, done >= w.oldest ? done : 0, err);
}
