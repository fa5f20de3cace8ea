#include "run/dkim/check_child.h"

#include "base/file.h"
#include "base/log.h"
#include "base/sandbox.h"
#include "read/dkim/verifier.h"
#include "run/child/frames.h"

void
check_child_ask_list(struct wire *w, const struct signature_context *c,
    struct span message)
{
	frame_begin(w, FRAME_LIST);
	frame_put_str(w, c->authserv_id);
	frame_put_i64(w, c->received_ms);
	frame_put_span(w, message);
	frame_end(w);
}

void
check_child_ask_check(struct wire *w, uint32_t place, const char *record,
    struct span message)
{
	frame_begin(w, FRAME_CHECK);
	frame_put_u32(w, place);
	frame_put_str(w, record);
	frame_put_span(w, message);
	frame_end(w);
}

static int
answer_list(struct wire *w, struct frame *f)
{
	static struct signatures listed;
	CLEANUP(str_free) char *server = str_of(frame_get_span(f));
	struct signature_context c = { .authserv_id = server };
	struct span message;

	c.received_ms = frame_get_i64(f);
	message = frame_get_span(f);
	if (frame_close(f) == -1)
		return -1;
	signatures_read(message, &c, &listed);
	frame_begin(w, FRAME_LISTED);
	signatures_put(w, &listed);
	frame_end(w);
	return 0;
}

static int
answer_check(struct wire *w, struct verifier *v, struct frame *f)
{
	uint32_t place = frame_get_u32(f);
	CLEANUP(str_free) char *record = str_of(frame_get_span(f));
	struct span message = frame_get_span(f);
	struct checked checked;

	if (frame_close(f) == -1)
		return -1;
	verifier_check(v, message, place, record, &checked);
	frame_begin(w, FRAME_CHECKED);
	checked_put(w, &checked);
	frame_end(w);
	return 0;
}

static int
check_answer(struct wire *w, struct verifier *v, struct frame *f)
{
	int got = -1;

	sandbox_allow_cpu(SANDBOX_READER_CPU_S);
	if (f->kind == FRAME_LIST)
		got = answer_list(w, f);
	else if (f->kind == FRAME_CHECK)
		got = answer_check(w, v, f);
	sandbox_allow_cpu(0);
	return got;
}

static int
check_serve(struct wire *w, struct verifier *v)
{
	struct frame f;
	int got;

	while ((got = wire_wait(w, &f)) == 1) {
		if (check_answer(w, v, &f) == -1)
			return EX_PROTOCOL;
		if (wire_flush(w) == -1)
			return EX_OK;
		wire_trim(w);
	}
	return got == 0 ? EX_OK : EX_PROTOCOL;
}

int
check_child_body(struct wire *wire, void *arg)
{
	struct verifier *v = NULL;
	struct err err;

	(void)arg;
	if (verifier_open(&v, &err) == -1 || sandbox_reader(&err) == -1) {
		log_line(LOG_LEVEL_ERROR, "checker: %s", err.text);
		return err.code;
	}
	frame_begin(wire, FRAME_READY);
	frame_put_str(wire, sandbox_name());
	frame_end(wire);
	return wire_flush(wire) == -1 ? EX_OK : check_serve(wire, v);
}
