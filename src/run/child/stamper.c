#include "run/child/stamper.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/day.h"
#include "base/file.h"
#include "base/log.h"
#include "base/sandbox.h"
#include "model/media.h"
#include "run/child/frames.h"
#include "run/child/hook.h"
#include "seal/stamp.h"
#include "source/http.h"
#include "store/records/clocks.h"
#include "store/records/ledger.h"
#include "store/records/stamps.h"

#define LOOK_MS 60000		/* from one look for what is due to the next */
#define GRACE_MS 60000		/* for what is not waiting: start, check */
#define QUERY_MAX ((size_t)1024)

/* What the child is given. */
struct stamp_question {
	const struct authority *authority;
	struct digest head;
	struct span certificates;
};

static int
stamper_ask_one(const struct stamp_question *q, struct buf *reply,
    struct err *err)
{
	CLEANUP(buf_done) struct buf query = { .max = QUERY_MAX };
	struct http_post post = { q->authority->url,
		"application/timestamp-query", MEDIA_TSR,
		.patience_ms = STAMPER_PATIENCE_MS };
	struct stamp said;
	enum stamp_end end;

	CLEANUP(http_close) struct http *http = NULL;

	/* What is loaded is loaded, and who it is found, before that ends. */
	if (http_open(q->authority->url, &http, err) == -1 ||
	    sandbox_stamper(err) == -1 ||
	    stamp_ask(&q->head, &query, err) == -1)
		return -1;
	post.body = buf_span(&query);
	if (http_ask(http, &post, reply, err) == -1)
		return -1;
	end = stamp_check(buf_span(reply), &q->head, q->certificates,
	    &post.body, &said);
	if (end == STAMP_HOLDS)
		return 0;
	return err_set(err, EX_PROTOCOL, "gives an answer that %s%s%s%s",
	    stamp_words(end), said.why[0] == '\0' ? "" : " (", said.why,
	    said.why[0] == '\0' ? "" : ")");
}

static int
stamper_body(struct wire *wire, void *arg)
{
	CLEANUP(buf_done) struct buf reply = { .max = STAMP_MAX };
	struct err err;
	int rc;

	signal(SIGPIPE, SIG_IGN);
	rc = stamper_ask_one(arg, &reply, &err);
	frame_begin(wire, rc == 0 ? FRAME_STAMP : FRAME_NO_STAMP);
	if (rc == 0)
		frame_put_span(wire, buf_span(&reply));
	else
		frame_put_str(wire, err.text);
	frame_end(wire);
	return wire_flush(wire) == -1 ? EX_SOFTWARE : 0;
}

void
stamper_init(struct stamper *st, const struct config *c)
{
	*st = (struct stamper){ .config = c, .turns =
		mem_get(c->n_authorities, sizeof(*st->turns)),
		.changed = true };
	wire_init(&st->child.wire, -1);
}

bool
stamper_busy(const struct stamper *st)
{
	return st->child.pid > 0;
}

static void
end_question(struct stamper *st)
{
	child_stop(&st->child);
	buf_done(&st->certificates);
}

void
stamper_done(struct stamper *st)
{
	if (st->turns == NULL)
		return;
	end_question(st);
	free(st->turns);
	st->turns = NULL;
}

void
stamper_tell(struct stamper *st, struct buf *out)
{
	st->changed = false;
	for (size_t i = 0; i < st->config->n_authorities; i++)
		if (st->turns[i].why[0] != '\0')
			buf_addf(out, "%s %s\n",
			    st->config->authorities[i].name,
			    st->turns[i].why);
}

/* A sentence of ours, or of a child that has read what a stranger wrote. */
static void
stamper_fail(struct stamper *st, struct span why)
{
	struct stamper_turn *t = &st->turns[st->which];

	/* It may lie in what is about to end. */
	snprintf(t->why, sizeof(t->why), "%.*s", (int)why.len, why.at);
	end_question(st);
	t->retry_ms = clock_ticks_ms() + hook_retry_ms(++t->failures);
	st->changed = st->failed = true;
}

/* 1: that authority has not stamped what there is by now. */
static int
is_stamp_due(struct store *s, const char *name, bool daily, struct err *err)
{
	struct stamp_last last;
	struct digest head;
	int64_t seq;
	int rc = stamp_last(s, name, PURPOSE_TIMESTAMP, &last, err);

	if (rc == -1)
		return -1;
	if (rc == 1)
		return ledger_head(s, &seq, &head, err) == -1 ? -1 : seq > 0;
	if (daily && day_of(last.at_ms).n == day_of(clock_now_ms()).n)
		return 0;
	return stamp_unstamped(s, last.seq, err);
}

static int
stamper_start(struct stamper *st, struct store *s, size_t which,
    struct err *err)
{
	struct stamp_question q =
	    { .authority = &st->config->authorities[which] };
	struct err why;

	st->which = which;
	if (ledger_head(s, &st->seq, &q.head, err) == -1)
		return -1;
	buf_init(&st->certificates, STAMP_MAX);
	if (file_read(q.authority->certificates, &st->certificates,
	    &why) == -1) {
		stamper_fail(st, span_str(why.text));
		return 0;
	}
	q.certificates = buf_span(&st->certificates);
	st->started_ms = clock_ticks_ms();
	if (child_start(&st->child, "floodmark-time", stamper_body, &q, &why) ==
	    -1)
		stamper_fail(st, span_str(why.text));
	return 0;
}

