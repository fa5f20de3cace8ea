#include "run/engine/private.h"

#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "match/matcher.h"
#include "run/child/state.h"
#include "run/engine/notify.h"
#include "store/records/clocks.h"
#include "store/records/covered.h"

#define TICK_MS 1000

/* Of a single pass: every account was read, and all of it is written. */
static bool
pass_done(const struct engine *e)
{
	for (size_t i = 0; i < e->n_links; i++)
		if (!e->links[i].attempted || e->links[i].head != NULL)
			return false;
	return !e->open;
}

static bool
once_done(const struct engine *e)
{
	return e->options->once && pass_done(e) &&
	    !alerter_busy(&e->alerter) && !witness_busy(&e->witness) &&
	    !dkim_queue_busy(&e->dkim) && (e->stamper.looked || e->stalled ||
	    e->config->n_authorities == 0);
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

/* What poll waits for: signals, the reader, the dkim's children, then a
 * row a link. */
enum { POLL_SIGNALS, POLL_READER, POLL_CHECKER, POLL_RESOLVER, POLL_LINKS };

static struct pollfd
wait_child(const struct child *c)
{
	return (struct pollfd){ c->pid > 0 ? c->wire.fd : -1,
		(short)(wire_pending(&c->wire) > 0 ? POLLIN | POLLOUT :
		POLLIN), 0 };
}

static void
engine_wait(struct engine *e, struct pollfd *p)
{
	bool room = reader_queue_has_room(&e->queue);

	p[POLL_SIGNALS] = (struct pollfd){ e->signals, POLLIN, 0 };
	p[POLL_READER] = wait_child(&e->queue.reader);
	p[POLL_CHECKER] = wait_child(&e->dkim.checker);
	p[POLL_RESOLVER] = wait_child(&e->dkim.resolver);
	for (size_t i = 0; i < e->n_links; i++) {
		const struct account_link *f = &e->links[i];

		/* No room: what the child has to say waits in the socket. */
		p[POLL_LINKS + i] = wait_child(&f->child);
		if (!room || f->ended)
			p[POLL_LINKS + i].fd = -1;
	}
}

static void
serve_link(struct engine *e, struct account_link *f, short events)
{
	int over = 0;

	if (f->child.pid == 0)
		return;
	if (events & (POLLIN | POLLHUP | POLLERR))
		over = account_link_listen(f, &e->queue);
	else
		over = account_link_take(f, &e->queue);
	if (over == 0 && account_link_is_silent(f, &e->queue))
		over = 1;
	if (over == 1) {
		account_link_break(f);
		return;
	}
	account_link_answer_probe(f);
	account_link_tell_room(f);
	/* A child that is gone is noticed by listening to it. */
	if (wire_pending(&f->child.wire) > 0)
		(void)!wire_write(&f->child.wire);
}

static void
serve_reader_queue(struct engine *e, short events)
{
	struct err err;
	int got = 0;

	if (events & (POLLIN | POLLHUP | POLLERR))
		got = reader_queue_listen(&e->queue, &err);
	if (got == 0)
		got = reader_queue_check_time(&e->queue, &err);
	if (got == 0)
		got = reader_queue_pump(&e->queue, &err);
	if (got == 0)
		return;
	log_line(LOG_LEVEL_ERROR, "%s", err.text);
	e->code = err.code;
	e->stop = true;
}

/* What the messages that came in bear, as far as it goes now. */
static void
serve_dkim_queue(struct engine *e, short checker, short resolver)
{
	struct err err;
	int got;

	if (checker != 0 && e->dkim.checker.pid > 0)
		dkim_queue_listen(&e->dkim, &e->dkim.checker);
	if (resolver != 0 && e->dkim.resolver.pid > 0)
		dkim_queue_listen(&e->dkim, &e->dkim.resolver);
	while (!e->stop && !e->stalled &&
	    (got = dkim_queue_work(&e->dkim, e->store, &err)) != 0) {
		if (got == -1 || batch_begin(e, &err) == -1 ||
		    dkim_queue_write(&e->dkim, e->store, &err) == -1) {
			batch_stall(e, &err);
			return;
		}
		e->rows++;
	}
}

static void
make_links(struct engine *e)
{
	e->n_links = e->config->n_accounts;
	e->links = mem_get(e->n_links, sizeof(*e->links));
	for (size_t i = 0; i < e->n_links; i++)
		account_link_init(&e->links[i], &e->config->accounts[i],
		    (uint32_t)i);
}

/* What the ledger says, not the table: that would make a claim of what
 * somebody wrote into it. */
static int
engine_recall(const struct covered *c, void *arg, struct err *err)
{
	struct engine *e = arg;

	(void)err;
	for (size_t i = 0; i < e->n_links; i++)
		if (strcmp(e->links[i].account->name, c->account) == 0) {
			e->links[i].from_ms = c->oldest_ms;
			e->links[i].since_ms = c->from_ms;
			e->links[i].until_ms = c->until_ms;
		}
	/* An empty battery shows at the start. */
	if (c->until_ms != MOMENT_NONE &&
	    c->until_ms - clock_ticks_ms() > e->ahead_ms)
		e->ahead_ms = c->until_ms - clock_ticks_ms();
	return 0;
}

static int
engine_set_up(struct engine *e, struct err *err)
{
	make_links(e);
	reader_queue_init(&e->queue, e->config, e->people);
	alerter_init(&e->alerter, e->config);
	e->alerter.quiet = e->options->quiet;
	witness_init(&e->witness, e->config);
	dkim_queue_init(&e->dkim, e->config);
	stamper_init(&e->stamper, e->config);
	if (reader_queue_open(&e->queue, err) == -1 ||
	    covered_list(e->store, engine_recall, e, err) == -1)
		return -1;
	/* They log in while the settings are recorded, with a new key; no row
	 * is written of what they tell before that. */
	connections_start(e);
	if (settings_record(e, err) == -1) {
		/* A full disk at the start is one later on, too. */
		if (err->code != EX_TEMPFAIL || e->options->once)
			return -1;
		batch_stall(e, err);
	}
	return 0;
}

static void
tear_down(struct engine *e)
{
	for (size_t i = 0; i < e->n_links; i++)
		account_link_done(&e->links[i]);
	free(e->links);
	e->links = NULL;
	e->n_links = 0;
	reader_queue_done(&e->queue);
	alerter_done(&e->alerter);
	witness_done(&e->witness);
	dkim_queue_done(&e->dkim);
	stamper_done(&e->stamper);
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
	if (commit_last(e, &err) == -1)
		batch_stall(e, &err);
	tear_down(e);
	config_free(e->config);
	people_free(e->people);
	e->config = config;
	e->people = people;
	if (engine_set_up(e, &err) == -1) {
		log_line(LOG_LEVEL_ERROR, "%s", err.text);
		e->code = err.code;
		e->stop = true;
		return;
	}
	log_line(LOG_LEVEL_NOTICE, "configuration and rules read again");
}

/* A single pass is stamped when it has ended, with what it brought. */
static int
work_stamps(struct engine *e, struct err *err)
{
	CLEANUP(buf_done) struct buf why = { .max = STATE_BYTES,
		.truncate = true };

	if (e->options->once && !pass_done(e))
		return 0;
	if (stamper_work(&e->stamper, e->store, err) == -1)
		return -1;
	if (e->stamper.changed) {
		stamper_tell(&e->stamper, &why);
		state_say(e->state, STATE_STAMPS, buf_str(&why));
	}
	return 0;
}

static void
work_alerts(struct engine *e)
{
	struct err err;

	if (e->open || e->stalled)
		return;
	if (alerter_work(&e->alerter, e->store, &err) == -1 ||
	    witness_work(&e->witness, e->store, &err) == -1 ||
	    work_stamps(e, &err) == -1)
		batch_stall(e, &err);
}

/* An account that was due already at that moment has no connection: it waits
 * for the end of another's pass, not for a time. */
static int
next_tick(const struct engine *e, int64_t looked_ms)
{
	int64_t now = clock_ticks_ms(), wait = TICK_MS;

	if (reader_queue_due_ms(&e->queue) - now < wait)
		wait = reader_queue_due_ms(&e->queue) - now;
	for (size_t i = 0; i < e->n_links; i++)
		if (e->links[i].state == LINK_WAITING &&
		    e->links[i].next_ms > looked_ms &&
		    e->links[i].next_ms - now < wait)
			wait = e->links[i].next_ms - now;
	if ((e->open || alerter_busy(&e->alerter) ||
	    witness_busy(&e->witness) || stamper_busy(&e->stamper)) &&
	    wait > 100)
		wait = 100;
	return e->stalled ? TICK_MS : wait < 0 ? 0 : (int)wait;
}

/* To those who watch machines; now and then. */
static void
engine_tell(struct engine *e, bool up)
{
	const struct health v = { e->config, e->links, e->n_links,
		e->queue.deaths, e->store, e->stalled, up };
	char text[160];

	if (up && clock_ticks_ms() < e->tell_ms)
		return;
	e->tell_ms = clock_ticks_ms() + TICK_MS;
	log_work();
	health_sentence(&v, text, sizeof(text));
	notify_status(text);
	metrics_work(&e->metrics, &v);
}

static void
turn(struct engine *e, struct pollfd *p)
{
	int64_t looked_ms;

	/* What every later row refers to stands before it. */
	settings_work(e);
	looked_ms = clock_ticks_ms();
	connections_start(e);
	engine_wait(e, p);
	if (poll(p, POLL_LINKS + e->n_links, once_done(e) ? 0 :
	    next_tick(e, looked_ms)) == -1 && errno != EINTR)
		return;
	take_signals(e);
	serve_reader_queue(e, p[POLL_READER].revents);
	/* One that floods must not keep the others from the queue. */
	for (size_t k = 0; k < e->n_links && !e->stop; k++) {
		size_t i = (e->turns + k) % e->n_links;

		serve_link(e, &e->links[i], p[POLL_LINKS + i].revents);
	}
	e->turns++;
	if (!e->stop)
		serve_reader_queue(e, 0);
	commit_all(e);
	serve_dkim_queue(e, p[POLL_CHECKER].revents, p[POLL_RESOLVER].revents);
	work_alerts(e);
	if (e->stalled && !e->options->once)
		batch_try(e);
	notify_alive();
	engine_tell(e, true);
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
		if (room < e->n_links + POLL_LINKS) {
			room = e->n_links + POLL_LINKS;
			p = mem_grow(p, room, sizeof(*p));
		}
		turn(e, p);
		if (!e->reload || e->stop)
			continue;
		notify_reloading();
		reload(e);
		notify("READY=1");
	}
	notify("STOPPING=1");
	free(p);
}

