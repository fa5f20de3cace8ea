#include "cmd/entry/statement.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "model/letter.h"
#include "model/media.h"

#define LATE_MS (24 * INT64_C(3600000))

void
statement_init(struct statement *s, int64_t now_ms)
{
	*s = (struct statement){ .d = { .from = { .ms = MOMENT_NONE },
		.to = { .ms = MOMENT_NONE }, .recorded_ms = now_ms,
		.person = "", .channel = "", .direction = "in",
		.kind = "contact" } };
	for (size_t i = 0; i < n_diary_texts; i++)
		*diary_text_at(&s->d, &diary_texts[i]) = "";
	buf_init(&s->document, STATEMENT_MAX);
}

void
statement_done(struct statement *s)
{
	for (size_t i = 0; i < s->n_texts; i++)
		buf_done(&s->texts[i]);
	for (size_t i = 0; i < s->n_handed; i++)
		handed_done(&s->handed[i]);
	free(s->texts);
	free(s->handed);
	free(s->files);
	free(s->named);
	buf_done(&s->document);
}

static struct buf *
new_text(struct statement *s)
{
	s->texts = mem_grow(s->texts, s->n_texts + 1, sizeof(*s->texts));
	s->texts[s->n_texts] = (struct buf){ 0 };
	return &s->texts[s->n_texts++];
}

static struct handed *
new_handed(struct statement *s)
{
	s->handed = mem_grow(s->handed, s->n_handed + 1, sizeof(*s->handed));
	s->handed[s->n_handed] = (struct handed){ 0 };
	return &s->handed[s->n_handed++];
}

static int
take_text(struct statement *s, const struct diary_text *t, const char *value,
    struct err *err)
{
	const char **to = diary_text_at(&s->d, t);
	struct buf *text;
	char name[40];

	snprintf(name, sizeof(name), "--%s", t->key);
	*to = value;
	if (!t->lengthy)
		return entered_text(name, span_str(value), ENTERED_MAX, err);
	text = new_text(s);
	if (entered_long(name, value, text, err) == -1)
		return -1;
	*to = buf_str(text);
	return 0;
}

static int
statement_texts(struct statement *s, const struct statement_options *o,
    struct err *err)
{
	int dashes = o->private != NULL && strcmp(o->private, "-") == 0;

	for (size_t i = 0; i < n_diary_texts; i++) {
		const struct diary_text *t = &diary_texts[i];
		const char *value = *diary_text_at(&o->diary, t);

		if (value == NULL)
			continue;
		dashes += t->lengthy && strcmp(value, "-") == 0;
		if (dashes > 1)
			return err_set(err, EX_USAGE, "--%s: standard input "
			    "can be one text only", t->key);
		if (take_text(s, t, value, err) == -1)
			return -1;
	}
	if (s->d.target[0] == '\0' || diary_is_target(s->d.target))
		return 0;
	return err_set(err, EX_USAGE, "--target: \"%.100s\" is not right; %s "
	    "would be", s->d.target, DIARY_TARGETS);
}

static int
take_times(struct statement *s, const struct statement_options *o,
    struct err *err)
{
	struct diary *d = &s->d;
	int64_t now_ms = d->recorded_ms;

	if (o->at != NULL && when_parse_past("--at", o->at, now_ms, &d->from,
	    err) == -1)
		return -1;
	if (d->from.ms == MOMENT_NONE)
		return err_set(err, EX_USAGE, "--at is missing: when it "
		    "happened, a day such as 2026-03-29 or \"2026-03-29 "
		    "14:05\", would be right");
	if (d->from.day.n < 0)
		return err_set(err, EX_USAGE, "--at: %s is before 1970",
		    o->at == NULL ? "that" : o->at);
	if (o->until != NULL && o->until[0] == '\0')
		d->to = (struct when){ .ms = MOMENT_NONE };
	else if (o->until != NULL && when_parse_past("--until", o->until,
	    now_ms, &d->to, err) == -1)
		return -1;
	if (d->to.ms != MOMENT_NONE && (d->to.exact ? d->to.ms < d->from.ms :
	    d->to.day.n < d->from.day.n))
		return err_set(err, EX_USAGE, "--until is before --at");
	return 0;
}

static int
take_words(struct statement *s, const struct statement_options *o,
    struct err *err)
{
	struct diary *d = &s->d;

	if (o->direction != NULL && strcmp(o->direction, "in") != 0 &&
	    strcmp(o->direction, "out") != 0)
		return err_set(err, EX_USAGE, "--direction: \"%.100s\" is "
		    "not right; in (from the person) or out (your own) would "
		    "be", o->direction);
	if (o->direction != NULL)
		d->direction = o->direction;
	if (o->kind != NULL)
		d->kind = o->kind;
	if (entered_text("--kind", span_str(d->kind), 100, err) == -1)
		return -1;
	if (d->kind[0] == '\0')
		d->kind = "contact";
	if (o->channel >= 0)
		d->channel = channel_name((enum channel)o->channel);
	if (d->channel[0] == '\0')
		return err_set(err, EX_USAGE, "--channel is missing: "
		    "physical, call, chat, web, sms, email, ... would be "
		    "right");
	return 0;
}

