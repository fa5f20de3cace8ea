#include "run/dkim/queue.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "base/backoff.h"
#include "base/file.h"
#include "base/log.h"
#include "conf/provider.h"
#include "run/child/frames.h"
#include "run/dkim/check_child.h"
#include "run/dkim/dns_child.h"
#include "store/records/incidents.h"

/* How it stands with one signature. */
struct dkim_queue_case {
	bool known;		/* it has its row already */
	bool has_key;		/* key is set */
	bool has_check;		/* checked is set */
	struct key_record key;
	struct checked checked;
};

struct dkim_queue_message {
	struct dkim_wait wait;	/* its account is ours */
	struct buf bytes;
	bool vanished;		/* the store does not have it any more */
	bool unread;		/* the checker ended at it */
	bool asked;		/* DNS, for one that goes on waiting */
	struct signatures listed;
	uint32_t at;		/* the signature under way */
	int64_t due_ms;		/* moment: a key may be known; MOMENT_NONE */
	struct dkim_queue_case cases[DKIM_SIGNATURES_MAX];
	uint32_t known[DKIM_SIGNATURES_MAX];	/* places that have rows */
	uint32_t n_known;
};

void
dkim_queue_init(struct dkim_queue *p, const struct config *c)
{
	*p = (struct dkim_queue){ .config = c, .due_ms = INT64_MIN };
	asking_init(&p->asking, c);
	p->checker.wire.fd = p->resolver.wire.fd = -1;
}

static void
drop_message(struct dkim_queue *p)
{
	if (p->message != NULL) {
		free((char *)(uintptr_t)p->message->wait.account);
		buf_done(&p->message->bytes);
	}
	free(p->message);
	p->message = NULL;
	p->state = DKIM_QUEUE_IDLE;
	p->again = p->killed = 0;
}

static void
stop_children(struct dkim_queue *p)
{
	child_stop(&p->checker);
	child_stop(&p->resolver);
	p->ready = false;
}

void
dkim_queue_forget(struct dkim_queue *p)
{
	drop_message(p);
	stop_children(p);
	dkim_queue_wake(p);
}

void
dkim_queue_done(struct dkim_queue *p)
{
	dkim_queue_forget(p);
	key_cache_done(&p->keys);
}

void
dkim_queue_wake(struct dkim_queue *p)
{
	p->due_ms = INT64_MIN;
	asking_wake(&p->asking);
}

static bool
is_case_due(const struct dkim_queue *p)
{
	int64_t now = clock_now_ms();

	/* A clock that was set back must not make it wait for years. */
	return p->due_ms <= now || (p->due_ms != INT64_MAX &&
	    p->due_ms - now > DKIM_QUEUE_RETRY_MOST_MS);
}

/* A network that is down is not asked. */
static bool
is_name_due(const struct dkim_queue *p)
{
	return asking_is_due(&p->asking) && clock_ticks_ms() >= p->silent_ms;
}

bool
dkim_queue_busy(const struct dkim_queue *p)
{
	return p->config->dkim != DKIM_OFF && (p->state != DKIM_QUEUE_IDLE ||
	    ((is_case_due(p) || is_name_due(p)) &&
	    clock_ticks_ms() >= p->broken_ms));
}

int64_t
dkim_queue_retry_ms(int64_t tries)
{
	return backoff_ms(DKIM_QUEUE_RETRY_MS, DKIM_QUEUE_RETRY_MOST_MS, tries);
}

static const char *
server_of(const struct dkim_queue *p)
{
	const struct config *c = p->config;

	for (size_t i = 0; i < c->n_accounts; i++)
		if (strcmp(c->accounts[i].name,
		    p->message->wait.account) == 0 &&
		    c->accounts[i].authserv_id != NULL)
			return c->accounts[i].authserv_id;
	return "";
}

/* Nothing can be checked here for now; what waits goes on waiting. */
static void
give_way(struct dkim_queue *p)
{
	int64_t wait = backoff_ms(DKIM_QUEUE_BROKEN_MS,
	    DKIM_QUEUE_BROKEN_MOST_MS, p->broken);

	log_line(LOG_LEVEL_ERROR, "the check of signatures does not start; "
	    "tried again in %d s", (int)(wait / 1000));
	dkim_queue_forget(p);
	p->broken++;
	p->broken_ms = clock_ticks_ms() + wait;
}