static int
stamp_keep(struct stamper *st, struct store *s, struct span reply,
    struct err *err)
{
	const struct stamp_answer a = {
		st->config->authorities[st->which].name, st->seq,
		buf_span(&st->certificates), reply };
	struct stamper_turn *t = &st->turns[st->which];

	if (stamp_record(s, &a, clock_now_ms(), err) == -1)
		return -1;
	st->changed = st->changed || t->why[0] != '\0';
	*t = (struct stamper_turn){ 0 };
	end_question(st);
	return 0;
}

static int
stamper_frame(struct stamper *st, struct store *s, struct frame *f,
    struct err *err)
{
	struct span got;

	if (!frame_allowed(f->kind, FROM_STAMPER)) {
		stamper_fail(st,
		    span_str("could not be asked: the child broke the "
		    "rules"));
		return 0;
	}
	got = frame_get_span(f);
	if (frame_close(f) == -1 || got.len > STAMP_MAX)
		got = span_str("gave an answer nobody can use");
	else if (f->kind == FRAME_STAMP)
		return stamp_keep(st, s, got, err);
	stamper_fail(st, got);
	return 0;
}

/* How the open question goes. */
static int
stamper_listen(struct stamper *st, struct store *s, struct err *err)
{
	int64_t most = STAMPER_PATIENCE_MS + GRACE_MS;
	struct frame f;
	int alive = wire_read(&st->child.wire);
	int got = frame_next(&st->child.wire, &f);

	if (got == 1)
		return stamper_frame(st, s, &f, err);
	if (got == -1 || alive <= 0)
		stamper_fail(st,
		    span_str("could not be asked: the child ended"));
	else if (clock_ticks_ms() - st->started_ms > most)
		stamper_fail(st, span_str("does not answer in time"));
	return 0;
}

static int
stamper_look(struct stamper *st, struct store *s, struct err *err)
{
	int64_t now = clock_ticks_ms();

	for (size_t i = 0; i < st->config->n_authorities; i++) {
		int due = now < st->turns[i].retry_ms ? 0 : is_stamp_due(s,
		    st->config->authorities[i].name, true, err);

		if (due == -1)
			return -1;
		if (due == 1)
			return stamper_start(st, s, i, err);
	}
	st->looked = true;
	st->look_ms = now + LOOK_MS;
	return 0;
}

static void
log_failure(struct stamper *st)
{
	const struct stamper_turn *t = &st->turns[st->which];

	if (st->failed)
		log_line(LOG_LEVEL_WARNING, "timestamps: %s %s; tried again "
		    "in %lld s", st->config->authorities[st->which].name,
		    t->why, (long long)hook_retry_ms(t->failures) / 1000);
	st->failed = false;
}

int
stamper_work(struct stamper *st, struct store *s, struct err *err)
{
	int rc;

	if (st->config->n_authorities == 0)
		return 0;
	if (!stamper_busy(st) && clock_ticks_ms() < st->look_ms)
		return 0;
	rc = stamper_busy(st) ? stamper_listen(st, s, err) : stamper_look(st, s,
	    err);
	log_failure(st);
	return rc;
}

/* All of one question. */
static int
stamper_wait(struct stamper *st, struct store *s, size_t which, struct err *err)
{
	int rc = stamper_start(st, s, which, err);

	while (rc == 0 && stamper_busy(st)) {
		struct pollfd p = { st->child.wire.fd, POLLIN, 0 };

		(void)poll(&p, 1, 1000);
		rc = stamper_listen(st, s, err);
	}
	end_question(st);
	return rc;
}

static int
open_own(const struct config *c, struct store **out, struct err *err)
{
	if (store_open(c->store, STORE_WRITE, out, err) == -1)
		return -1;
	store_keep_clock(*out);
	return 0;
}

int
stamper_ask_all(const struct config *c, struct store *s,
    stamper_each *failed, void *arg, struct err *err)
{
	CLEANUP(stamper_done) struct stamper st = { 0 };
	CLEANUP(store_cleanup) struct store *own = NULL;
	struct err why;

	stamper_init(&st, c);
	for (size_t i = 0; i < c->n_authorities; i++) {
		const struct authority *a = &c->authorities[i];
		int due = is_stamp_due(s, a->name, false, err);

		if (due == -1)
			return -1;
		if (due == 0)
			continue;
		if ((own == NULL && open_own(c, &own, &why) == -1) ||
		    stamper_wait(&st, own, i, &why) == -1)
			failed(a, why.text, arg);
		else if (st.turns[i].failures > 0)
			failed(a, st.turns[i].why, arg);
	}
	return 0;
}

int
stamper_check(const struct config *c, struct err *err)
{
	for (size_t i = 0; i < c->n_authorities; i++) {
		CLEANUP(buf_done) struct buf pem = { .max = STAMP_MAX };
		const char *path = c->authorities[i].certificates;

		if (file_read(path, &pem, err) == -1)
			return -1;
		if (!stamp_is_pem(buf_span(&pem)))
			return err_set(err, EX_DATAERR, "%s: holds no "
			    "certificate; the root certificate of the "
			    "authority, in PEM, would be right", path);
	}
	return 0;
}
