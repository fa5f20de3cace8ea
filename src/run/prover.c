#include "run/prover.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/log.h"
#include "conf/provider.h"
#include "run/checker.h"
#include "run/frames.h"
#include "run/resolver.h"
#include "store/incidents.h"

/* How it stands with one signature. */
struct prover_case {
	bool known;		/* it has its row already */
	bool has_key;		/* key is set */
	bool has_check;		/* checked is set */
	struct key_record key;
	struct checked checked;
};

struct prover_message {
	struct proof_wait wait;	/* its account is ours */
	struct buf bytes;
	bool vanished;		/* the store does not have it any more */
	bool unread;		/* the checker ended at it */
	bool asked;		/* DNS, for one that goes on waiting */
	struct signatures borne;
	uint32_t at;		/* the signature under way */
	struct prover_case cases[PROOF_SIGNATURES_MAX];
	uint32_t known[PROOF_SIGNATURES_MAX];	/* places that have rows */
	uint32_t n_known;
};

void
prover_init(struct prover *p, const struct config *c)
{
	*p = (struct prover){ .config = c, .due_ms = INT64_MIN };
	p->checker.wire.fd = p->resolver.wire.fd = -1;
}

static void
drop_message(struct prover *p)
{
	if (p->message != NULL) {
		free((char *)(uintptr_t)p->message->wait.account);
		buf_done(&p->message->bytes);
	}
	free(p->message);
	p->message = NULL;
	p->state = PROVER_IDLE;
	p->again = false;
}

static void
stop_children(struct prover *p)
{
	child_stop(&p->checker);
	child_stop(&p->resolver);
	p->ready = false;
}

void
prover_forget(struct prover *p)
{
	drop_message(p);
	stop_children(p);
	p->due_ms = INT64_MIN;
}

void
prover_done(struct prover *p)
{
	prover_forget(p);
	keyring_done(&p->keys);
}

void
prover_news(struct prover *p)
{
	p->due_ms = INT64_MIN;
}

static bool
is_due(const struct prover *p)
{
	int64_t now = clock_now_ms();

	/* A clock that was set back must not make it wait for years. */
	return p->due_ms <= now || (p->due_ms != INT64_MAX &&
	    p->due_ms - now > PROVER_RETRY_MOST_MS);
}

bool
prover_busy(const struct prover *p)
{
	return p->config->dkim != DKIM_OFF && (p->state != PROVER_IDLE ||
	    (is_due(p) && clock_ticks_ms() >= p->broken_ms));
}

int64_t
prover_retry_ms(int64_t tries)
{
	int64_t wait = PROVER_RETRY_MS;

	while (tries-- > 0 && wait < PROVER_RETRY_MOST_MS)
		wait *= 2;
	return wait < PROVER_RETRY_MOST_MS ? wait : PROVER_RETRY_MOST_MS;
}

static const char *
server_of(const struct prover *p)
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
give_way(struct prover *p)
{
	int64_t wait = PROVER_BROKEN_MS;

	for (int i = 0; i < p->broken && wait < PROVER_BROKEN_MOST_MS; i++)
		wait *= 2;
	if (wait > PROVER_BROKEN_MOST_MS)
		wait = PROVER_BROKEN_MOST_MS;
	log_line(LOG_LEVEL_ERROR, "the checker of signatures does not start; "
	    "tried again in %d s", (int)(wait / 1000));
	prover_forget(p);
	p->broken++;
	p->broken_ms = clock_ticks_ms() + wait;
}

static bool
start_checker(struct prover *p)
{
	struct err err;

	if (p->checker.pid > 0)
		return true;
	p->ready = false;
	if (child_start(&p->checker, "floodmark-dkim", checker_body, NULL,
	    &err) == 0)
		return true;
	log_line(LOG_LEVEL_ERROR, "%s", err.text);
	give_way(p);
	return false;
}

static void
send_out(struct prover *p, struct child *c, enum prover_state state)
{
	p->state = state;
	p->asked_ms = clock_ticks_ms();
	/* One that is gone shows when it is listened to. */
	if (wire_pending(&c->wire) > 0)
		(void)!wire_write(&c->wire);
}

static void
ask_bears(struct prover *p)
{
	struct prover_message *m = p->message;
	const struct signature_context c = { server_of(p),
		m->wait.received_ms };

	if (!start_checker(p))
		return;
	checker_ask_bears(&p->checker.wire, &c, buf_span(&m->bytes));
	send_out(p, &p->checker, PROVER_READING);
}