static bool
start_checker(struct dkim_queue *p)
{
	struct err err;

	if (p->checker.pid > 0)
		return true;
	p->ready = false;
	if (child_start(&p->checker, "floodmark-dkim", check_child_body, NULL,
	    &err) == 0)
		return true;
	log_line(LOG_LEVEL_ERROR, "%s", err.text);
	give_way(p);
	return false;
}

static void
send_out(struct dkim_queue *p, struct child *c, enum dkim_queue_state state)
{
	p->state = state;
	p->asked_ms = clock_ticks_ms();
	/* One that is gone shows when it is listened to. */
	if (wire_pending(&c->wire) > 0)
		(void)!wire_write(&c->wire);
}

static void
ask_list(struct dkim_queue *p)
{
	struct dkim_queue_message *m = p->message;
	const struct signature_context c = { server_of(p),
		m->wait.received_ms };

	if (!start_checker(p))
		return;
	check_child_ask_list(&p->checker.wire, &c, buf_span(&m->bytes));
	send_out(p, &p->checker, DKIM_QUEUE_READING);
}

static void
ask_check(struct dkim_queue *p)
{
	struct dkim_queue_message *m = p->message;

	if (!start_checker(p))
		return;
	check_child_ask_check(&p->checker.wire, m->listed.at[m->at].place,
	    m->cases[m->at].key.text, buf_span(&m->bytes));
	send_out(p, &p->checker, DKIM_QUEUE_CHECKING);
}

static void
take_key(struct dkim_queue *p, const struct key_record *key)
{
	struct dkim_queue_case *c = &p->message->cases[p->message->at];

	c->key = *key;
	c->has_key = true;
}

static const struct key_record nobody_asked = {
	.answer = ANSWER_NOT_ASKED, .asked_ms = MOMENT_NONE };
static const struct key_record no_answer = {
	.answer = ANSWER_NONE, .asked_ms = MOMENT_NONE };

/* False: the resolver has to say. */
static bool
case_key(struct dkim_queue *p, const struct signature *s)
{
	const struct key_record *key = NULL;

	/* Of providers it is known what there is; see case_look. */
	if (!s->good || !provider_may_ask(p->config, s->domain))
		key = &nobody_asked;
	else
		key = key_cache_find(&p->keys, s->selector, s->domain);
	if (key == NULL && clock_ticks_ms() < p->silent_ms)
		key = &no_answer;
	if (key == NULL)
		return false;
	take_key(p, key);
	return true;
}

static void
note_silence(struct dkim_queue *p, const struct key_record *key)
{
	bool silent = key->answer == ANSWER_NONE && clock_ticks_ms() -
	    p->asked_ms >= DKIM_QUEUE_SILENT_LEAST_MS;

	p->silent = silent ? p->silent + 1 : 0;
	if (p->silent >= DKIM_QUEUE_SILENT)
		p->silent_ms = clock_ticks_ms() + DKIM_QUEUE_SILENT_MS;
}

static void case_go_on(struct dkim_queue *);

/* An answer came, or will not come. */
static void
note_answer(struct dkim_queue *p, struct key_record *key)
{
	const struct signature *s;

	key->asked_ms = clock_now_ms();
	note_silence(p, key);
	if (p->state == DKIM_QUEUE_NAME) {
		p->answer = *key;
		p->state = DKIM_QUEUE_ANSWERED;
		return;
	}
	s = &p->message->listed.at[p->message->at];
	key_cache_put(&p->keys, s->selector, s->domain, key);
	take_key(p, key);
	case_go_on(p);
}

static void
ask_key(struct dkim_queue *p, const char *selector, const char *domain,
    enum dkim_queue_state state)
{
	struct err err;

	if (p->resolver.pid == 0 && child_start(&p->resolver,
	    "floodmark-dns", dns_child_body, p->config->resolver,
	    &err) == -1) {
		/* Nobody was asked: that is no answer of anybody. */
		log_line(LOG_LEVEL_ERROR, "%s", err.text);
		give_way(p);
		return;
	}
	dns_child_ask(&p->resolver.wire, selector, domain);
	send_out(p, &p->resolver, state);
}

static void
ask_name(struct dkim_queue *p)
{
	ask_key(p, p->asking.name.selector, p->asking.name.domain,
	    DKIM_QUEUE_NAME);
}

