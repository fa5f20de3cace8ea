#include "cmd/command.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/json.h"
#include "base/safe.h"
#include "cmd/output/show_dkim.h"
#include "cmd/output/show_entry.h"
#include "cmd/replay/reveal.h"
#include "store/records/dkim.h"

struct show_options {
	bool reveal, raw;
};

static const struct show_options none = { false, false };

static const struct option_place places[] = {
	{ "--reveal", offsetof(struct show_options, reveal) },
	{ "--raw", offsetof(struct show_options, raw) },
};

const struct option_set show_options = OPTION_SET(none, places);

struct showing {
	struct call *call;
	const struct show_options *options;	/* its */
	struct json *o;		/* everything, in order of printing */
	bool found;
	struct digest *originals;	/* of its sightings, each once */
	size_t n_originals;
	struct json *said, *rows;	/* what those bear */
	bool checked;		/* a signature among it */
};

static void
showing_done(struct showing *s)
{
	free(s->originals);
}

static void
show_set_text(struct json *o, const char *key, const char *text)
{
	json_set_safe(o, key, text, SAFE_ONE_LINE);
}

static void
show_set_moment(struct json *o, const char *key, int64_t at_ms)
{
	char text[MOMENT_TEXT];

	if (at_ms == MOMENT_NONE) {
		json_set(o, key, json_new_null());
		return;
	}
	moment_text(at_ms, text);
	show_set_text(o, key, text);
}

static void
set_digest(struct json *o, const char *key, const struct digest *d)
{
	char text[DIGEST_TEXT];

	digest_text(d, text);
	show_set_text(o, key, text);
}

static struct json *
show_flags(uint64_t flags)
{
	struct json *list = json_new_array();

	for (int i = 0; i < LETTER_FLAG_COUNT; i++)
		if (flags >> i & 1)
			json_add(list, json_new_text(span_str(
			    letter_flag_name((enum letter_flag)i))));
	return list;
}

/* One sentence: why this is attributed. */
static void
set_reason(struct json *o, const struct incident *in)
{
	CLEANUP(buf_done) struct buf why = { .max = 8192, .truncate = true };

	if (in->state == STATE_UNREADABLE)
		buf_add_str(&why, "kept because it could not be read; "
		    "attributed to nobody");
	else if (in->by == BY_UNREADABLE)
		buf_add_str(&why, "it could not be read; attributed by the "
		    "user");
	else if (in->by == BY_HAND)
		buf_add_str(&why, "entered by hand");
	else if (in->by == BY_RULE)
		buf_addf(&why, "rule %s in %s", in->rule, in->field);
	else if (in->by == BY_NOTICE)
		buf_addf(&why, "a notice that %s signed names %s", in->field,
		    in->identifier);
	else
		buf_addf(&why, "%s %s in %s", finding_by_name(in->by),
		    in->identifier, in->field);
	if (in->state == STATE_WITHDRAWN)
		buf_add_str(&why, "; withdrawn: kept, not counted");
	if (in->state == STATE_CANDIDATE)
		buf_add_str(&why, "; a candidate: listed, not counted until "
		    "confirmed");
	show_set_text(o, "reason", buf_str(&why));
}

static int
show_incident(const struct incident *in, void *arg, struct err *err)
{
	struct showing *s = arg;
	struct json *o = s->o;

	s->found = true;
	json_set_int(o, "id", in->id);
	show_set_text(o, "state", state_name(in->state));
	show_set_moment(o, "at", in->at_ms);
	show_set_text(o, "person", in->person);
	show_set_text(o, "channel", channel_name(in->channel));
	show_set_text(o, "direction", direction_name(in->direction));
	show_set_text(o, "sender", in->sender);
	set_reason(o, in);
	show_set_text(o, "rule", in->rule);
	show_set_text(o, "kind", in->kind);
	show_set_moment(o, "claimed", in->claimed_ms);
	show_set_text(o, "message_id", in->message_id);
	json_set(o, "flags", show_flags(in->flags));
	set_digest(o, "digest", &in->digest);
	show_set_moment(o, "recorded", in->recorded_ms);
	return show_entry_add(s->call->store, in, s->options->reveal, o, err);
}

static void
note_original(struct showing *s, const struct digest *d)
{
	for (size_t i = 0; i < s->n_originals; i++)
		if (digest_eq(&s->originals[i], d))
			return;
	s->originals = mem_grow(s->originals, s->n_originals + 1,
	    sizeof(*s->originals));
	s->originals[s->n_originals++] = *d;
}

static int
show_sighting(const struct sighting *s, const struct digest *d, void *arg,
    struct err *err)
{
	struct showing *all = arg;
	struct json *o = json_new_object();