static int
exit_code(const struct engine *e)
{
	if (e->code != EX_OK)
		return e->code;
	for (size_t i = 0; e->options->once && i < e->n_links; i++)
		if (!e->links[i].worked)
			return EX_UNAVAILABLE;
	return EX_OK;
}

/* To watch a mailbox is nobody's hurry: it takes its share of the processors,
 * and wakes without interrupting who is at work, such as the mail server it
 * reads from.  Where that is not allowed (systemd says so by itself), it goes
 * without. */
static void
stand_back(void)
{
	const struct sched_param none = { 0 };

	(void)sched_setscheduler(0, SCHED_BATCH, &none);
}

int
engine_run(struct config *c, struct people *people, struct store *st,
    const struct engine_options *options)
{
	struct engine e = { .config = c, .people = people, .store = st,
		.options = options, .signals = open_signals(), .state = -1 };
	struct err err;
	int code;

	store_keep_clock(st);
	stand_back();
	progress_init(&e.progress);
	if (state_open(c->store, &e.state, &err) == -1)
		log_line(LOG_LEVEL_WARNING, "%s", err.text);
	if (engine_set_up(&e, &err) == -1) {
		log_line(LOG_LEVEL_ERROR, "%s", err.text);
		e.code = err.code;
	} else {
		loop(&e);
	}
	if (!e.stalled && commit_last(&e, &err) == -1) {
		log_line(LOG_LEVEL_ERROR, "%s", err.text);
		e.code = err.code;
	}
	progress_clear(&e.progress);
	code = exit_code(&e);
	engine_tell(&e, false);
	tear_down(&e);
	fd_close(&e.state);
	fd_close(&e.signals);
	config_free(e.config);
	people_free(e.people);
	return code;
}