/* On with the next signature, as far as it goes without a child. */
static void
case_go_on(struct dkim_queue *p)
{
	struct dkim_queue_message *m = p->message;

	p->state = DKIM_QUEUE_DONE;
	p->again = p->killed = 0;
	while (p->state == DKIM_QUEUE_DONE && m->at < m->listed.n) {
		const struct signature *s = &m->listed.at[m->at];
		struct dkim_queue_case *c = &m->cases[m->at];

		if (!c->known && !c->has_key && !case_key(p, s))
			ask_key(p, s->selector, s->domain,
			    DKIM_QUEUE_ASKING);
		else if (!c->known && c->key.answer == ANSWER_FOUND &&
		    !c->has_check) {
			ask_check(p);
			return;
		} else
			m->at++;
	}
}

static void
mark_known(struct dkim_queue_message *m)
{
	for (uint32_t i = 0; i < m->listed.n; i++)
		for (uint32_t k = 0; k < m->n_known; k++)
			if (m->listed.at[i].place == m->known[k])
				m->cases[i].known = true;
}

/* -1: the child breaks the rules. */
static int
take_ready(struct dkim_queue *p, struct frame *f)
{
	(void)frame_get_span(f);
	p->ready = true;
	p->broken = 0;
	return frame_close(f);
}

static int
take_listed(struct dkim_queue *p, struct frame *f)
{
	if (p->state != DKIM_QUEUE_READING)
		return -1;
	signatures_get(f, &p->message->listed);
	if (frame_close(f) == -1)
		return -1;
	mark_known(p->message);
	p->state = DKIM_QUEUE_LISTED;
	return 0;
}

static int
take_checked(struct dkim_queue *p, struct frame *f)
{
	struct dkim_queue_message *m = p->message;
	struct dkim_queue_case *c;

	if (p->state != DKIM_QUEUE_CHECKING)
		return -1;
	c = &m->cases[m->at];
	checked_get(f, &c->checked);
	if (frame_close(f) == -1 ||
	    c->checked.place != m->listed.at[m->at].place)
		return -1;
	c->has_check = true;
	case_go_on(p);
	return 0;
}

static int
take_record(struct dkim_queue *p, struct frame *f)
{
	struct key_record key;

	if (p->state != DKIM_QUEUE_ASKING && p->state != DKIM_QUEUE_NAME)
		return -1;
	key_record_get(f, &key);
	if (frame_close(f) == -1 || key.answer == ANSWER_NOT_ASKED)
		return -1;
	note_answer(p, &key);
	return 0;
}

static const struct {
	uint8_t kind;
	enum sender from;
	int (*take)(struct dkim_queue *, struct frame *);
} takers[] = {
	{ FRAME_READY, FROM_CHECK_CHILD, take_ready },
	{ FRAME_LISTED, FROM_CHECK_CHILD, take_listed },
	{ FRAME_CHECKED, FROM_CHECK_CHILD, take_checked },
	{ FRAME_KEY, FROM_DNS_CHILD, take_record },
};

static int
case_frame(struct dkim_queue *p, enum sender from, struct frame *f)
{
	for (size_t i = 0; i < sizeof(takers) / sizeof(takers[0]); i++)
		if (takers[i].kind == f->kind && takers[i].from == from)
			return takers[i].take(p, f);
	return -1;
}

/* How a child came to its end. */
enum ending {
	CHILD_GONE,		/* by itself, or by somebody else */
	CHILD_LIED,		/* it broke the rules; by us */
	CHILD_LATE,		/* it took too long; by us */
};

/* Whether it is asked again what it ended at; what was forgiven of whoever
 * killed it is not held against the message. */
static bool
is_forgiven(struct dkim_queue *p, enum ending how, int status)
{
	int by = WIFSIGNALED(status) ? WTERMSIG(status) : 0;

	if (how == CHILD_LATE || by == SIGPROF)
		return false;
	if (how == CHILD_GONE && by == SIGKILL)
		return p->killed++ < DKIM_QUEUE_AGAIN_KILLED;
	return p->again++ < DKIM_QUEUE_AGAIN;
}

/* An outcome: of a message that it ends at again, or of its place in the
 * configuration of this machine. */