	(void)err;
	note_original(all, d);
	show_set_text(o, "account", s->account);
	show_set_text(o, "folder", s->folder);
	json_set_int(o, "uidvalidity", s->uidvalidity);
	json_set_int(o, "uid", s->uid);
	show_set_moment(o, "internaldate", s->internal_ms);
	set_digest(o, "digest", d);
	json_add(json_get(all->o, "sightings"), o);
	return 0;
}

static void
show_say(struct json *list, struct span text)
{
	CLEANUP(buf_done) struct buf safe = { .max = 1 << 20 };

	safe_text(&safe, text, SAFE_ONE_LINE);
	json_add(list, json_new_text(buf_span(&safe)));
}

/* The row itself, for programs. */
static struct json *
dkim_json(const struct dkim_row *p)
{
	struct json *o = json_new_object();

	show_set_text(o, "kind", p->kind);
	set_digest(o, "digest", &p->original);
	show_set_text(o, "field", p->field);
	json_set_int(o, "place", p->place);
	show_set_text(o, "domain", p->domain);
	show_set_text(o, "selector", p->selector);
	show_set_text(o, "result", dkim_result_name(p->result));
	show_set_text(o, "detail", p->detail);
	show_set_text(o, "algorithm", p->algorithm);
	json_set_int(o, "bits", p->bits);
	show_set_text(o, "fields", p->fields);
	show_set_text(o, "flags", p->flags);
	json_set_int(o, "unsigned_bytes", p->unsigned_bytes);
	show_set_text(o, "answer", key_answer_name(p->answer));
	show_set_text(o, "secure", key_secure_name(p->secure));
	show_set_text(o, "resolver", p->resolver);
	show_set_moment(o, "asked", p->asked_ms);
	show_set_text(o, "key_record", p->key_record);
	show_set_moment(o, "recorded", p->recorded_ms);
	return o;
}

static int
show_dkim_row(const struct dkim_row *p, void *arg, struct err *err)
{
	CLEANUP(buf_done) struct buf text = { .max = 4096, .truncate = true };
	struct showing *s = arg;

	(void)err;
	show_dkim_sentence(p, &text);
	show_say(s->said, buf_span(&text));
	if (s->rows != NULL)
		json_add(s->rows, dkim_json(p));
	if (p->place > 0 && strcmp(p->kind, DKIM_CHECKED) == 0)
		s->checked = true;
	return 0;
}

static int
take_wait(struct showing *s, const struct digest *d, struct err *err)
{
	CLEANUP(buf_done) struct buf text = { .max = 400 };
	struct dkim_wait w;
	int got = wait_get(s->call->store, d, &w, err);

	if (got != 0)
		return got == 1 ? 0 : -1;
	if (w.tries == 0)
		buf_add_str(&text, "its signatures are yet to be checked");
	else
		buf_addf(&text, "a key is waited for: DNS was asked %" PRId64
		    " time%s and gave no answer", w.tries,
		    w.tries == 1 ? "" : "s");
	show_say(s->said, buf_span(&text));
	return 0;
}

static int
gather_dkim(struct showing *s, struct err *err)
{
	struct store *st = s->call->store;

	s->said = json_new_array();
	json_set(s->o, "dkim", s->said);
	if (s->call->format != FORMAT_TABLE) {
		s->rows = json_new_array();
		json_set(s->o, "dkim_rows", s->rows);
	}
	for (size_t i = 0; i < s->n_originals; i++)
		if (dkim_list(st, &s->originals[i], show_dkim_row, s,
		    err) == -1 || take_wait(s, &s->originals[i], err) == -1)
			return -1;
	if (s->checked)
		show_set_text(s->o, "dkim_means", BORNE_MEANS);
	return 0;
}

static int
take_hit(const struct rule_hit *h, void *arg, struct err *err)
{
	struct json *o = json_new_object();

	(void)err;
	show_set_text(o, "rule", h->rule);
	show_set_text(o, "kind", h->kind);
	show_set_text(o, "field", h->field);
	json_set_int(o, "part", h->part);
	show_set_text(o, "outcome", outcome_name(h->outcome));
	json_set(o, "quoted", json_new_bool(h->marks &
	    (PASSAGE_QUOTED | PASSAGE_FORWARDED)));
	json_add(arg, o);
	return 0;
}

static int
show_text(const struct incident *in, void *arg, struct err *err)
{
	CLEANUP(buf_done) struct buf text = { .max = FRAME_MAX };
	CLEANUP(buf_done) struct buf safe = { .max = 2 * FRAME_MAX };
	struct showing *s = arg;
	struct reveal *r = NULL;
	int got;

	/* what was entered by hand is told with its entry */
	if (in->by == BY_HAND)
		return 0;
	if (reveal_open(s->call, &r, err) == -1)
		return -1;
	got = reveal_lines(r, s->call->store, in, &text, err);
	reveal_close(r);
	if (got == -1)
		return -1;
	safe_text(&safe, buf_span(&text), SAFE_LINES);
	json_set(s->o, "text", json_new_text(buf_span(&safe)));
	return 0;
}