static void
ask_check(struct prover *p)
{
	struct prover_message *m = p->message;

	if (!start_checker(p))
		return;
	checker_ask_check(&p->checker.wire, m->borne.at[m->at].place,
	    m->cases[m->at].key.text, buf_span(&m->bytes));
	send_out(p, &p->checker, PROVER_CHECKING);
}

static void
take_key(struct prover *p, const struct key_record *key)
{
	struct prover_case *c = &p->message->cases[p->message->at];

	c->key = *key;
	c->has_key = true;
}

static const struct key_record nobody_asked = {
	.answer = ANSWER_NOT_ASKED, .asked_ms = MOMENT_NONE };
static const struct key_record no_answer = {
	.answer = ANSWER_NONE, .asked_ms = MOMENT_NONE };

/* False: the resolver has to say. */
static bool
find_key(struct prover *p, const struct signature *s)
{
	const struct key_record *key = NULL;

	if (!s->good || !provider_may_ask(p->config, s->domain))
		key = &nobody_asked;
	else
		key = keyring_find(&p->keys, s->selector, s->domain);
	if (key == NULL && clock_ticks_ms() < p->silent_ms)
		key = &no_answer;
	if (key == NULL)
		return false;
	take_key(p, key);
	return true;
}

/* An answer came, or will not come. */
static void
note_answer(struct prover *p, struct key_record *key)
{
	const struct signature *s = &p->message->borne.at[p->message->at];
	bool silent = key->answer == ANSWER_NONE && clock_ticks_ms() -
	    p->asked_ms >= PROVER_SILENT_LEAST_MS;

	key->asked_ms = clock_now_ms();
	p->silent = silent ? p->silent + 1 : 0;
	if (p->silent >= PROVER_SILENT)
		p->silent_ms = clock_ticks_ms() + PROVER_SILENT_MS;
	keyring_put(&p->keys, s->selector, s->domain, key);
	take_key(p, key);
}

static void
ask_key(struct prover *p, const struct signature *s)
{
	struct key_record none = no_answer;
	struct err err;

	if (p->resolver.pid == 0 && child_start(&p->resolver,
	    "floodmark-dns", resolver_body, p->config->resolver,
	    &err) == -1) {
		log_line(LOG_LEVEL_ERROR, "%s", err.text);
		note_answer(p, &none);
		return;
	}
	resolver_ask(&p->resolver.wire, s->selector, s->domain);
	send_out(p, &p->resolver, PROVER_ASKING);
}

/* On with the next signature, as far as it goes without a child. */
static void
go_on(struct prover *p)
{
	struct prover_message *m = p->message;

	p->state = PROVER_DONE;
	p->again = false;
	while (p->state == PROVER_DONE && m->at < m->borne.n) {
		const struct signature *s = &m->borne.at[m->at];
		struct prover_case *c = &m->cases[m->at];

		if (!c->known && !c->has_key && !find_key(p, s))
			ask_key(p, s);
		else if (!c->known && c->key.answer == ANSWER_FOUND &&
		    !c->has_check) {
			ask_check(p);
			return;
		} else
			m->at++;
	}
}

static void
mark_known(struct prover_message *m)
{
	for (uint32_t i = 0; i < m->borne.n; i++)
		for (uint32_t k = 0; k < m->n_known; k++)
			if (m->borne.at[i].place == m->known[k])
				m->cases[i].known = true;
}

/* -1: the child breaks the rules. */
static int
take_ready(struct prover *p, struct frame *f)
{
	(void)frame_get_span(f);
	p->ready = true;
	p->broken = 0;
	return frame_close(f);
}

static int
take_borne(struct prover *p, struct frame *f)
{
	if (p->state != PROVER_READING)
		return -1;
	signatures_get(f, &p->message->borne);
	if (frame_close(f) == -1)
		return -1;
	mark_known(p->message);
	go_on(p);
	return 0;
}

static int
take_checked(struct prover *p, struct frame *f)
{
	struct prover_message *m = p->message;
	struct prover_case *c;

	if (p->state != PROVER_CHECKING)
		return -1;
	c = &m->cases[m->at];
	checked_get(f, &c->checked);
	if (frame_close(f) == -1 ||
	    c->checked.place != m->borne.at[m->at].place)
		return -1;
	c->has_check = true;
	go_on(p);
	return 0;
}

static int
take_record(struct prover *p, struct frame *f)
{
	struct key_record key;

	if (p->state != PROVER_ASKING)
		return -1;
	key_record_get(f, &key);
	if (frame_close(f) == -1 || key.answer == ANSWER_NOT_ASKED)
		return -1;
	note_answer(p, &key);
	go_on(p);
	return 0;
}