static void
lose_checker(struct dkim_queue *p, enum ending how)
{
	struct dkim_queue_message *m = p->message;
	bool reading = p->state == DKIM_QUEUE_READING;
	int status = child_stop(&p->checker);

	if (!reading && p->state != DKIM_QUEUE_CHECKING)
		return;
	if (!p->ready) {
		give_way(p);
		return;
	}
	log_line(LOG_LEVEL_WARNING, "the checker ended at a message%s",
	    p->again + p->killed > 0 ? " again" : " and was started again");
	if (is_forgiven(p, how, status)) {
		if (reading)
			ask_list(p);
		else
			ask_check(p);
		return;
	}
	if (reading) {
		m->unread = true;
	} else {
		m->cases[m->at].checked = (struct checked){
			.place = m->listed.at[m->at].place,
			.result = DKIM_UNREADABLE };
		m->cases[m->at].has_check = true;
	}
	case_go_on(p);
}

/* In the end as if nobody had answered: it is asked again later. */
static void
lose_resolver(struct dkim_queue *p, enum ending how)
{
	struct key_record none = no_answer;
	int status = child_stop(&p->resolver);

	if (p->state != DKIM_QUEUE_ASKING && p->state != DKIM_QUEUE_NAME)
		return;
	if (!is_forgiven(p, how, status)) {
		note_answer(p, &none);
		return;
	}
	if (p->state == DKIM_QUEUE_NAME)
		ask_name(p);
	else
		ask_key(p, p->message->listed.at[p->message->at].selector,
		    p->message->listed.at[p->message->at].domain,
		    DKIM_QUEUE_ASKING);
}

static void
lose(struct dkim_queue *p, struct child *c, enum ending how)
{
	if (c == &p->checker)
		lose_checker(p, how);
	else
		lose_resolver(p, how);
}

void
dkim_queue_listen(struct dkim_queue *p, struct child *c)
{
	enum sender from = c == &p->checker ? FROM_CHECK_CHILD : FROM_DNS_CHILD;
	pid_t pid = c->pid;
	struct frame f;
	int alive, got;

	if (wire_pending(&c->wire) > 0 && wire_write(&c->wire) == -1) {
		lose(p, c, CHILD_GONE);
		return;
	}
	alive = wire_read(&c->wire);
	/* Another may stand in its place after a frame that ends it. */
	while (c->pid == pid && (got = frame_next(&c->wire, &f)) != 0)
		if (got == -1 || case_frame(p, from, &f) == -1) {
			lose(p, c, CHILD_LIED);
			return;
		}
	if (c->pid == pid && alive <= 0)
		lose(p, c, CHILD_GONE);
}

/* Who has a question; NULL: nobody. */
static struct child *
asked_child(struct dkim_queue *p)
{
	switch (p->state) {
	case DKIM_QUEUE_READING:
	case DKIM_QUEUE_CHECKING:
		return &p->checker;
	case DKIM_QUEUE_ASKING:
	case DKIM_QUEUE_NAME:
		return &p->resolver;
	default:
		return NULL;
	}
}

static void
check_patience(struct dkim_queue *p)
{
	struct child *c = asked_child(p);

	if (c != NULL &&
	    clock_ticks_ms() - p->asked_ms >= DKIM_QUEUE_PATIENCE_MS)
		lose(p, c, CHILD_LATE);
}

static int
note_known(const struct dkim_row *row, void *arg, struct err *err)
{
	struct dkim_queue_message *m = arg;

	(void)err;
	if (row->place > 0 && m->n_known < DKIM_SIGNATURES_MAX &&
	    strcmp(row->kind, DKIM_CHECKED) == 0)
		m->known[m->n_known++] = (uint32_t)row->place;
	return 0;
}

static int
case_load(struct dkim_queue *p, struct store *s, struct err *err)
{
	struct dkim_queue_message *m = p->message;
	int got;

	buf_init(&m->bytes, FRAME_MAX);
	got = original_get(s, &m->wait.original, &m->bytes, err);
	if (got == -1)
		return -1;
	m->vanished = got == 1;
	return dkim_list(s, &m->wait.original, note_known, m, err);
}

