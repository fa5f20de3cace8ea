#include "config.h"

#include "run/engine.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "match/matcher.h"
#include "run/alert.h"
#include "run/escalate.h"
#include "run/feed.h"
#include "run/notify.h"
#include "run/progress.h"
#include "run/record.h"
#include "run/state.h"
#include "store/cursors.h"

/* A transaction stays open over so much, so that one sync serves many
 * messages; a kill loses nothing but the work of reading them again. */
#define COMMIT_AFTER_MS 300
#define COMMIT_AFTER_ROWS 1000
#define STALL_RETRY_MS 5000
#define TICK_MS 1000

struct engine {
	struct config *config;
	struct people *people;
	struct store *store;
	const struct engine_options *options;
	struct desk desk;
	struct feed *feeds;
	size_t n_feeds;
	struct alerter alerter;
	struct progress progress;
	int signals;		/* signalfd */
	int state;		/* see run/state.h */
	bool open;		/* a transaction is open */
	int64_t opened_ms;	/* ticks */
	int rows;		/* in it */
	bool stalled;		/* the store cannot be written */
	int64_t retry_ms;	/* ticks: try it again */
	bool stop, reload;
	int code;		/* why it ended */
};

static int
begin(struct engine *e, struct err *err)
{
	if (e->open)
		return 0;
	if (store_begin(e->store, err) == -1)
		return -1;
	e->open = true;
	e->opened_ms = clock_ticks_ms();
	e->rows = 0;
	return 0;
}

static int
commit(struct engine *e, struct err *err)
{
	if (!e->open)
		return 0;
	e->open = false;
	return store_commit(e->store, err);
}

/*
 * The store does not take what we have: forget what is not committed (it
 * is on the server still), fetch nothing more, say so, try again later.
 */
static void
stall(struct engine *e, const struct err *err)
{
	struct err ignored;

	if (e->open)
		store_rollback(e->store);
	e->open = false;
	progress_clear(&e->progress);
	for (size_t i = 0; i < e->n_feeds; i++)
		feed_drop(&e->feeds[i]);
	desk_done(&e->desk);
	if (desk_open(&e->desk, &ignored) == -1)
		e->stop = true;
	state_say(e->state, err->text);
	if (!e->stalled)
		log_line(LOG_LEVEL_ERROR, "%s; fetching stopped, tried again "
		    "every %d s", err->text, STALL_RETRY_MS / 1000);
	e->stalled = true;
	e->retry_ms = clock_ticks_ms() + STALL_RETRY_MS;
	e->code = err->code;
	if (e->options->once)
		e->stop = true;
}

/* Whether the store takes a row again. */
static void
try_store(struct engine *e)
{
	struct err err;

	if (clock_ticks_ms() < e->retry_ms)
		return;
	e->retry_ms = clock_ticks_ms() + STALL_RETRY_MS;
	if (begin(e, &err) == -1)
		return;
	for (size_t i = 0; i < e->n_feeds; i++) {
		struct source_state s = feed_status(&e->feeds[i],
		    e->desk.sandbox);

		s.state = "full-disk";
		if (source_set(e->store, &s, &err) == -1) {
			store_rollback(e->store);
			e->open = false;
			return;
		}
	}
	if (commit(e, &err) == -1)
		return;
	e->stalled = false;
	e->code = EX_OK;
	state_say(e->state, "");
	log_line(LOG_LEVEL_NOTICE, "the store can be written again");
	for (size_t i = 0; i < e->n_feeds; i++)
		e->feeds[i].next_ms = 0;
}

static int
save_status(struct engine *e, const struct feed *f, struct err *err)
{
	const struct source_state s = feed_status(f, e->desk.sandbox);

	return source_set(e->store, &s, err);
}

static void
enter_folder(struct engine *e, struct feed *f, const struct item *i)
{
	free(f->folder);
	f->folder = str_of(i->folder.name);
	f->role = i->folder.role;
	f->uidvalidity = i->folder.uidvalidity;
	f->listed = i->folder.todo;
	f->settled = f->contacts = 0;
	progress_folder(&e->progress);
}

static int
settle_message(struct engine *e, struct feed *f, const struct item *i,
    struct err *err)
{
	int64_t at = i->message.internal_ms;
	int got;

