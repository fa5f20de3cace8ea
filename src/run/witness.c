#include "run/witness.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "base/shell.h"
#include "store/ledger.h"

void
witness_init(struct witness *w, const struct config *c)
{
	*w = (struct witness){ .config = c };
}

bool
witness_busy(const struct witness *w)
{
	return w->pid > 0;
}

static int
end(struct witness *w)
{
	int status = -1;

	kill(-w->pid, SIGKILL);
	while (waitpid(w->pid, &status, 0) == -1 && errno == EINTR)
		;
	w->pid = 0;
	return status;
}

void
witness_done(struct witness *w)
{
	if (w->pid > 0)
		end(w);
}

static void
try_later(struct witness *w, const char *what)
{
	w->wait_ms = w->wait_ms == 0 ? WITNESS_RETRY_MS : 2 * w->wait_ms;
	if (w->wait_ms > WITNESS_RETRY_MOST_MS)
		w->wait_ms = WITNESS_RETRY_MOST_MS;
	w->retry_ms = clock_ticks_ms() + w->wait_ms;
	log_line(LOG_LEVEL_WARNING, "witness: the command %s; tried again in "
	    "%lld s", what, (long long)w->wait_ms / 1000);
}

/* The day is the last word of a line. */
static void
note_day(struct witness *w, const char *line)
{
	const char *blank = strrchr(line, ' ');

	snprintf(w->told, sizeof(w->told), "%s",
	    blank == NULL ? "" : blank + 1);
}

static int
take_end(struct witness *w, struct store *s, struct err *err)
{
	int status;
	pid_t got = waitpid(w->pid, &status, WNOHANG);

	if (got == 0 && clock_ticks_ms() - w->started_ms <
	    WITNESS_PATIENCE_MS)
		return 0;
	if (got == 0) {
		end(w);
		try_later(w, "does not end");
		return 0;
	}
	w->pid = 0;
	if (got < 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		try_later(w, "failed");
		return 0;
	}
	w->wait_ms = 0;
	note_day(w, w->line);
	return setting_record(s, WITNESS_SETTING, w->line, clock_now_ms(),
	    err);
}

/* The line fits into the pipe's buffer and is there before the command is:
 * one that got nothing would succeed, too. */
static pid_t
start(const char *command, const char *line)
{
	int pipes[2];
	pid_t pid;

	if (pipe2(pipes, O_CLOEXEC) == -1)
		return -1;
	pid = dprintf(pipes[1], "%s\n", line) < 0 ? -1 :
	    shell_start(command, pipes[0], STDIN_FILENO, true);
	close(pipes[0]);
	close(pipes[1]);
	return pid;
}

/* After a restart the store knows which day was told last. */
static int
recall(struct witness *w, struct store *s, struct err *err)
{
	CLEANUP(buf_done) struct buf last = { .max = WITNESS_LINE };
	int rc = setting_get(s, WITNESS_SETTING, &last, err);

	if (rc == 0)
		note_day(w, buf_str(&last));
	return rc == -1 ? -1 : 0;
}

static int
hand_over(struct witness *w, struct store *s, const char *today,
    struct err *err)
{
	char hex[DIGEST_TEXT];
	struct digest head;
	int64_t seq;

	if (ledger_head(s, &seq, &head, err) == -1)
		return -1;
	if (seq == 0)
		return 0;
	digest_text(&head, hex);
	snprintf(w->line, sizeof(w->line), "%lld %s %s", (long long)seq, hex,
	    today);
	w->started_ms = clock_ticks_ms();
	w->pid = start(w->config->witness.command, w->line);
	if (w->pid > 0)
		return 0;
	w->pid = 0;
	try_later(w, "cannot be started");
	return 0;
}

int
witness_work(struct witness *w, struct store *s, struct err *err)
{
	char today[DAY_TEXT];

	if (w->config->witness.command == NULL)
		return 0;
	if (w->pid > 0)
		return take_end(w, s, err);
	if (clock_ticks_ms() < w->retry_ms)
		return 0;
	day_text(day_of(clock_now_ms()), today);
	if (w->told[0] == '\0' && recall(w, s, err) == -1)
		return -1;
	return strcmp(w->told, today) == 0 ? 0 : hand_over(w, s, today, err);
}
