#include "run/inside.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "run/escalate.h"
#include "run/record.h"
#include "store/cursors.h"
#include "store/ledger.h"
#include "store/missed.h"
#include "store/phone.h"

/* A pass that finds nothing costs the disk nothing: a row a minute is what
 * `status` and the coverage of a daemon that was killed need. */
#define TELL_EVERY_MS 60000

/* The detector reads every contact there is, and no message is read
 * meanwhile: of a store of a million that takes seconds.  Where it is so slow
 * it may use one part in so many of the time. */
#define JUDGE_SHARE 20
#define JUDGE_SLOW_MS 1000

static int
tell(struct engine *e, struct feed *f, const struct source_state *s,
    struct err *err)
{
	f->told[0] = '\0';
	if (batch_begin(e, err) == -1 || source_set(e->store, s, err) == -1)
		return -1;
	f->told_ms = clock_ticks_ms();
	f->told_until_ms = s->until_ms;
	f->untold = false;
	return 0;
}

int
settle_status(struct engine *e, struct feed *f, struct err *err)
{
	const struct source_state s = feed_status(f, e->desk.sandbox);
	char now[sizeof(f->told)];

	snprintf(now, sizeof(now), "%d %" PRId64 " %" PRId64 " %" PRId64
	    " %s %s %s", s.until_ms == MOMENT_NONE, s.from_ms, s.behind,
	    s.skipped, s.state, s.sandbox, s.detail);
	/* A clock that was set back takes back what was claimed, at once. */
	if (strcmp(now, f->told) == 0 && s.until_ms >= f->told_until_ms &&
	    clock_ticks_ms() - f->told_ms < TELL_EVERY_MS) {
		f->untold = true;
		return 0;
	}
	if (tell(e, f, &s, err) == -1)
		return -1;
	snprintf(f->told, sizeof(f->told), "%s", now);
	return 0;
}

int
settle_last(struct engine *e, struct err *err)
{
	for (size_t i = 0; i < e->n_feeds; i++) {
		const struct source_state s = feed_status(&e->feeds[i],
		    e->desk.sandbox);

		if (e->feeds[i].untold && tell(e, &e->feeds[i], &s,
		    err) == -1)
			return -1;
	}
	return batch_commit(e, err);
}

/* A phone's folder that is read anew is counted anew. */
static int
enter_phone(struct engine *e, const struct feed *f, const struct item *i,
    struct err *err)
{
	CLEANUP(str_free) char *folder = str_of(i->folder.name);
	struct cursor c;
	int got;

	if (i->folder.role != ROLE_PHONE)
		return 0;
	got = cursor_get(e->store, f->account->name, folder, &c, err);
	if (got != 0 || c.uidvalidity == i->folder.uidvalidity)
		return got == -1 ? -1 : 0;
	return phone_forget(e->store, f->account->name, err);
}

static int
enter_folder(struct engine *e, struct feed *f, const struct item *i,
    struct err *err)
{
	if (enter_phone(e, f, i, err) == -1)
		return -1;
	free(f->folder);
	f->folder = str_of(i->folder.name);
	f->role = i->folder.role;
	f->uidvalidity = i->folder.uidvalidity;
	f->listed = i->folder.todo;
	f->settled = f->contacts = 0;
	progress_folder(&e->progress);
	return 0;
}

static int
count_phone(struct engine *e, const struct feed *f, int64_t at_ms,
    struct err *err)
{
	const struct phone_day d = { f->account->name, day_of(at_ms), 1 };

	if (f->role != ROLE_PHONE || at_ms == MOMENT_NONE)
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
settle_message(struct engine *e, struct feed *f, const struct item *i,
    struct err *err)
{
	int64_t at = i->message.internal_ms;
	int got;