	f->settled++;
	f->pass_read++;
	if (at != MOMENT_NONE && at > 0 &&
	    (f->from_ms == MOMENT_NONE || at < f->from_ms))
		f->from_ms = at;
	if (i->state == ITEM_NOTHING)
		return 0;
	got = record_item(e->store, e->config, e->people, i,
	    f->folder == NULL ? "" : f->folder, f->uidvalidity, err);
	if (got == -1)
		return -1;
	e->rows++;
	f->contacts += (uint64_t)got;
	f->pass_contacts += (uint64_t)got;
	return 0;
}

static int
settle_batch(struct engine *e, struct feed *f, const struct item *i,
    struct err *err)
{
	const struct cursor c = { f->account->name,
		f->folder == NULL ? "" : f->folder, f->uidvalidity, i->uid };

	if (cursor_set(e->store, &c, err) == -1)
		return -1;
	return save_status(e, f, err);
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
	/* What vanished between listing and fetching was not read. */
	if (i->complete && f->skipped == 0)
		f->until_ms = f->started_ms;
}

static int
settle_pass(struct engine *e, struct feed *f, const struct item *i,
    struct err *err)
{
	int flags = 0;

	finish_pass(f, i);
	if (save_status(e, f, err) == -1)
		return -1;
	if (all_attempted(e) && escalate(e->store, e->people,
	    clock_now_ms(), &flags, err) == -1)
		return -1;
	if (commit(e, err) == -1)
		return -1;
	progress_clear(&e->progress);
	log_line(f->worked ? LOG_LEVEL_INFO : LOG_LEVEL_WARNING,
	    "account %s: %" PRIu64 " messages read, %" PRIu64
	    " new contacts%s%s", f->account->name, f->pass_read,
	    f->pass_contacts, f->worked ? "" : "; ", f->detail);
	if (flags > 0)
		log_line(LOG_LEVEL_NOTICE, "%d new escalation%s", flags,
		    flags == 1 ? "" : "s");
	return 0;
}