static const struct {
	uint8_t kind;
	enum sender from;
	int (*take)(struct prover *, struct frame *);
} takers[] = {
	{ FRAME_READY, FROM_CHECKER, take_ready },
	{ FRAME_BORNE, FROM_CHECKER, take_borne },
	{ FRAME_CHECKED, FROM_CHECKER, take_checked },
	{ FRAME_KEY, FROM_RESOLVER, take_record },
};

static int
take_frame(struct prover *p, enum sender from, struct frame *f)
{
	for (size_t i = 0; i < sizeof(takers) / sizeof(takers[0]); i++)
		if (takers[i].kind == f->kind && takers[i].from == from)
			return takers[i].take(p, f);
	return -1;
}

/* An outcome: of a message that it ends at twice, or of its place in the
 * configuration of this machine. */
static void
lose_checker(struct prover *p)
{
	struct prover_message *m = p->message;
	bool reading = p->state == PROVER_READING;

	child_stop(&p->checker);
	if (!reading && p->state != PROVER_CHECKING)
		return;
	if (!p->ready) {
		give_way(p);
		return;
	}
	log_line(LOG_LEVEL_WARNING, "the checker ended at a message%s",
	    p->again ? " again" : " and was started again");
	if (!p->again) {
		p->again = true;
		if (reading)
			ask_bears(p);
		else
			ask_check(p);
		return;
	}
	if (reading) {
		m->unread = true;
	} else {
		m->cases[m->at].checked = (struct checked){
			.place = m->borne.at[m->at].place,
			.result = PROOF_UNREADABLE };
		m->cases[m->at].has_check = true;
	}
	go_on(p);
}

/* As if nobody had answered: it is asked again later. */
static void
lose_resolver(struct prover *p)
{
	struct key_record none = no_answer;

	child_stop(&p->resolver);
	if (p->state != PROVER_ASKING)
		return;
	note_answer(p, &none);
	go_on(p);
}

static void
lose(struct prover *p, struct child *c)
{
	if (c == &p->checker)
		lose_checker(p);
	else
		lose_resolver(p);
}

void
prover_listen(struct prover *p, struct child *c)
{
	enum sender from = c == &p->checker ? FROM_CHECKER : FROM_RESOLVER;
	pid_t pid = c->pid;
	struct frame f;
	int alive, got;

	if (wire_pending(&c->wire) > 0 && wire_write(&c->wire) == -1) {
		lose(p, c);
		return;
	}
	alive = wire_read(&c->wire);
	/* Another may stand in its place after a frame that ends it. */
	while (c->pid == pid && (got = frame_next(&c->wire, &f)) != 0)
		if (got == -1 || take_frame(p, from, &f) == -1) {
			lose(p, c);
			return;
		}
	if (c->pid == pid && alive <= 0)
		lose(p, c);
}

static void
check_patience(struct prover *p)
{
	if (p->state == PROVER_IDLE || p->state == PROVER_DONE ||
	    clock_ticks_ms() - p->asked_ms < PROVER_PATIENCE_MS)
		return;
	lose(p, p->state == PROVER_ASKING ? &p->resolver : &p->checker);
}

static int
note_known(const struct proof *row, void *arg, struct err *err)
{
	struct prover_message *m = arg;

	(void)err;
	if (row->place > 0 && m->n_known < PROOF_SIGNATURES_MAX &&
	    strcmp(row->kind, PROOF_CHECKED) == 0)
		m->known[m->n_known++] = (uint32_t)row->place;
	return 0;
}

static int
load(struct prover *p, struct store *s, struct err *err)
{
	struct prover_message *m = p->message;
	int got;

	buf_init(&m->bytes, FRAME_MAX);
	got = original_get(s, &m->wait.original, &m->bytes, err);
	if (got == -1)
		return -1;
	m->vanished = got == 1;
	return proof_list(s, &m->wait.original, note_known, m, err);
}

/* 1: none is due. */
static int
begin(struct prover *p, struct store *s, struct err *err)
{
	struct proof_wait next;
	int64_t now = clock_now_ms();
	int got = wait_next(s, now + PROVER_RETRY_MOST_MS, &next, err);

	if (got != 0) {
		p->due_ms = INT64_MAX;
		return got;
	}
	if (next.next_ms > now &&
	    next.next_ms <= now + PROVER_RETRY_MOST_MS) {
		p->due_ms = next.next_ms;
		free((char *)(uintptr_t)next.account);
		return 1;
	}
	p->message = mem_get(1, sizeof(*p->message));
	p->message->wait = next;
	if (load(p, s, err) == -1) {
		drop_message(p);
		return -1;
	}
	if (p->message->vanished)
		p->state = PROVER_DONE;
	else
		ask_bears(p);
	return 0;
}

