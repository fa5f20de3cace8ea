#include "cmd/output/show_entry.h"

#include <string.h>

#include "cmd/entry/statement.h"
#include "store/records/decisions.h"

static void
set_when(struct json *o, const char *key, const struct when *w)
{
	char text[MOMENT_TEXT];

	if (w->ms == MOMENT_NONE)
		return;
	when_text(w, text);
	json_set_safe(o, key, text, SAFE_ONE_LINE);
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
add_diary(struct store *st, const struct incident *in, bool reveal,
    struct json *o, struct err *err)
{
	CLEANUP(diary_done) struct diary d = { 0 };
	struct json *said = json_new_object();
	int got = read_diary(st, in, &d, err);

	json_set(o, "entry", said);
	if (got != 0)
		return got == -1 ? -1 : 0;
	set_when(said, "from", &d.from);
	set_when(said, "to", &d.to);
	if (d.told[0] == '\0')
		json_set_safe(said, "seen", "first-hand", SAFE_ONE_LINE);
	for (size_t i = 0; i < n_diary_texts; i++) {
		const struct diary_text *t = &diary_texts[i];
		const char *text = *diary_text_at(&d, t);

		if (text[0] != '\0' && (!t->lengthy || reveal))
			json_set_safe(said, t->key, text, SAFE_LINES);
	}
	return 0;
}

struct filing {
	struct store *store;
	bool reveal;
	struct json *list;
};

static int
add_private(struct filing *f, const struct attachment *a, struct json *o,
    struct err *err)
{
	CLEANUP(buf_done) struct buf bytes = { .max = STATEMENT_MAX };
	CLEANUP(buf_done) struct buf text = { .max = STATEMENT_MAX };
	int got;

	if (!f->reveal)
		return 0;
	got = original_get(f->store, &a->digest, &bytes, err);
	if (got == 0 && diary_private_read(buf_span(&bytes), &text))
		json_set_safe(o, "text", buf_str(&text), SAFE_LINES);
	return got == -1 ? -1 : 0;
}

static int
take_file(const struct attachment *a, void *arg, struct err *err)
{
	struct filing *f = arg;
	struct json *o = json_new_object();
	char hex[DIGEST_TEXT];

	digest_text(&a->digest, hex);
	json_set_safe(o, "purpose", purpose_name(a->purpose), SAFE_ONE_LINE);
	json_set_safe(o, "name", a->name, SAFE_ONE_LINE);
	json_set_safe(o, "media", a->media, SAFE_ONE_LINE);
	json_set_safe(o, "digest", hex, SAFE_ONE_LINE);
	json_add(f->list, o);
	return a->purpose == PURPOSE_PRIVATE ? add_private(f, a, o, err) : 0;
}

static int
history_decision(const struct decision *d, void *arg, struct err *err)
{
	struct json *o = json_new_object();
	char at[MOMENT_TEXT];

	(void)err;
	moment_text(d->recorded_ms, at);
	json_set_safe(o, "at", at, SAFE_ONE_LINE);
	json_set_safe(o, "what", decided_name(d->what), SAFE_ONE_LINE);
	json_set_safe(o, "state", state_name(d->now.state), SAFE_ONE_LINE);
	json_set_safe(o, "person", d->now.person, SAFE_ONE_LINE);
	moment_text(d->now.at_ms, at);
	json_set_safe(o, "time", at, SAFE_ONE_LINE);
	json_set_safe(o, "channel", channel_name(d->now.channel),
	    SAFE_ONE_LINE);
	json_set_safe(o, "reason", d->reason, SAFE_ONE_LINE);
	json_add(arg, o);
	return 0;
}

/* Before all decisions: how it stood then. */
static int
take_first(const struct incident *in, void *arg, struct err *err)
{
	struct json *o = json_new_object();
	char at[MOMENT_TEXT];

	(void)err;
	moment_text(in->recorded_ms, at);
	json_set_safe(o, "at", at, SAFE_ONE_LINE);
	json_set_safe(o, "what", "recorded", SAFE_ONE_LINE);
	json_set_safe(o, "state", state_name(in->state), SAFE_ONE_LINE);
	json_set_safe(o, "person", in->person, SAFE_ONE_LINE);
	moment_text(in->at_ms, at);
	json_set_safe(o, "time", at, SAFE_ONE_LINE);
	json_set_safe(o, "channel", channel_name(in->channel), SAFE_ONE_LINE);
	json_set_safe(o, "reason", "", SAFE_ONE_LINE);
	json_add_first(arg, o);
	return 0;
}

int
show_entry_add(struct store *st, const struct incident *in, bool reveal,
    struct json *o, struct err *err)
{
	struct json *files = json_new_array(), *history = json_new_array();
	struct filing f = { st, reveal, files };

	if (in->by == BY_HAND && add_diary(st, in, reveal, o, err) == -1) {
		json_free(&files);
		json_free(&history);
		return -1;
	}
	json_set(o, "files", files);
	json_set(o, "history", history);
	if (attachment_list(st, "incident", in->id, take_file, &f,
	    err) == -1 || decision_list(st, in->id, history_decision, history,
	    err) == -1)
		return -1;
	/* Nothing where nothing was decided. */
	return json_count(history) == 0 ? 0 :
	    incident_recorded(st, in->id, take_first, history, err);
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