/* One person alone need not be named. */
static int
statement_person(struct statement *s, const struct call *call, struct err *err)
{
	const struct statement_options *o = call->options;

	if (o->person != NULL)
		s->d.person = o->person;
	else if (s->d.person[0] == '\0' && call->people->n == 1)
		s->d.person = call->people->at[0].id;
	if (s->d.person[0] == '\0')
		return err_set(err, EX_USAGE, "--person is missing: whom you "
		    "attribute it to, by the id of a people file, would be "
		    "right");
	/* One who is no longer in the rules may stay in what was said. */
	return entered_person(call, o->person, err);
}

/* The document names the files that it came with, those of before first. */
static void
name_files(struct statement *s)
{
	struct diary *d = &s->d;

	s->named = mem_get(d->n_files + s->n_handed + 1, sizeof(*s->named));
	for (size_t i = 0; i < d->n_files; i++)
		s->named[i] = d->files[i];
	for (size_t i = 0; i < s->n_handed; i++)
		s->named[d->n_files + i] = (struct diary_file){
			s->handed[i].file.name, s->handed[i].file.media,
			enclosure_digest(&s->handed[i].file) };
	d->files = s->named;
	d->n_files += s->n_handed;
}

/* After the files were named: of this the document says nothing. */
static int
take_private(struct statement *s, const char *value, struct err *err)
{
	struct buf *text;
	struct handed *h;

	if (value == NULL || value[0] == '\0')
		return 0;
	text = new_text(s);
	if (entered_long("--private", value, text, err) == -1)
		return -1;
	h = new_handed(s);
	h->bytes.max = STATEMENT_MAX;
	diary_private_write(buf_span(text), &h->bytes);
	h->file = (struct enclosure){ PURPOSE_PRIVATE, "private.json",
		MEDIA_JSON, buf_span(&h->bytes) };
	return 0;
}

int
statement_take(struct statement *s, const struct call *call, struct err *err)
{
	const struct statement_options *o = call->options;

	if (take_times(s, o, err) == -1 || take_words(s, o, err) == -1 ||
	    statement_person(s, call, err) == -1 || statement_texts(s, o,
	    err) == -1)
		return -1;
	for (size_t i = 0; i < o->files.n; i++)
		if (entered_file(o->files.at[i], PURPOSE_FILE, new_handed(s),
		    err) == -1)
			return -1;
	name_files(s);
	if (s->d.what[0] == '\0' && s->d.n_files == 0)
		return err_set(err, EX_USAGE, "--what is missing: what "
		    "happened, in your own words and theirs word for word, "
		    "would be right");
	if (take_private(s, o->private, err) == -1)
		return -1;
	s->files = mem_get(s->n_handed + 1, sizeof(*s->files));
	for (size_t i = 0; i < s->n_handed; i++)
		s->files[i] = s->handed[i].file;
	diary_write(&s->d, true, &s->document);
	if (s->document.over)
		return err_set(err, EX_DATAERR, "that is too much for one "
		    "entry; part of it as a file would be right");
	return 0;
}

static int64_t
end_ms(const struct diary *d)
{
	const struct when *end = d->to.ms != MOMENT_NONE ? &d->to : &d->from;

	return end->exact ? end->ms : day_start_ms(day_add(end->day, 1));
}

struct digest
statement_digest(const struct diary *d)
{
	CLEANUP(buf_done) struct buf said = { .max = STATEMENT_MAX };

	diary_write(d, false, &said);
	return digest_of(buf_span(&said));
}

void
statement_incident(const struct statement *s, struct incident *in)
{
	const struct diary *d = &s->d;
	enum channel channel = CHANNEL_PHYSICAL;

	(void)channel_parse(d->channel, &channel);
	in->person = d->person;
	in->at_ms = d->from.ms;
	in->day = d->from.day;
	in->channel = channel;
	in->direction = strcmp(d->direction, "out") == 0 ? DIRECTION_OUT :
	    DIRECTION_IN;
	in->sender = in->identifier = d->identifier;
	in->kind = d->kind;
	in->digest = digest_of(buf_span(&s->document));
	in->text = statement_digest(d);
	in->flags = 0;
	if (!d->from.exact)
		in->flags |= UINT64_C(1) << LETTER_DAY_ONLY;
	if (in->recorded_ms - end_ms(d) > LATE_MS)
		in->flags |= UINT64_C(1) << LETTER_LATE_ENTRY;
}