/* 1: none is due. */
static int
case_begin(struct dkim_queue *p, struct store *s, struct err *err)
{
	struct dkim_wait next;
	int64_t now = clock_now_ms();
	int got = wait_next(s, now + DKIM_QUEUE_RETRY_MOST_MS, &next, err);

	if (got != 0) {
		p->due_ms = INT64_MAX;
		return got;
	}
	if (next.next_ms > now &&
	    next.next_ms <= now + DKIM_QUEUE_RETRY_MOST_MS) {
		p->due_ms = next.next_ms;
		free((char *)(uintptr_t)next.account);
		return 1;
	}
	p->message = mem_get(1, sizeof(*p->message));
	p->message->wait = next;
	p->message->due_ms = MOMENT_NONE;
	if (case_load(p, s, err) == -1) {
		drop_message(p);
		return -1;
	}
	if (p->message->vanished)
		p->state = DKIM_QUEUE_DONE;
	else
		ask_list(p);
	return 0;
}

/* Whether there is an answer for it, and when there may be one. */
static int
case_find(struct dkim_queue *p, struct store *s, uint32_t i, struct err *err)
{
	struct dkim_queue_message *m = p->message;
	struct dkim_queue_case *c = &m->cases[i];
	int64_t due_ms;

	if (c->known || !m->listed.at[i].good ||
	    !provider_has(p->config, m->listed.at[i].domain))
		return 0;
	if (asking_find(s, &m->listed.at[i], m->wait.received_ms, &c->key,
	    &due_ms, err) == -1)
		return -1;
	c->has_key = true;
	if (due_ms != MOMENT_NONE &&
	    (m->due_ms == MOMENT_NONE || due_ms < m->due_ms))
		m->due_ms = due_ms;
	return 0;
}

/* The keys of providers, which are asked for without it. */
static int
case_look(struct dkim_queue *p, struct store *s, struct err *err)
{
	for (uint32_t i = 0; i < p->message->listed.n; i++)
		if (case_find(p, s, i, err) == -1)
			return -1;
	case_go_on(p);
	return 0;
}

/* 1: none is due. */
static int
name_begin(struct dkim_queue *p, struct store *s, struct err *err)
{
	int got = asking_next(&p->asking, s, err);

	if (got != 0)
		return got;
	p->again = 0;
	p->answer = nobody_asked;
	if (p->asking.may)
		ask_name(p);
	else
		p->state = DKIM_QUEUE_ANSWERED;
	return 0;
}

/* Names first: what waits may wait for one. */
static int
queue_begin(struct dkim_queue *p, struct store *s, struct err *err)
{
	int got = 1;

	if (clock_ticks_ms() < p->broken_ms)
		return 0;
	if (is_name_due(p))
		got = name_begin(p, s, err);
	if (got == 1 && is_case_due(p))
		got = case_begin(p, s, err);
	return got == -1 ? -1 : 0;
}

int
dkim_queue_work(struct dkim_queue *p, struct store *s, struct err *err)
{
	int got = 0;

	if (p->config->dkim == DKIM_OFF)
		return 0;
	check_patience(p);
	if (p->state == DKIM_QUEUE_IDLE)
		got = queue_begin(p, s, err);
	else if (p->state == DKIM_QUEUE_LISTED)
		got = case_look(p, s, err);
	if (got == -1)
		return -1;
	if (p->state == DKIM_QUEUE_IDLE)
		stop_children(p);
	return p->state == DKIM_QUEUE_DONE || p->state == DKIM_QUEUE_ANSWERED;
}

/* What every row of a message has. */
static int
case_record(struct dkim_queue *p, struct store *s, struct dkim_row *row,
    struct err *err)
{
	int64_t id;

	row->original = p->message->wait.original;
	row->received_ms = p->message->wait.received_ms;
	row->recorded_ms = clock_now_ms();
	return dkim_record(s, row, &id, err) == -1 ? -1 : 0;
}

static int
write_whole(struct dkim_queue *p, struct store *s, enum dkim_result result,
    const char *detail, struct err *err)
{
	struct dkim_row row;

	dkim_whole(result, &row);
	row.detail = detail;
	return case_record(p, s, &row, err);
}

static int
write_stated(struct dkim_queue *p, struct store *s, struct err *err)
{
	const struct signatures *b = &p->message->listed;
	struct dkim_row row;

	for (uint32_t i = 0; i < b->n_stated; i++) {
		dkim_stated(&b->stated[i], &row);
		row.place = 1;
		for (uint32_t k = 0; k < i; k++)
			row.place += strcmp(b->stated[k].field,
			    b->stated[i].field) == 0;
		if (case_record(p, s, &row, err) == -1)
			return -1;
	}
	return 0;
}

