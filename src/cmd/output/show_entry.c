#include "cmd/output/show_entry.h"

#include <jansson.h>
#include <string.h>

#include "base/safe.h"
#include "cmd/entry/statement.h"
#include "store/records/decisions.h"

static void
set(json_t *o, const char *key, const char *text, enum safe_lines lines)
{
	CLEANUP(buf_done) struct buf safe = { .max = 4 * STATEMENT_MAX };

	safe_text(&safe, span_str(text), lines);
	json_object_set_new(o, key, json_string(buf_str(&safe)));
}

static void
set_when(json_t *o, const char *key, const struct when *w)
{
	char text[MOMENT_TEXT];

	if (w->ms == MOMENT_NONE)
		return;
	when_text(w, text);
	set(o, key, text, SAFE_ONE_LINE);
}

/* 1: it cannot be read. */
static int
read_diary(struct store *s, const struct incident *in, struct diary *d,
    struct err *err)
{
	CLEANUP(buf_done) struct buf bytes = { .max = STATEMENT_MAX };
	int got = original_get(s, &in->digest, &bytes, err);

	*d = (struct diary){ 0 };
	if (got != 0)
		return got;
	return diary_read(buf_span(&bytes), d) ? 0 : 1;
}

static int
add_diary(struct call *call, const struct incident *in, json_t *o,
    struct err *err)
{
	CLEANUP(diary_done) struct diary d = { 0 };
	json_t *said = json_object();
	int got = read_diary(call->store, in, &d, err);

	json_object_set_new(o, "entry", said);
	if (got != 0)
		return got == -1 ? -1 : 0;
	set_when(said, "from", &d.from);
	set_when(said, "to", &d.to);
	if (d.told[0] == '\0')
		set(said, "seen", "first-hand", SAFE_ONE_LINE);
	for (size_t i = 0; i < n_diary_texts; i++) {
		const struct diary_text *t = &diary_texts[i];
		const char *text = *(const char *const *)
		    ((const char *)&d + t->at);

		if (text[0] != '\0' && (!t->lengthy || call->reveal))
			set(said, t->key, text, SAFE_LINES);
	}
	return 0;
}

struct filing {
	struct call *call;
	json_t *list;
};

static int
add_private(struct filing *f, const struct attachment *a, json_t *o,
    struct err *err)
{
	CLEANUP(buf_done) struct buf bytes = { .max = STATEMENT_MAX };
	CLEANUP(buf_done) struct buf text = { .max = STATEMENT_MAX };
	int got;

	if (!f->call->reveal)
		return 0;
	got = original_get(f->call->store, &a->digest, &bytes, err);
	if (got == 0 && diary_private_read(buf_span(&bytes), &text))
		set(o, "text", buf_str(&text), SAFE_LINES);
	return got == -1 ? -1 : 0;
}

static int
take_file(const struct attachment *a, void *arg, struct err *err)
{
	struct filing *f = arg;
	json_t *o = json_object();
	char hex[DIGEST_TEXT];

	digest_text(&a->digest, hex);
	set(o, "purpose", purpose_name(a->purpose), SAFE_ONE_LINE);
	set(o, "name", a->name, SAFE_ONE_LINE);
	set(o, "media", a->media, SAFE_ONE_LINE);
	set(o, "digest", hex, SAFE_ONE_LINE);
	json_array_append_new(f->list, o);
	return a->purpose == PURPOSE_PRIVATE ? add_private(f, a, o, err) : 0;
}

static int
history_decision(const struct decision *d, void *arg, struct err *err)
{
	json_t *o = json_object();
	char at[MOMENT_TEXT];

	(void)err;
	moment_text(d->recorded_ms, at);
	set(o, "at", at, SAFE_ONE_LINE);
	set(o, "what", decided_name(d->what), SAFE_ONE_LINE);
	set(o, "state", state_name(d->now.state), SAFE_ONE_LINE);
	set(o, "person", d->now.person, SAFE_ONE_LINE);
	moment_text(d->now.at_ms, at);
	set(o, "time", at, SAFE_ONE_LINE);
	set(o, "channel", channel_name(d->now.channel), SAFE_ONE_LINE);
	set(o, "reason", d->reason, SAFE_ONE_LINE);
	json_array_append_new(arg, o);
	return 0;
}

/* Before all decisions: how it stood then. */
static int
take_first(const struct incident *in, void *arg, struct err *err)
{
	json_t *o = json_object();
	char at[MOMENT_TEXT];

	(void)err;
	moment_text(in->recorded_ms, at);
	set(o, "at", at, SAFE_ONE_LINE);
	set(o, "what", "recorded", SAFE_ONE_LINE);
	set(o, "state", state_name(in->state), SAFE_ONE_LINE);
	set(o, "person", in->person, SAFE_ONE_LINE);
	moment_text(in->at_ms, at);
	set(o, "time", at, SAFE_ONE_LINE);
	set(o, "channel", channel_name(in->channel), SAFE_ONE_LINE);
	set(o, "reason", "", SAFE_ONE_LINE);
	json_array_insert_new(arg, 0, o);
	return 0;
}

/* Nothing where nothing was decided. */
static int
add_history(struct call *call, int64_t id, json_t *list, struct err *err)
{
	if (decision_list(call->store, id, history_decision, list, err) == -1)
		return -1;
	return json_array_size(list) == 0 ? 0 :
	    incident_recorded(call->store, id, take_first, list, err);
}

int
show_entry_add(struct call *call, const struct incident *in, struct json_t *o,
    struct err *err)
{
	json_t *files = json_array(), *history = json_array();
	struct filing f = { call, files };

	if (in->by == BY_HAND && add_diary(call, in, o, err) == -1) {
		json_decref(files);
		json_decref(history);
		return -1;
	}
	json_object_set_new(o, "files", files);
	json_object_set_new(o, "history", history);
	if (attachment_list(call->store, "incident", in->id, take_file, &f,
	    err) == -1)
		return -1;
	return add_history(call, in->id, history, err);
}

int
show_entry_text(struct store *s, const struct incident *in, struct buf *out,
    struct err *err)
{
	CLEANUP(diary_done) struct diary d = { 0 };
	int got = read_diary(s, in, &d, err);

	if (got == -1)
		return -1;
	buf_add_str(out, got == 1 ? "(unreadable)" : d.what);
	return 0;
}