	if (i->superseded)
		return 0;
	if (count_phone(e, f, at, err) == -1)
		return -1;
	f->settled++;
	f->pass_read++;
	f->read_total++;
	if (at != MOMENT_NONE && at > 0 &&
	    (f->from_ms == MOMENT_NONE || at < f->from_ms))
		f->from_ms = at;
	if (i->state == ITEM_NOTHING)
		return 0;
	got = record_item(e->store, e->config, e->people, i,
	    f->folder == NULL ? "" : f->folder, f->uidvalidity,
	    newest_ms(e), err);
	if (got == -1)
		return -1;
	e->rows++;
	prover_news(&e->prover);
	f->contacts += (uint64_t)got;
	f->pass_contacts += (uint64_t)got;
	return 0;
}

static int
settle_missing(struct engine *e, struct feed *f, const struct item *i,
    struct err *err)
{
	const struct missed m = { 0, f->account->name, f->folder == NULL ? "" :
		f->folder, i->missing.uidvalidity, i->missing.uid,
		i->missing.at_ms, i->missing.miss, clock_now_ms() };

	if (i->missing.miss != MISS_READ) {
		f->settled++;
		f->missed_total++;
	}
	return missed_record(e->store, &m, err) == -1 ? -1 : 0;
}

static int
settle_batch(struct engine *e, struct feed *f, const struct item *i,
    struct err *err)
{
	const struct cursor c = { f->account->name,
		f->folder == NULL ? "" : f->folder, f->uidvalidity, i->uid };

