#include "run/alert.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "base/shell.h"

/* The first escalation of the outbox, as the command gets it. */
struct next {
	int64_t id;
	char *json;
	char level[16];
	bool news;
};

void
alerter_init(struct alerter *a, const struct config *c)
{
	*a = (struct alerter){ .config = c };
}

bool
alerter_busy(const struct alerter *a)
{
	return a->pid > 0;
}

void
alerter_done(struct alerter *a)
{
	if (a->pid > 0) {
		kill(-a->pid, SIGKILL);
		while (waitpid(a->pid, NULL, 0) == -1 && errno == EINTR)
			;
	}
	a->pid = 0;
}

static int
take_first(const struct escalation *e, void *arg, struct err *err)
{
	struct next *n = arg;
	char day[DAY_TEXT];
	json_t *o;

	(void)err;
	if (n->id != 0)
		return 0;
	day_text(e->day, day);
	o = json_pack("{s:s,s:s,s:s,s:s,s:I,s:f,s:f,s:s}", "day", day,
	    "person", e->person, "kind", e->kind, "level", e->level,
	    "count", (json_int_t)e->count, "usual", e->usual,
	    "limit", e->limit, "reason", e->reason);
	n->json = json_dumps(o, JSON_COMPACT | JSON_REAL_PRECISION(6));
	json_decref(o);
	if (n->json == NULL)
		abort();	/* no memory */
	n->id = e->id;
	snprintf(n->level, sizeof(n->level), "%s", e->level);
	n->news = e->day.n >= day_of(clock_now_ms()).n - ALERT_NEWS_DAYS;
	return 0;
}

static bool
wanted(const struct alert *a, const char *level)
{
	for (size_t i = 0; i < a->at.n; i++)
		if (strcmp(a->at.at[i], level) == 0)
			return true;
	return a->at.n == 0;
}

/* The command with the JSON in a pipe.  It fits into the pipe's buffer and is
 * there before the command is: one that got nothing would succeed, too. */
static pid_t
start(const char *command, const char *json)
{
	ssize_t len = (ssize_t)strlen(json);
	int pipes[2];
	pid_t pid;

	if (pipe2(pipes, O_CLOEXEC) == -1)
		return -1;
	pid = write(pipes[1], json, (size_t)len) != len ? -1 :
	    shell_start(command, pipes[0], STDIN_FILENO, true);
	close(pipes[0]);
	close(pipes[1]);
	return pid;
}

/* A command ended: the next one of this escalation, or done with it. */
static void
reap(struct alerter *a)
{
	int status;
	pid_t got = waitpid(a->pid, &status, WNOHANG);

	if (got == 0) {
		if (clock_ticks_ms() - a->started_ms < ALERT_PATIENCE_MS)
			return;
		kill(-a->pid, SIGKILL);
		while (waitpid(a->pid, &status, 0) == -1 && errno == EINTR)
			;
	}
	a->pid = 0;
	if (got > 0 && WIFEXITED(status) && WEXITSTATUS(status) == 0) {
		a->next_alert++;
		return;
	}
	log_line(LOG_LEVEL_WARNING,
	    "alert: the command failed; tried again later");
	a->retry_ms = clock_ticks_ms() + ALERT_RETRY_MS;
}

static int
finish(struct alerter *a, struct store *st, struct err *err)
{
	if (store_begin(st, err) == -1)
		return -1;
	if (outbox_done(st, a->escalation, clock_now_ms(), err) == -1) {
		store_rollback(st);
		return -1;
	}
	a->escalation = 0;
	a->next_alert = 0;
	return store_commit(st, err);
}

int
alerter_work(struct alerter *a, struct store *st, struct err *err)
{
	struct next n = { 0 };

	if (a->pid > 0)
		reap(a);
	if (a->pid > 0 || clock_ticks_ms() < a->retry_ms)
		return 0;
	for (;;) {
		const struct config *c = a->config;

		n = (struct next){ 0 };
		if (outbox_list(st, take_first, &n, err) == -1)
			return -1;
		if (n.id == 0)
			return 0;
		if (n.id != a->escalation)
			a->next_alert = 0;
		a->escalation = n.id;
		while (a->next_alert < c->n_alerts && (!n.news ||
		    !wanted(&c->alerts[a->next_alert], n.level)))
			a->next_alert++;
		if (a->next_alert < c->n_alerts)
			break;
		free(n.json);
		if (finish(a, st, err) == -1)
			return -1;
	}
	a->started_ms = clock_ticks_ms();
	a->pid = start(a->config->alerts[a->next_alert].command, n.json);
	free(n.json);
	if (a->pid <= 0) {
		log_line(LOG_LEVEL_WARNING, "alert: the command cannot be "
		    "started; tried again later");
		a->pid = 0;
		a->retry_ms = clock_ticks_ms() + ALERT_AGAIN_MS;
	}
	return 0;
}