/* Whether it is time to say that there will be no answer. */
static bool
is_case_over(const struct dkim_wait *w, int64_t now_ms)
{
	return w->tries + 1 >= DKIM_QUEUE_GIVE_UP_TRIES &&
	    w->since_ms != MOMENT_NONE &&
	    now_ms - w->since_ms >= DKIM_QUEUE_GIVE_UP_MS;
}

/* Of a message that was cut nobody can say that its body was changed. */
static void
allow_for_cut(struct dkim_queue_message *m, struct checked *c)
{
	if (m->wait.whole || c->result != DKIM_BODY_CHANGED)
		return;
	c->result = DKIM_UNDECIDED;
	snprintf(c->detail, sizeof(c->detail), "the message is longer than "
	    "what is kept of it");
}

/* *open: signatures that go on waiting.  That nobody was asked this time, for
 * the network was down, is no answer either. */
static int
write_cases(struct dkim_queue *p, struct store *s, uint32_t *open,
    struct err *err)
{
	struct dkim_queue_message *m = p->message;
	bool over = is_case_over(&m->wait, clock_now_ms());
	struct dkim_text text;
	struct dkim_row row;

	*open = 0;
	for (uint32_t i = 0; i < m->listed.n; i++) {
		struct dkim_queue_case *c = &m->cases[i];

		if (c->known)
			continue;
		if (c->key.answer == ANSWER_NONE &&
		    (!over || c->key.asked_ms == MOMENT_NONE)) {
			++*open;
			m->asked |= c->key.asked_ms != MOMENT_NONE;
			continue;
		}
		if (c->has_check)
			allow_for_cut(m, &c->checked);
		dkim_of(&m->listed.at[i], &c->key, c->has_check ?
		    &c->checked : NULL, &text, &row);
		if (case_record(p, s, &row, err) == -1)
			return -1;
	}
	return 0;
}

static int
put_off(struct dkim_queue *p, struct store *s, struct err *err)
{
	struct dkim_wait *w = &p->message->wait;
	int64_t now = clock_now_ms();

	w->next_ms = now + dkim_queue_retry_ms(w->tries);
	/* One that is due and not asked for: the network is down. */
	if (p->message->due_ms > now)
		w->next_ms = p->message->due_ms;
	w->tries += p->message->asked;
	if (p->message->asked &&
	    (w->since_ms == MOMENT_NONE || w->since_ms > now))
		w->since_ms = now;
	return wait_set(s, w, err);
}

static int
write_rows(struct dkim_queue *p, struct store *s, uint32_t *open,
    struct err *err)
{
	const struct dkim_queue_message *m = p->message;
	char more[40];

	*open = 0;
	if (m->vanished)
		return 0;
	if (m->unread)
		return write_whole(p, s, DKIM_UNREADABLE, "", err);
	if (m->listed.n == 0 && write_whole(p, s, DKIM_UNSIGNED, "",
	    err) == -1)
		return -1;
	snprintf(more, sizeof(more), "%u more", m->listed.more);
	if (m->listed.more > 0 && write_whole(p, s, DKIM_MORE, more,
	    err) == -1)
		return -1;
	if (write_stated(p, s, err) == -1)
		return -1;
	return write_cases(p, s, open, err);
}

static int
write_answer(struct dkim_queue *p, struct store *s, struct err *err)
{
	if (asking_write(&p->asking, s, &p->answer, err) == -1)
		return -1;
	p->state = DKIM_QUEUE_IDLE;
	dkim_queue_wake(p);
	return 0;
}

int
dkim_queue_write(struct dkim_queue *p, struct store *s, struct err *err)
{
	uint32_t open;

	if (p->state == DKIM_QUEUE_ANSWERED)
		return write_answer(p, s, err);
	if (write_rows(p, s, &open, err) == -1 || (open > 0 ?
	    put_off(p, s, err) : wait_done(s, &p->message->wait.original,
	    err)) == -1)
		return -1;
	drop_message(p);
	p->due_ms = INT64_MIN;
	return 0;
}