	if (cursor_set(e->store, &c, err) == -1)
		return -1;
	return settle_status(e, f, err);
}

static bool
all_attempted(const struct engine *e)
{
	for (size_t i = 0; i < e->n_feeds; i++)
		if (!e->feeds[i].attempted)
			return false;
	return true;
}

static void
finish_pass(struct feed *f, const struct item *i)
{
	f->state = FEED_WAITING;
	f->attempted = true;
	f->worked = i->complete;
	f->failures = 0;
	f->next_ms = clock_ticks_ms() + f->account->poll_s * 1000;
	f->listed = f->settled = 0;
	snprintf(f->detail, sizeof(f->detail), "%s", i->why);
	f->care = CARE_NONE;
	/* What was listed and not read has rows of its own. */
	if (i->complete)
		f->until_ms = f->started_ms;
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
look_at_feed(struct engine *e, struct feed *f, struct err *err)
{
	struct phone_quiet q = { 0, 0 };
	int quiet = 0;

	f->missed = 0;
	if (missed_list(e->store, f->account->name, count_missed, &f->missed,
	    err) == -1)
		return -1;
	if (f->account->phone.n > 0)
		quiet = phone_is_quiet(e->store, f->account->name,
		    day_of(f->started_ms), &q, err);
	if (quiet == -1)
		return -1;
	if (quiet == 1 && !f->quiet)
		log_line(LOG_LEVEL_WARNING, "account %s: its phone has "
		    "uploaded nothing for %lld days", f->account->name,
		    (long long)q.days);
	f->quiet = quiet == 1;
	if (f->detail[0] != '\0')
		return 0;
	if (f->quiet)
		snprintf(f->detail, sizeof(f->detail), "no text of any kind "
		    "for %lld days; usually %.3g a day", (long long)q.days,
		    q.usual);
	else if (f->missed > 0)
		snprintf(f->detail, sizeof(f->detail), "%lld message%s listed "
		    "and not read", (long long)f->missed,
		    f->missed == 1 ? "" : "s");
	return 0;
}

/* Nothing new in the ledger, by whatever program, and the same day: the
 * answer is known. */
static int
look_for_news(struct engine *e, struct err *err)
{
	struct day today = day_of(clock_now_ms());
	struct digest head;
	int64_t seq;

	if (ledger_head(e->store, &seq, &head, err) == -1)
		return -1;
	if (!e->escalated || e->escalated_day.n != today.n ||
	    seq != e->judged_seq)
		e->unjudged = true;
	e->escalated = true;
	e->escalated_day = today;
	return 0;
}

static bool
may_judge(const struct engine *e)
{
	return e->unjudged && all_attempted(e) && (e->options->once ||
	    e->judging_ms < JUDGE_SLOW_MS ||
	    clock_ticks_ms() - e->judged_ms >= JUDGE_SHARE * e->judging_ms);
}

/* Within a batch. */
static int
judge_news(struct engine *e, int *flags, struct err *err)
{
	int64_t began = clock_ticks_ms();
	struct digest head;

	*flags = 0;
	if (!may_judge(e))
		return 0;
	if (escalate(e->store, e->config, e->people, clock_now_ms(), flags,
	    err) == -1 ||
	    ledger_head(e->store, &e->judged_seq, &head, err) == -1)
		return -1;
	e->unjudged = false;
	e->judged_ms = clock_ticks_ms();
	e->judging_ms = e->judged_ms - began;
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
settle_pass(struct engine *e, struct feed *f, const struct item *i,
    struct err *err)
{
	char detail[sizeof(f->detail)];
	int flags;

	finish_pass(f, i);
	if (look_at_feed(e, f, err) == -1 || settle_status(e, f, err) == -1 ||
	    look_for_news(e, err) == -1 ||
	    judge_news(e, &flags, err) == -1 || batch_commit(e, err) == -1)
		return -1;
	progress_clear(&e->progress);
	feed_log_detail(f, detail, sizeof(detail));
	log_line(f->worked ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING,
	    "account %s: %" PRIu64 " messages read, %" PRIu64
	    " new contacts%s%s", f->account->name, f->pass_read,
	    f->pass_contacts, detail[0] == '\0' ? "" : "; ", detail);
	tell_flags(flags);
	return 0;
}

/* One item at the head of a feed that is ready. */
static int
settle(struct engine *e, struct feed *f, const struct item *i,
    struct err *err)
{
	switch (i->kind) {
	case ITEM_FOLDER:
		return enter_folder(e, f, i, err);
	case ITEM_MESSAGE:
		return settle_message(e, f, i, err);
	case ITEM_MISSING:
		return settle_missing(e, f, i, err);
	case ITEM_BATCH:
		return settle_batch(e, f, i, err);
	case ITEM_PASS_END:
		return settle_pass(e, f, i, err);
	case ITEM_BROKEN:
		break;
	}
	return 0;
}

/* Everything up to the next batch or pass end goes into the transaction
 * together: what the server has not confirmed is never recorded. */
static int
settle_run(struct engine *e, struct feed *f, struct err *err)
{
	enum item_kind kind;

	if (batch_begin(e, err) == -1)
		return -1;
	do {
		struct item *i = feed_pop(f);
		int got = settle(e, f, i, err);

		kind = i->kind;
		item_free(i);
		if (got == -1)
			return -1;
	} while (kind != ITEM_BATCH && kind != ITEM_PASS_END);
	progress_show(&e->progress, f->folder == NULL ? "" : f->folder,
	    f->settled, f->listed, f->contacts);
	return 0;
}

/* A feed's pass broke off, and what was confirmed of it is settled. */
static void
end_feed(struct engine *e, struct feed *f)
{
	char detail[sizeof(f->detail)];
	struct err err;

	progress_clear(&e->progress);
	feed_failed(f);
	feed_log_detail(f, detail, sizeof(detail));
	log_line(LOG_LEVEL_WARNING, "account %s: %s; tried again in %d s",
	    f->account->name, detail,
	    (int)((f->next_ms - clock_ticks_ms()) / 1000));
	if (batch_begin(e, &err) == -1 || settle_status(e, f, &err) == -1 ||
	    batch_commit(e, &err) == -1)
		batch_stall(e, &err);
}

static void
settle_feed(struct engine *e, struct feed *f)
{
	enum feed_ready ready;
	struct err err;

	while (!e->stalled && (ready = feed_ready(f)) != FEED_NOT_READY) {
		if (ready == FEED_BROKEN)
			end_feed(e, f);
		else if (settle_run(e, f, &err) == -1)
			batch_stall(e, &err);
	}
}

/* What had to wait when it came. */
static int
judge_late(struct engine *e, struct err *err)
{
	int flags;

	if (e->judging_ms < JUDGE_SLOW_MS || e->open || e->stalled ||
	    !may_judge(e))
		return 0;
	if (batch_begin(e, err) == -1 || judge_news(e, &flags, err) == -1 ||
	    batch_commit(e, err) == -1)
		return -1;
	tell_flags(flags);
	return 0;
}

void
settle_all(struct engine *e)
{
	struct err err;

	for (size_t i = 0; i < e->n_feeds; i++)
		settle_feed(e, &e->feeds[i]);
	if ((batch_is_due(e) && batch_commit(e, &err) == -1) ||
	    judge_late(e, &err) == -1)
		batch_stall(e, &err);
}
