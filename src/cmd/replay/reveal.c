#include "cmd/replay/reveal.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "run/child/frames.h"
#include "run/child/reader.h"

#define PATIENCE_MS 300000	/* its time of the processor is limited */

struct reveal {
	struct config *plain;	/* of a call without configuration */
	struct people none;
	struct reader_setup setup;
	struct child child;
};

/* 1: a frame came; 0: it did not, and the reader is gone. */
static int
wait_any(struct reveal *r, struct frame *f)
{
	return child_hear(&r->child, PATIENCE_MS, f);
}

/* 1: a frame of that kind came. */
static int
reader_wait(struct reveal *r, enum frame_kind kind, struct frame *f)
{
	return wait_any(r, f) == 1 && f->kind == kind;
}

static int
reader_start(struct reveal *r, struct err *err)
{
	struct frame f;

	child_stop(&r->child);
	if (child_start(&r->child, "floodmark-read", reader_body, &r->setup,
	    err) == -1)
		return -1;
	if (reader_wait(r, FRAME_READY, &f) == 1)
		return 0;
	return err_set(err, EX_OSERR, "the reader did not enter its sandbox");
}

int
reveal_open(struct call *call, struct reveal **out, struct err *err)
{
	struct reveal *r = mem_get(1, sizeof(*r));

	/* A reader that dies is an outcome; its closed wire must not be
	 * our end. */
	signal(SIGPIPE, SIG_IGN);
	r->child.wire.fd = -1;
	r->plain = mem_get(1, sizeof(*r->plain));
	r->plain->n_accounts = 1;
	r->plain->accounts = mem_get(1, sizeof(*r->plain->accounts));
	r->plain->country = str_dup("GB");
	/* Without rules there are no marks, and that is all. */
	if (call->people == NULL && call->config != NULL)
		(void)!people_load(call->config->rules, &call->people, err);
	r->setup.config = call->config != NULL ? call->config : r->plain;
	r->setup.people = call->people != NULL ? call->people : &r->none;
	*out = r;
	if (reader_start(r, err) == 0)
		return 0;
	reveal_close(r);
	*out = NULL;
	return -1;
}

void
reveal_close(struct reveal *r)
{
	if (r == NULL)
		return;
	child_stop(&r->child);
	config_free(r->plain);
	free(r);
}

static int
reader_ask_for(struct reveal *r, enum frame_kind kind, enum read_mode mode,
    const struct message *m, struct span *out)
{
	struct frame f;

	frame_begin(&r->child.wire, kind);
	frame_put_u8(&r->child.wire, (uint8_t)mode);
	message_put(&r->child.wire, m);
	frame_end(&r->child.wire);
	if (reader_wait(r, FRAME_TEXT, &f) != 1)
		return 0;
	*out = frame_get_span(&f);
	return 1;
}

static int
ask_twice(struct reveal *r, enum frame_kind kind, const struct message *m,
    struct span *out, struct err *err)
{
	if (reader_ask_for(r, kind, READ_FULL, m, out) == 1)
		return 0;
	if (reader_start(r, err) == -1)
		return -1;
	if (reader_ask_for(r, kind, READ_SALVAGE, m, out) == 1)
		return 0;
	*out = span_str("{\"flags\":[\"unreadable\"]}");
	return reader_start(r, err);
}

struct json *
reveal_parse(struct span text)
{
	static const struct json_limits limits = { .bytes = FRAME_MAX,
		.depth = JSON_DEPTH_MAX, .repeated = true, .nul = true };

	return json_read(text, &limits);
}

int
reveal_json(struct reveal *r, const struct message *m, struct span *out,
    struct err *err)
{
	return ask_twice(r, FRAME_LETTER, m, out, err);
}

static int
ask_verdict(struct reveal *r, enum read_mode mode, const struct message *m,
    struct verdict *v)
{
	struct frame f;

	reader_ask(&r->child.wire, mode, m);
	if (wait_any(r, &f) != 1)
		return 0;
	*v = (struct verdict){ 0 };
	if (f.kind == FRAME_VERDICT)
		verdict_get(&f, v);
	else if (f.kind != FRAME_NOTHING)
		return 0;
	return frame_close(&f) == 0;
}

int
reveal_verdict(struct reveal *r, const struct message *m, struct verdict *v,
    struct err *err)
{
	if (ask_verdict(r, READ_FULL, m, v) == 1)
		return 0;
	if (reader_start(r, err) == -1)
		return -1;
	if (ask_verdict(r, READ_SALVAGE, m, v) == 1)
		return 0;
	*v = (struct verdict){ .flags = UINT64_C(1) << LETTER_UNREADABLE };
	return reader_start(r, err);
}

static int
reveal_incident(struct reveal *r, struct store *st, const struct incident *in,
    struct json **out, struct err *err)
{
	CLEANUP(buf_done) struct buf bytes = { .max = FRAME_MAX };
	struct span text;
	struct message m = { .internal_ms = in->at_ms,
		.role = channel_is_phone(in->channel) ? ROLE_PHONE :
		in->direction == DIRECTION_OUT ? ROLE_SENT : ROLE_INBOX };
	int got = original_get(st, &in->digest, &bytes, err);

	if (got == -1)
		return -1;
	m.bytes = buf_span(&bytes);
	m.size = (int64_t)bytes.len;
	if (ask_twice(r, FRAME_PASSAGES, &m, &text, err) == -1)
		return -1;
	*out = reveal_parse(text);
	return 0;
}

/* The passage with its hits marked. */
static void
put_passage(struct buf *out, const struct json *passage)
{
	const struct json *text = json_get(passage, "text");
	const struct json *hits = json_get(passage, "hits");
	struct span all = json_span(text);
	size_t done = 0;

	for (size_t i = 0; i < json_count(hits); i++) {
		const struct json *hit = json_at(hits, i);
		int64_t from, to;

		if (!json_int(json_at(hit, 0), &from) ||
		    !json_int(json_at(hit, 1), &to) ||
		    (size_t)from < done || (size_t)to < (size_t)from ||
		    (size_t)to > all.len)
			continue;
		buf_add(out, all.at + done, (size_t)from - done);
		buf_add_str(out, "»");
		buf_add(out, all.at + from, (size_t)(to - from));
		buf_add_str(out, "«");
		done = (size_t)to;
	}
	buf_add_span(out, span_from(all, done));
}

static void
put_letter(struct buf *out, const struct json *letter, const char *between)
{
	const char *subject = json_str(json_get(letter, "subject"));
	const struct json *passages = json_get(letter, "passages");

	buf_add_str(out, subject != NULL ? subject : "(unreadable)");
	for (size_t i = 0; i < json_count(passages); i++) {
		buf_add_str(out, between);
		put_passage(out, json_at(passages, i));
	}
}

int
reveal_line(struct reveal *r, struct store *st, const struct incident *in,
    struct buf *out, struct err *err)
{
	CLEANUP(json_free) struct json *letter = NULL;

	if (reveal_incident(r, st, in, &letter, err) == -1)
		return -1;
	put_letter(out, letter, " | ");
	return 0;
}

int
reveal_lines(struct reveal *r, struct store *st, const struct incident *in,
    struct buf *out, struct err *err)
{
	CLEANUP(json_free) struct json *letter = NULL;

	if (reveal_incident(r, st, in, &letter, err) == -1)
		return -1;
	put_letter(out, letter, "\n\n");
	return 0;
}