static int
print_raw(const struct incident *in, void *arg, struct err *err)
{
	CLEANUP(buf_done) struct buf bytes = { .max = FRAME_MAX };
	struct showing *s = arg;
	int got = original_get(s->call->store, &in->digest, &bytes, err);

	s->found = true;
	if (got == -1)
		return -1;
	if (got == 1)
		return err_set(err, EX_DATAERR,
		    "the original of incident %" PRId64 " is missing; "
		    "`floodmark verify` says more", in->id);
	fwrite(bytes.at, 1, bytes.len, stdout);
	return 0;
}

static void
print_value(const char *key, const struct json *v)
{
	const char *text = json_str(v);
	int64_t number;

	if (text != NULL && strcmp(key, "text") == 0)
		printf("\n%s\n", text);
	else if (text != NULL && text[0] != '\0')
		printf("%-12s %s\n", key, text);
	else if (json_int(v, &number))
		printf("%-12s %" PRId64 "\n", key, number);
}

static void
print_member(const char *name, const struct json *v)
{
	int64_t number;

	if (json_int(v, &number))
		printf(" %s %" PRId64, name, number);
	else if (json_str(v) != NULL && strcmp(name, "digest") != 0)
		printf(" %s", json_str(v));
	else if (json_kind(v) == JSON_KIND_TRUE)
		printf(" (%s)", name);
}

/* A list: one line each, the members one behind the other. */
static void
print_list(const char *key, const struct json *list)
{
	for (size_t i = 0; i < json_count(list); i++) {
		struct json *item = json_at(list, i), *v;
		const char *name = NULL;

		printf("%-12s", i == 0 ? key : "");
		if (json_str(item) != NULL)
			printf(" %s", json_str(item));
		while ((v = json_next(item, &name)) != NULL)
			print_member(name, v);
		putchar('\n');
	}
}

/* An object within is told as if its members were those around it. */
static void
show_table(struct json *o)
{
	const char *key = NULL;
	struct json *v;

	while ((v = json_next(o, &key)) != NULL) {
		if (json_kind(v) == JSON_KIND_ARRAY)
			print_list(key, v);
		else if (json_kind(v) == JSON_KIND_OBJECT)
			show_table(v);
		else
			print_value(key, v);
	}
}

static int
parse_id(const char *text, int64_t *id, struct err *err)
{
	char *end;

	errno = 0;
	*id = strtoll(text, &end, 10);
	if (errno == 0 && *end == '\0' && *id > 0)
		return 0;
	return err_set(err, EX_USAGE, "\"%s\" is no incident; a number from "
	    "`floodmark list` would be right", text);
}

static int
gather(struct showing *s, int64_t id, struct err *err)
{
	struct call *call = s->call;
	struct json *sightings = json_new_array(), *hits = json_new_array();

	if (incident_get(call->store, id, show_incident, s, err) == -1)
		return -1;
	json_set(s->o, "sightings", sightings);
	json_set(s->o, "hits", hits);
	if (incident_sightings(call->store, id, show_sighting, s,
	    err) == -1 || incident_hits(call->store, id, take_hit, hits,
	    err) == -1 || gather_dkim(s, err) == -1)
		return -1;
	if (s->options->reveal && s->found &&
	    incident_get(call->store, id, show_text, s, err) == -1)
		return -1;
	return 0;
}

int
cmd_show(struct call *call, struct err *err)
{
	CLEANUP(json_free) struct json *o = json_new_object();
	CLEANUP(showing_done) struct showing s = { .call = call,
		.options = call->options, .o = o };
	CLEANUP(buf_done) struct buf page = { .max = SIZE_MAX / 2 };
	int64_t id;

	if (parse_id(call->args[0], &id, err) == -1)
		return -1;
	if (s.options->raw ? incident_get(call->store, id, print_raw, &s,
	    err) == -1 : gather(&s, id, err) == -1)
		return -1;
	if (!s.found)
		return err_set(err, EX_DATAERR,
		    "there is no incident %" PRId64, id);
	if (s.options->raw)
		return 0;
	if (call->format == FORMAT_TABLE) {
		show_table(o);
		return 0;
	}
	json_write(o, JSON_FORM_PAGE, &page);
	fwrite(page.at, 1, page.len, stdout);
	putchar('\n');
	return 0;
}
