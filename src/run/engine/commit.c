#include "run/engine/private.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "run/engine/record.h"
#include "run/escalation_run.h"
#include "store/records/cursors.h"
#include "store/records/landmarks.h"
#include "store/records/ledger.h"
#include "store/records/missed.h"
#include "store/records/phone.h"

/* A pass that finds nothing costs the disk nothing: a row a minute is what
 * `status` and the coverage of a daemon that was killed need. */
#define TELL_EVERY_MS 60000

/* The detector reads every contact there is, and no message is read
 * meanwhile: of a store of a million that takes seconds.  Where it is so slow
 * it may use one part in so many of the time. */
#define JUDGE_SHARE 20
#define JUDGE_SLOW_MS 1000

static int
commit_tell(struct engine *e, struct account_link *l,
    const struct source_state *s, struct err *err)
{
	l->told[0] = '\0';
	if (batch_begin(e, err) == -1 || source_set(e->store, s, err) == -1)
		return -1;
	l->told_ms = clock_ticks_ms();
	l->told_until_ms = s->until_ms;
	l->untold = false;
	return 0;
}

int
commit_status(struct engine *e, struct account_link *l, struct err *err)
{
	const struct source_state s = account_link_status(l, e->queue.sandbox);
	char now[sizeof(l->told)];

	snprintf(now, sizeof(now), "%d %" PRId64 " %" PRId64 " %" PRId64
	    " %" PRId64 " %s %s %s", s.until_ms == MOMENT_NONE, s.from_ms,
	    s.oldest_ms, s.behind, s.skipped, s.state, s.sandbox, s.detail);
	/* A clock that was set back takes back what was claimed, at once. */
	if (strcmp(now, l->told) == 0 && s.until_ms >= l->told_until_ms &&
	    clock_ticks_ms() - l->told_ms < TELL_EVERY_MS) {
		l->untold = true;
		return 0;
	}
	if (commit_tell(e, l, &s, err) == -1)
		return -1;
	snprintf(l->told, sizeof(l->told), "%s", now);
	return 0;
}

int
commit_last(struct engine *e, struct err *err)
{
	for (size_t i = 0; i < e->n_links; i++) {
		const struct source_state s = account_link_status(&e->links[i],
		    e->queue.sandbox);

		if (e->links[i].untold && commit_tell(e, &e->links[i], &s,
		    err) == -1)
			return -1;
	}
	return batch_commit(e, err);
}

/* A phone's folder that is read anew is counted anew. */
static int
enter_phone(struct engine *e, const struct account_link *l,
    const struct account_event *i, struct err *err)
{
	CLEANUP(str_free) char *folder = str_of(i->folder.name);
	struct cursor c;
	int got;

	if (i->folder.role != ROLE_PHONE)
		return 0;
	got = cursor_get(e->store, l->account->name, folder, &c, err);
	if (got != 0 || (c.uidvalidity == i->folder.uidvalidity &&
	    !i->folder.again))
		return got == -1 ? -1 : 0;
	return phone_forget(e->store, l->account->name, err);
}

/* It is not the folder that was read: a server that was set back, or one that
 * told UIDs it does not have.  What was claimed of the account is claimed
 * again when the folder was read to its end. */
static int
enter_again(struct engine *e, struct account_link *l,
    const struct account_event *i, struct err *err)
{
	CLEANUP(str_free) char *folder = str_of(i->folder.name);
	const struct cursor c = { l->account->name, folder,
		i->folder.uidvalidity, 0, clock_now_ms() };

	if (!i->folder.again)
		return 0;
	log_line(LOG_LEVEL_WARNING, "account %s: a folder holds other "
	    "messages under UIDs that were read; it is read again from its "
	    "start", l->account->name);
	l->since_ms = l->until_ms = MOMENT_NONE;
	if (landmarks_forget(e->store, &c, err) == -1 ||
	    cursor_set(e->store, &c, err) == -1)
		return -1;
	return commit_status(e, l, err);
}

static int
enter_folder(struct engine *e, struct account_link *l,
    const struct account_event *i, struct err *err)
{
	if (enter_phone(e, l, i, err) == -1 ||
	    enter_again(e, l, i, err) == -1)
		return -1;
	free(l->folder);
	l->folder = str_of(i->folder.name);
	l->role = i->folder.role;
	l->uidvalidity = i->folder.uidvalidity;
	l->listed = i->folder.todo;
	l->committed = l->contacts = 0;
	progress_folder(&e->progress);
	return 0;
}

static int
count_phone(struct engine *e, const struct account_link *l, int64_t at_ms,
    struct err *err)
{
	const struct phone_day d = { l->account->name, day_of(at_ms), 1 };

	if (l->role != ROLE_PHONE || at_ms == MOMENT_NONE)
		return 0;
	return phone_add(e->store, &d, err);
}

/* The time of day by the most advanced that our clock ever was: a machine
 * whose battery is empty wakes up in another year. */
static int64_t
newest_ms(struct engine *e)
{
	int64_t ahead = clock_now_ms() - clock_ticks_ms();

	if (ahead > e->ahead_ms)
		e->ahead_ms = ahead;
	return clock_ticks_ms() + e->ahead_ms;
}

