#include "run/alert/witness.h"

#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "store/records/ledger.h"

void
witness_init(struct witness *w, const struct config *c)
{
	*w = (struct witness){ .config = c };
}

bool
witness_busy(const struct witness *w)
{
	return hook_runs(&w->hook);
}

void
witness_done(struct witness *w)
{
	hook_stop(&w->hook);
}

static void
witness_later(struct witness *w, const char *what)
{
	int64_t wait = hook_retry_ms(++w->failures);

	w->retry_ms = clock_ticks_ms() + wait;
	log_line(LOG_LEVEL_WARNING, "witness: the command %s; tried again in "
	    "%lld s", what, (long long)wait / 1000);
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
witness_end(struct witness *w, struct store *s, struct err *err)
{
	enum hook_end end = hook_look(&w->hook, WITNESS_PATIENCE_MS);

	if (end == HOOK_RUNS)
		return 0;
	if (end != HOOK_DONE) {
		witness_later(w, end == HOOK_LATE ? "does not end" : "failed");
		return 0;
	}
	w->failures = 0;
	note_day(w, w->line);
	return setting_record(s, WITNESS_SETTING, w->line, clock_now_ms(),
	    err);
}

/* After a restart the store knows which day was told last. */
static int
witness_recall(struct witness *w, struct store *s, struct err *err)
{
	CLEANUP(buf_done) struct buf last = { .max = WITNESS_LINE };
	int rc = setting_get(s, WITNESS_SETTING, &last, err);

	if (rc == 0)
		note_day(w, buf_str(&last));
	return rc == -1 ? -1 : 0;
}

static int
witness_hand_over(struct witness *w, struct store *s, const char *today,
    struct err *err)
{
	char hex[DIGEST_TEXT], line[WITNESS_LINE];
	struct digest head;
	int64_t seq;

	if (ledger_head(s, &seq, &head, err) == -1)
		return -1;
	if (seq == 0)
		return 0;
	digest_text(&head, hex);
	snprintf(w->line, sizeof(w->line), "%lld %s %s", (long long)seq, hex,
	    today);
	snprintf(line, sizeof(line), "%.*s\n", WITNESS_LINE - 2, w->line);
	if (hook_start(&w->hook, w->config->witness.command, line))
		return 0;
	witness_later(w, "cannot be started");
	return 0;
}

int
witness_work(struct witness *w, struct store *s, struct err *err)
{
	char today[DAY_TEXT];

	if (w->config->witness.command == NULL)
		return 0;
	if (hook_runs(&w->hook))
		return witness_end(w, s, err);
	if (clock_ticks_ms() < w->retry_ms)
		return 0;
	day_text(day_of(clock_now_ms()), today);
	if (w->told[0] == '\0' && witness_recall(w, s, err) == -1)
		return -1;
	return strcmp(w->told, today) == 0 ? 0 : witness_hand_over(w, s, today,
	    err);
}