int
prover_work(struct prover *p, struct store *s, struct err *err)
{
	int got = 1;

	if (p->config->dkim == DKIM_OFF)
		return 0;
	check_patience(p);
	if (p->state == PROVER_IDLE && prover_busy(p))
		got = begin(p, s, err);
	if (got == -1)
		return -1;
	if (p->state == PROVER_IDLE)
		stop_children(p);
	return p->state == PROVER_DONE;
}

/* What every row of a message has. */
static int
record(struct prover *p, struct store *s, struct proof *row,
    struct err *err)
{
	int64_t id;

	row->original = p->message->wait.original;
	row->received_ms = p->message->wait.received_ms;
	row->recorded_ms = clock_now_ms();
	return proof_record(s, row, &id, err) == -1 ? -1 : 0;
}

static int
write_whole(struct prover *p, struct store *s, enum proof_result result,
    const char *detail, struct err *err)
{
	struct proof row;

	proof_whole(result, &row);
	row.detail = detail;
	return record(p, s, &row, err);
}

static int
write_stated(struct prover *p, struct store *s, struct err *err)
{
	const struct signatures *b = &p->message->borne;
	struct proof row;

	for (uint32_t i = 0; i < b->n_stated; i++) {
		proof_stated(&b->stated[i], &row);
		row.place = 1;
		for (uint32_t k = 0; k < i; k++)
			row.place += strcmp(b->stated[k].field,
			    b->stated[i].field) == 0;
		if (record(p, s, &row, err) == -1)
			return -1;
	}
	return 0;
}

/* Whether it is time to say that there will be no answer. */
static bool
is_over(const struct proof_wait *w, int64_t now_ms)
{
	return w->tries + 1 >= PROVER_GIVE_UP_TRIES &&
	    w->since_ms != MOMENT_NONE &&
	    now_ms - w->since_ms >= PROVER_GIVE_UP_MS;
}

/* Of a message that was cut nobody can say that its body was changed. */
static void
allow_for_cut(struct prover_message *m, struct checked *c)
{
	if (m->wait.whole || c->result != PROOF_BODY_CHANGED)
		return;
	c->result = PROOF_UNDECIDED;
	snprintf(c->detail, sizeof(c->detail), "the message is longer than "
	    "what is kept of it");
}

/* *open: signatures that go on waiting.  That nobody was asked this time, for
 * the network was down, is no answer either. */
static int
write_cases(struct prover *p, struct store *s, uint32_t *open,
    struct err *err)
{
	struct prover_message *m = p->message;
	bool over = is_over(&m->wait, clock_now_ms());
	struct proof_text text;
	struct proof row;

	*open = 0;
	for (uint32_t i = 0; i < m->borne.n; i++) {
		struct prover_case *c = &m->cases[i];

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
		proof_of(&m->borne.at[i], &c->key, c->has_check ?
		    &c->checked : NULL, &text, &row);
		if (record(p, s, &row, err) == -1)
			return -1;
	}
	return 0;
}

static int
put_off(struct prover *p, struct store *s, struct err *err)
{
	struct proof_wait *w = &p->message->wait;
	int64_t now = clock_now_ms();

	w->next_ms = now + prover_retry_ms(w->tries);
	w->tries += p->message->asked;
	if (p->message->asked &&
	    (w->since_ms == MOMENT_NONE || w->since_ms > now))
		w->since_ms = now;
	return wait_set(s, w, err);
}

static int
write_rows(struct prover *p, struct store *s, uint32_t *open,
    struct err *err)
{
	const struct prover_message *m = p->message;
	char more[40];

	*open = 0;
	if (m->vanished)
		return 0;
	if (m->unread)
		return write_whole(p, s, PROOF_UNREADABLE, "", err);
	if (m->borne.n == 0 && write_whole(p, s, PROOF_UNSIGNED, "",
	    err) == -1)
		return -1;
	snprintf(more, sizeof(more), "%u more", m->borne.more);
	if (m->borne.more > 0 && write_whole(p, s, PROOF_MORE, more,
	    err) == -1)
		return -1;
	if (write_stated(p, s, err) == -1)
		return -1;
	return write_cases(p, s, open, err);
}

int
prover_write(struct prover *p, struct store *s, struct err *err)
{
	uint32_t open;

	if (write_rows(p, s, &open, err) == -1 || (open > 0 ?
	    put_off(p, s, err) : wait_done(s, &p->message->wait.original,
	    err)) == -1)
		return -1;
	drop_message(p);
	p->due_ms = INT64_MIN;
	return 0;
}