/* One item at the head of a feed that is ready. */
static int
settle(struct engine *e, struct feed *f, const struct item *i,
    struct err *err)
{
	switch (i->kind) {
	case ITEM_FOLDER:
		enter_folder(e, f, i);
		return 0;
	case ITEM_MESSAGE:
		return settle_message(e, f, i, err);
	case ITEM_SKIPPED:
		f->skipped++;
		return 0;
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

	if (begin(e, err) == -1)
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

static bool
commit_due(const struct engine *e)
{
	if (!e->open)
		return false;
	if (e->rows >= COMMIT_AFTER_ROWS ||
	    clock_ticks_ms() - e->opened_ms >= COMMIT_AFTER_MS)
		return true;
	for (size_t i = 0; i < e->n_feeds; i++)
		if (e->feeds[i].state == FEED_PASSING)
			return false;
	return true;
}

/* A feed's pass broke off, and what was confirmed of it is settled. */
static void
end_feed(struct engine *e, struct feed *f)
{
	struct err err;

	progress_clear(&e->progress);
	feed_failed(f);
	log_line(LOG_LEVEL_WARNING, "account %s: %s; tried again in %d s",
	    f->account->name, f->detail,
	    (int)((f->next_ms - clock_ticks_ms()) / 1000));
	if (begin(e, &err) == -1 || save_status(e, f, &err) == -1 ||
	    commit(e, &err) == -1)
		stall(e, &err);
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
			stall(e, &err);
	}
}

static void
settle_all(struct engine *e)
{
	struct err err;

	for (size_t i = 0; i < e->n_feeds; i++)
		settle_feed(e, &e->feeds[i]);
	if (commit_due(e) && commit(e, &err) == -1)
		stall(e, &err);
}

static void
start_feeds(struct engine *e)
{
	struct err err;

	for (size_t i = 0; i < e->n_feeds && !e->stalled; i++) {
		struct feed *f = &e->feeds[i];

		if (f->state != FEED_WAITING ||
		    clock_ticks_ms() < f->next_ms ||
		    (e->options->once && f->attempted))
			continue;
		if (feed_start(f, e->store, &err) == -1)
			stall(e, &err);
	}
}

static bool
once_done(const struct engine *e)
{
	if (!e->options->once || e->open || alerter_busy(&e->alerter))
		return false;
	for (size_t i = 0; i < e->n_feeds; i++)
		if (!e->feeds[i].attempted || e->feeds[i].head != NULL)
			return false;
	return true;
}

static void
take_signals(struct engine *e)
{
	struct signalfd_siginfo info;

	while (read(e->signals, &info, sizeof(info)) == sizeof(info)) {
		if (info.ssi_signo == SIGTERM || info.ssi_signo == SIGINT)
			e->stop = true;
		if (info.ssi_signo == SIGHUP)
			e->reload = true;
	}
}

/* What poll waits for: signals, the reader, then a row a feed. */
static void
wait_for(struct engine *e, struct pollfd *p)
{
	bool room = desk_has_room(&e->desk);

	p[0] = (struct pollfd){ e->signals, POLLIN, 0 };
	p[1] = (struct pollfd){ e->desk.reader.wire.fd, POLLIN, 0 };
	if (wire_pending(&e->desk.reader.wire) > 0)
		p[1].events |= POLLOUT;
	for (size_t i = 0; i < e->n_feeds; i++) {
		const struct feed *f = &e->feeds[i];

		/* No room: what the child has to say waits in the socket. */
		p[2 + i] = (struct pollfd){ f->child.pid > 0 && room &&
		    !f->ended ? f->child.wire.fd : -1, POLLIN, 0 };
		if (f->child.pid > 0 && wire_pending(&f->child.wire) > 0)
			p[2 + i].events |= POLLOUT;
	}
}

static void
serve_feed(struct engine *e, struct feed *f, short events)
{
	int over = 0;

	if (f->child.pid == 0)
		return;
	if (wire_pending(&f->child.wire) > 0 && wire_write(&f->child.wire) == -1)
		events |= POLLHUP;
	if (events & (POLLIN | POLLHUP | POLLERR))
		over = feed_listen(f, &e->desk);
	else
		over = feed_take(f, &e->desk);
	if (over == 1)
		feed_break(f);
}

static void
serve_desk(struct engine *e, short events)
{
	struct err err;
	int got = 0;

	if (events & (POLLIN | POLLHUP | POLLERR))
		got = desk_listen(&e->desk, &err);
	if (got == 0)
		got = desk_check_time(&e->desk, &err);
	if (got == 0)
		got = desk_pump(&e->desk, &err);
	if (got == 0)
		return;
	log_line(LOG_LEVEL_ERROR, "%s", err.text);
	e->code = err.code;
	e->stop = true;
}

static void
make_feeds(struct engine *e)
{
	e->n_feeds = e->config->n_accounts;
	e->feeds = mem_get(e->n_feeds, sizeof(*e->feeds));
	for (size_t i = 0; i < e->n_feeds; i++)
		feed_init(&e->feeds[i], &e->config->accounts[i],
		    (uint32_t)i);
}

static int
recall(const struct source_state *s, void *arg, struct err *err)
{
	struct engine *e = arg;

	(void)err;
	for (size_t i = 0; i < e->n_feeds; i++)
		if (strcmp(e->feeds[i].account->name, s->account) == 0) {
			e->feeds[i].from_ms = s->from_ms;
			e->feeds[i].until_ms = s->until_ms;
		}
	return 0;
}

/* What every later row refers to. */
static int
record_settings(struct engine *e, struct err *err)
{
	char configuration[DIGEST_TEXT];
	const struct {
		const char *name, *value;
	} rows[] = {
		{ "version", PACKAGE_VERSION },
		{ "configuration", configuration },
		{ "rules", e->people->digest },
		{ "timezone", e->config->timezone },
	};

	config_digest(e->config, configuration);
	if (begin(e, err) == -1)
		return -1;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (setting_record(e->store, rows[i].name, rows[i].value,
		    clock_now_ms(), err) == -1)
			return -1;
	for (size_t i = 0; i < e->n_feeds; i++)
		if (save_status(e, &e->feeds[i], err) == -1)
			return -1;
	return commit(e, err);
}

static int
set_up(struct engine *e, struct err *err)
{
	make_feeds(e);
	desk_init(&e->desk, e->config, e->people);
	alerter_init(&e->alerter, e->config);
	if (desk_open(&e->desk, err) == -1 ||
	    source_list(e->store, recall, e, err) == -1)
		return -1;
	if (record_settings(e, err) == -1) {
		/* A full disk at the start is one later on, too. */
		if (err->code != EX_TEMPFAIL || e->options->once)
			return -1;
		stall(e, err);
	}
	return 0;
}

static void
tear_down(struct engine *e)
{
	for (size_t i = 0; i < e->n_feeds; i++)
		feed_done(&e->feeds[i]);
	free(e->feeds);
	e->feeds = NULL;
	e->n_feeds = 0;
	desk_done(&e->desk);
	alerter_done(&e->alerter);
}

/* SIGHUP: a mistake in the files changes nothing. */
static void
reload(struct engine *e)
{
	struct config *config = NULL;
	struct people *people = NULL;
	struct matcher *matcher = NULL;
	struct err err;

	e->reload = false;
	if (config_load(e->options->config_path, &config, &err) == -1 ||
	    people_load(config->rules, &people, &err) == -1 ||
	    matcher_new(config, people, &matcher, &err) == -1) {
		log_line(LOG_LEVEL_ERROR, "%s; the rules before stay in "
		    "force", err.text);
		people_free(people);
		config_free(config);
		return;
	}
	matcher_free(matcher);
	if (commit(e, &err) == -1)
		stall(e, &err);
	tear_down(e);
	config_free(e->config);
	people_free(e->people);
	e->config = config;
	e->people = people;
	if (set_up(e, &err) == -1) {
		log_line(LOG_LEVEL_ERROR, "%s", err.text);
		e->code = err.code;
		e->stop = true;
		return;
	}
	log_line(LOG_LEVEL_NOTICE, "configuration and rules read again");
}

static void
work_alerts(struct engine *e)
{
	struct err err;

	if (e->open || e->stalled)
		return;
	if (alerter_work(&e->alerter, e->store, &err) == -1)
		stall(e, &err);
}

static int
next_tick(const struct engine *e)
{
	int64_t now = clock_ticks_ms(), wait = TICK_MS;

	for (size_t i = 0; i < e->n_feeds; i++)
		if (e->feeds[i].state == FEED_WAITING &&
		    e->feeds[i].next_ms - now < wait)
			wait = e->feeds[i].next_ms - now;
	if ((e->open || alerter_busy(&e->alerter)) && wait > 100)
		wait = 100;
	return wait < 0 || e->stalled ? (e->stalled ? TICK_MS : 0) :
	    (int)wait;
}

static void
turn(struct engine *e, struct pollfd *p)
{
	start_feeds(e);
	wait_for(e, p);
	if (poll(p, 2 + e->n_feeds, once_done(e) ? 0 : next_tick(e)) == -1 &&
	    errno != EINTR)
		return;
	take_signals(e);
	serve_desk(e, p[1].revents);
	for (size_t i = 0; i < e->n_feeds && !e->stop; i++)
		serve_feed(e, &e->feeds[i], p[2 + i].revents);
	if (!e->stop)
		serve_desk(e, 0);
	settle_all(e);
	work_alerts(e);
	if (e->stalled && !e->options->once)
		try_store(e);
	notify("WATCHDOG=1");
}

static int
open_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

static void
loop(struct engine *e)
{
	size_t room = 0;
	struct pollfd *p = NULL;

	notify("READY=1");
	while (!e->stop && !once_done(e)) {
		if (room < e->n_feeds + 2) {
			room = e->n_feeds + 2;
			p = mem_grow(p, room, sizeof(*p));
		}
		turn(e, p);
		if (e->reload && !e->stop)
			reload(e);
	}
	notify("STOPPING=1");
	free(p);
}

static int
exit_code(const struct engine *e)
{
	if (e->code != EX_OK)
		return e->code;
	for (size_t i = 0; e->options->once && i < e->n_feeds; i++)
		if (!e->feeds[i].worked)
			return EX_UNAVAILABLE;
	return EX_OK;
}

int
engine_run(struct config *c, struct people *people, struct store *st,
    const struct engine_options *options)
{
	struct engine e = { .config = c, .people = people, .store = st,
		.options = options, .signals = open_signals(), .state = -1 };
	struct err err;
	int code;

	progress_init(&e.progress);
	if (state_open(c->store, &e.state, &err) == -1)
		log_line(LOG_LEVEL_WARNING, "%s", err.text);
	if (set_up(&e, &err) == -1) {
		log_line(LOG_LEVEL_ERROR, "%s", err.text);
		e.code = err.code;
	} else {
		loop(&e);
	}
	if (e.open && commit(&e, &err) == -1) {
		log_line(LOG_LEVEL_ERROR, "%s", err.text);
		e.code = err.code;
	}
	progress_clear(&e.progress);
	code = exit_code(&e);
	tear_down(&e);
	fd_close(&e.state);
	fd_close(&e.signals);
	config_free(e.config);
	people_free(e.people);
	return code;
}