static int
commit_message(struct engine *e, struct account_link *l,
    const struct account_event *i, struct err *err)
{
	int64_t at = i->message.internal_ms;
	int got;

	if (i->superseded)
		return 0;
	if (count_phone(e, l, at, err) == -1)
		return -1;
	l->committed++;
	l->pass_read++;
	l->read_total++;
	if (at != MOMENT_NONE && at > 0 &&
	    (l->from_ms == MOMENT_NONE || at < l->from_ms))
		l->from_ms = at;
	if (asking_note(&e->dkim.asking, e->store, buf_span(&i->names),
	    err) == -1)
		return -1;
	if (i->state == EVENT_NOTHING)
		return 0;
	got = record_event(e->store, e->config, e->people, i,
	    l->folder == NULL ? "" : l->folder, l->uidvalidity,
	    newest_ms(e), err);
	if (got == -1)
		return -1;
	e->rows++;
	dkim_queue_wake(&e->dkim);
	l->contacts += (uint64_t)got;
	l->pass_contacts += (uint64_t)got;
	return 0;
}

static int
commit_missing(struct engine *e, struct account_link *l,
    const struct account_event *i, struct err *err)
{
	const struct missed m = { 0, l->account->name, l->folder == NULL ? "" :
		l->folder, i->missing.uidvalidity, i->missing.uid,
		i->missing.at_ms, i->missing.miss, clock_now_ms() };

	if (i->missing.miss != MISS_READ) {
		l->committed++;
		l->missed_total++;
	}
	return missed_record(e->store, &m, err) == -1 ? -1 : 0;
}

static int
commit_batch(struct engine *e, struct account_link *l,
    const struct account_event *i, struct err *err)
{
	const struct cursor c = { l->account->name,
		l->folder == NULL ? "" : l->folder, l->uidvalidity, i->uid,
		clock_now_ms() };

	if (cursor_set(e->store, &c, err) == -1 ||
	    landmark_keep(e->store, &c, &i->mark, err) == -1)
		return -1;
	return commit_status(e, l, err);
}

static bool
all_attempted(const struct engine *e)
{
	for (size_t i = 0; i < e->n_links; i++)
		if (!e->links[i].attempted)
			return false;
	return true;
}

static void
finish_pass(struct account_link *l, const struct account_event *i)
{
	l->state = LINK_WAITING;
	l->attempted = true;
	l->worked = i->complete;
	l->failures = 0;
	l->next_ms = clock_ticks_ms() + l->account->poll_s * 1000;
	l->listed = l->committed = 0;
	snprintf(l->detail, sizeof(l->detail), "%s", i->why);
	l->care = CARE_NONE;
	l->refused.any = l->token_again = false;
	/* What was listed and not read has rows of its own. */
	if (i->complete) {
		l->since_ms = l->from_ms;
		l->until_ms = l->started_ms;
	}
}

static int
count_missed(const struct missed *m, void *arg, struct err *err)
{
	(void)m;
	(void)err;
	++*(int64_t *)arg;
	return 0;
}

/* What a pass that went well has to say all the same. */
static int
look_at_link(struct engine *e, struct account_link *l, struct err *err)
{
	struct phone_quiet q = { 0, 0 };
	int quiet = 0;

	l->missed = 0;
	if (missed_list(e->store, l->account->name, count_missed, &l->missed,
	    err) == -1)
		return -1;
	if (l->account->phone.n > 0)
		quiet = phone_is_quiet(e->store, l->account->name,
		    day_of(l->started_ms), &q, err);
	if (quiet == -1)
		return -1;
	if (quiet == 1 && !l->quiet)
		log_line(LOG_LEVEL_WARNING, "account %s: its phone has "
		    "uploaded nothing for %lld days", l->account->name,
		    (long long)q.days);
	l->quiet = quiet == 1;
	if (l->detail[0] != '\0')
		return 0;
	if (l->quiet)
		snprintf(l->detail, sizeof(l->detail), "no text of any kind "
		    "for %lld days; usually %.3g a day", (long long)q.days,
		    q.usual);
	else if (l->missed > 0)
		snprintf(l->detail, sizeof(l->detail), "%lld message%s listed "
		    "and not read", (long long)l->missed,
		    l->missed == 1 ? "" : "s");
	return 0;
}

/* Nothing new in the ledger, by whatever program, and the same day: the
 * answer is known. */
static int
look_for_changes(struct engine *e, struct err *err)
{
	struct day today = day_of(clock_now_ms());
	struct digest head;
	int64_t seq;

	if (ledger_head(e->store, &seq, &head, err) == -1)
		return -1;
	if (!e->escalated || e->escalated_day.n != today.n ||
	    seq != e->detected_seq)
		e->undetected = true;
	e->escalated = true;
	e->escalated_day = today;
	return 0;
}

