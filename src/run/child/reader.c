#include "run/child/reader.h"

#include <string.h>
#include <unistd.h>

#include "base/day.h"
#include "base/json.h"
#include "base/log.h"
#include "base/sandbox.h"
#include "conf/provider.h"
#include "match/matcher.h"
#include "read/dkim/signature.h"
#include "read/limits.h"
#include "run/child/frames.h"
#include "run/child/letter_json.h"

/* To start the time again for each message would cost more than some of them
 * do; so a message may have up to this much more than its own. */
#define ALLOW_EVERY_MS 1000

struct reader_child {
	struct wire *wire;
	int64_t allowed_ms;	/* ticks: when its time was started */
	const struct shelf *shelf;
	struct buf bytes;	/* of a message from the shelf */
	struct matcher *matcher;
	struct arena arena;
	struct verdict verdict;
	const struct config *config;
};

void
reader_ask(struct wire *w, enum read_mode mode, const struct message *m)
{
	frame_begin(w, FRAME_READ);
	frame_put_u8(w, (uint8_t)mode);
	message_put(w, m);
	frame_end(w);
}

/* What is parsed is ours: nobody changes it meanwhile. */
static int
take_bytes(struct reader_child *r, struct message *m)
{
	if (r->shelf == NULL || !shelf_has(r->shelf,
	    (uint32_t)(m->place / SHELF_LANE), m->place, m->bytes.len))
		return -1;
	buf_reset(&r->bytes);
	buf_add(&r->bytes, r->shelf->at + m->place, m->bytes.len);
	m->bytes = buf_span(&r->bytes);
	return 0;
}

static int
take_request(struct frame *f, struct reader_child *r, struct message *m,
    struct read_context *ctx)
{
	uint8_t mode = frame_get_u8(f);

	message_get(f, m);
	if (frame_close(f) == -1 || mode > READ_SALVAGE ||
	    m->account >= r->config->n_accounts ||
	    (m->shared && take_bytes(r, m) == -1))
		return -1;
	*ctx = (struct read_context){ .mode = (enum read_mode)mode,
		.role = m->role, .internal_ms = m->internal_ms,
		.truncated = m->size > (int64_t)m->bytes.len };
	return 0;
}

/* Of every message alike, his or not: what is asked of DNS must say nothing of
 * what was found. */
static void
tell_names(struct reader_child *r, const struct letter *letter,
    struct span message)
{
	static const struct signature_context c = { "", MOMENT_NONE };
	static struct signatures listed;
	static struct dkim_names names;

	if (r->config->dkim == DKIM_OFF || !signature_is_borne(letter, false))
		return;
	signatures_read(message, &c, &listed);
	provider_names(r->config, &listed, &names);
	if (names.n == 0)
		return;
	frame_begin(r->wire, FRAME_SIGNED);
	dkim_names_put(r->wire, &names);
	frame_end(r->wire);
}

static int
answer_read(struct reader_child *r, struct frame *f)
{
	struct message m;
	struct read_context ctx;
	struct letter letter;

	if (take_request(f, r, &m, &ctx) == -1)
		return -1;
	letter_read(&r->arena, m.bytes, &ctx, &letter);
	if (ctx.mode == READ_SALVAGE)
		letter_flag_set(&letter, LETTER_UNREADABLE);
	tell_names(r, &letter, m.bytes);
	matcher_run(r->matcher, &letter, m.account, m.role, &r->verdict);
	if (r->verdict.n_findings == 0 && ctx.mode == READ_FULL &&
	    !(m.probe && letter_flag_is(&letter, LETTER_CUT_TEXT))) {
		frame_begin(r->wire, FRAME_NOTHING);
	} else {
		r->verdict.is_signed = signature_is_borne(&letter,
		    r->config->accounts[m.account].authserv_id != NULL);
		frame_begin(r->wire, FRAME_VERDICT);
		verdict_put(r->wire, &r->verdict);
	}
	frame_end(r->wire);
	return 0;
}

static int
answer_text(struct reader_child *r, struct frame *f)
{
	CLEANUP(buf_done) struct buf json = { .max = FRAME_MAX - 4096 };
	struct message m;
	struct read_context ctx;
	struct letter letter;

	if (take_request(f, r, &m, &ctx) == -1)
		return -1;
	letter_read(&r->arena, m.bytes, &ctx, &letter);
	if (f->kind == FRAME_LETTER)
		letter_json(&letter, &json);
	else
		letter_json_passages(&letter, r->matcher, &json);
	if (json.over)
		return -1;
	arena_reset(&r->arena);
	frame_begin(r->wire, FRAME_TEXT);
	frame_put_span(r->wire, buf_span(&json));
	frame_end(r->wire);
	return 0;
}

static void
allow_time(struct reader_child *r)
{
	int64_t now = clock_ticks_ms();

	if (r->allowed_ms != 0 && now - r->allowed_ms < ALLOW_EVERY_MS)
		return;
	sandbox_allow_cpu(SANDBOX_READER_CPU_S + ALLOW_EVERY_MS / 1000);
	r->allowed_ms = now;
}

static int
reader_answer(struct reader_child *r, struct frame *f)
{
	int got = -1;

	if (!frame_allowed(f->kind, FROM_ENGINE))
		return -1;
	allow_time(r);
	if (f->kind == FRAME_READ)
		got = answer_read(r, f);
	else if (f->kind == FRAME_LETTER || f->kind == FRAME_PASSAGES)
		got = answer_text(r, f);
	arena_reset(&r->arena);
	return got;
}

/* Answers wait while more requests are at hand: one write for many. */
static int
reader_serve(struct reader_child *r)
{
	struct frame f;

	for (;;) {
		int got = frame_next(r->wire, &f);

		if (got == 0) {
			if (wire_flush(r->wire) == -1)
				return EX_OK;
			got = wire_wait(r->wire, &f);
		}
		if (got == 0)
			return EX_OK;
		if (got == -1 || reader_answer(r, &f) == -1)
			return EX_PROTOCOL;
		if (wire_pending(r->wire) > 65536 && wire_flush(r->wire) == -1)
			return EX_OK;
	}
}

int
reader_body(struct wire *wire, void *arg)
{
	const struct reader_setup *setup = arg;
	struct reader_child r = { .wire = wire, .shelf = setup->shelf,
		.bytes = { .max = SHELF_LONGEST },
		.config = setup->config };
	struct err err;

	if (r.shelf != NULL)
		shelf_only_read(r.shelf);
	arena_init(&r.arena, LIMIT_ARENA_BYTES);
	json_prepare();
	if (matcher_new(setup->config, setup->people, &r.matcher,
	    &err) == -1 || sandbox_reader(&err) == -1) {
		log_line(LOG_LEVEL_ERROR, "reader: %s", err.text);
		return EX_OSERR;
	}
	frame_begin(wire, FRAME_READY);
	frame_put_str(wire, sandbox_name());
	frame_end(wire);
	return reader_serve(&r);
}