static bool
may_detect(const struct engine *e)
{
	return e->undetected && all_attempted(e) && (e->options->once ||
	    e->detecting_ms < JUDGE_SLOW_MS ||
	    clock_ticks_ms() - e->detected_ms >= JUDGE_SHARE * e->detecting_ms);
}

/* Within a batch. */
static int
detect_changes(struct engine *e, int *flags, struct err *err)
{
	int64_t began = clock_ticks_ms();
	struct digest head;

	*flags = 0;
	if (!may_detect(e))
		return 0;
	if (escalations_write(e->store, e->config, e->people, clock_now_ms(),
	    flags, err) == -1 ||
	    ledger_head(e->store, &e->detected_seq, &head, err) == -1)
		return -1;
	e->undetected = false;
	e->detected_ms = clock_ticks_ms();
	e->detecting_ms = e->detected_ms - began;
	return 0;
}

static void
tell_flags(int flags)
{
	if (flags > 0)
		log_line(LOG_LEVEL_NOTICE, "%d new escalation%s", flags,
		    flags == 1 ? "" : "s");
}

static int
commit_pass(struct engine *e, struct account_link *l,
    const struct account_event *i, struct err *err)
{
	char detail[sizeof(l->detail)];
	int flags;

	finish_pass(l, i);
	if (look_at_link(e, l, err) == -1 || commit_status(e, l, err) == -1 ||
	    look_for_changes(e, err) == -1 ||
	    detect_changes(e, &flags, err) == -1 || batch_commit(e, err) == -1)
		return -1;
	progress_clear(&e->progress);
	account_link_log_detail(l, detail, sizeof(detail));
	log_line(l->worked ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING,
	    "account %s: %" PRIu64 " messages read, %" PRIu64
	    " new contacts%s%s", l->account->name, l->pass_read,
	    l->pass_contacts, detail[0] == '\0' ? "" : "; ", detail);
	tell_flags(flags);
	return 0;
}

/* One event at the head of a link that is ready. */
static int
commit_events(struct engine *e, struct account_link *l,
    const struct account_event *i, struct err *err)
{
	switch (i->kind) {
	case EVENT_FOLDER:
		return enter_folder(e, l, i, err);
	case EVENT_MESSAGE:
		return commit_message(e, l, i, err);
	case EVENT_MISSING:
		return commit_missing(e, l, i, err);
	case EVENT_BATCH:
		return commit_batch(e, l, i, err);
	case EVENT_PASS_END:
		return commit_pass(e, l, i, err);
	case EVENT_BROKEN:
		break;
	}
	return 0;
}

/* Everything up to the next batch or pass end goes into the transaction
 * together: what the server has not confirmed is never recorded. */
static int
commit_run(struct engine *e, struct account_link *l, struct err *err)
{
	enum account_event_kind kind;

	if (batch_begin(e, err) == -1)
		return -1;
	do {
		struct account_event *i = account_link_pop(l);
		int got = commit_events(e, l, i, err);

		kind = i->kind;
		account_event_free(i);
		if (got == -1)
			return -1;
	} while (kind != EVENT_BATCH && kind != EVENT_PASS_END);
	progress_show(&e->progress, l->folder == NULL ? "" : l->folder,
	    l->committed, l->listed, l->contacts);
	return 0;
}

/* A link's pass broke off, and what was confirmed of it is committed. */
static void
end_link(struct engine *e, struct account_link *l)
{
	char detail[sizeof(l->detail)];
	struct err err;

	progress_clear(&e->progress);
	if (l->refused.any) {
		account_link_try_token(l);
		return;
	}
	account_link_failed(l);
	account_link_log_detail(l, detail, sizeof(detail));
	log_line(LOG_LEVEL_WARNING, "account %s: %s; tried again in %d s",
	    l->account->name, detail,
	    (int)((l->next_ms - clock_ticks_ms()) / 1000));
	if (batch_begin(e, &err) == -1 || commit_status(e, l, &err) == -1 ||
	    batch_commit(e, &err) == -1)
		batch_stall(e, &err);
}

static void
commit_link(struct engine *e, struct account_link *l)
{
	enum link_ready ready;
	struct err err;

	while (!e->stalled && (ready = account_link_ready(l)) !=
	    LINK_NOT_READY) {
		if (ready == LINK_BROKEN)
			end_link(e, l);
		else if (commit_run(e, l, &err) == -1)
			batch_stall(e, &err);
	}
}

/* What had to wait when it came. */
static int
detect_late(struct engine *e, struct err *err)
{
	int flags;

	if (e->detecting_ms < JUDGE_SLOW_MS || e->open || e->stalled ||
	    !may_detect(e))
		return 0;
	if (batch_begin(e, err) == -1 || detect_changes(e, &flags, err) == -1 ||
	    batch_commit(e, err) == -1)
		return -1;
	tell_flags(flags);
	return 0;
}

void
commit_all(struct engine *e)
{
	struct err err;

	for (size_t i = 0; i < e->n_links; i++)
		commit_link(e, &e->links[i]);
	if ((batch_is_due(e) && batch_commit(e, &err) == -1) ||
	    detect_late(e, &err) == -1)
		batch_stall(e, &err);
}
