#include <string.h>

#include "read/channel.h"
#include "read/html/html.h"
#include "read/limits.h"
#include "read/mime/address.h"
#include "read/mime/date.h"
#include "read/mime/encoded_word.h"
#include "read/mime/header.h"
#include "read/mime/mime_walk.h"
#include "read/read.h"
#include "read/text/charset.h"
#include "read/text/reorder.h"

#define DAY_MS (24 * INT64_C(3600000))

/* The reading of the top-level header. */
struct top {
	struct letter *letter;
	struct field **tail;
	struct part part;
	struct span body;
	struct buf stray;	/* lines among the fields that are none */
	size_t fields, bytes;	/* kept so far */
	size_t known, known_bytes;	/* kept beyond the limits */
};

/* Fields that are kept however many others there are. */
static const char *const known_fields[] = {
	"From", "Sender", "Reply-To", "Return-Path", "To", "Cc", "Bcc",
	"Subject", "Date", "Message-ID", "Received",
	"X-smssync-datatype", "X-smssync-address", "X-smssync-type",
	"X-smssync-date", "X-Asterisk-CallerID",
};

static bool
is_known_field(struct span name)
{
	return span_one_of(name, known_fields,
	    sizeof(known_fields) / sizeof(known_fields[0])) != NULL ||
	    span_istarts(name, "Content-");
}

static void
addresses_take(struct letter *l, struct span name, struct span value,
    struct span hint)
{
	const struct {
		const char *name;
		struct address **list;
	} lists[] = {
		{ "From", &l->from }, { "Sender", &l->sender },
		{ "Reply-To", &l->reply_to },
		{ "Return-Path", &l->return_path }, { "To", &l->to },
		{ "Cc", &l->cc }, { "Bcc", &l->bcc },
	};

	if (strchr("FSRTCBfsrtcb", name.at[0]) == NULL)
		return;
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		if (span_ieq_str(name, lists[i].name))
			address_add(l, value, hint, lists[i].list);
}

static void
field_keep(struct top *t, struct span name, struct span value)
{
	struct field *f = arena_get(t->letter->arena, sizeof(*f));

	if (f == NULL) {
		letter_flag_set(t->letter, LETTER_LIMIT_HEADERS);
		return;
	}
	f->name = name;
	f->value = value;
	*t->tail = f;
	t->tail = &f->next;
}

/* Within the limits any field is kept, beyond them those we know. */
static bool
field_fits(struct top *t, const struct raw_field *f)
{
	size_t len = f->value.len;

	if (t->fields < LIMIT_HEADER_FIELDS &&
	    t->bytes + len <= LIMIT_HEADER_BYTES) {
		t->fields++;
		t->bytes += len;
		return true;
	}
	letter_flag_set(t->letter, LETTER_LIMIT_HEADERS);
	if (!is_known_field(f->name) || t->known >= LIMIT_HEADER_FIELDS ||
	    t->known_bytes + len > LIMIT_HEADER_BYTES)
		return false;
	t->known++;
	t->known_bytes += len;
	return true;
}

static void
field_take(struct top *t, struct raw_field *f)
{
	struct letter *l = t->letter;

	if (f->value.len > LIMIT_FIELD_BYTES) {
		letter_flag_set(l, LETTER_LIMIT_HEADERS);
		f->value.len = LIMIT_FIELD_BYTES;
	}
	if (!field_fits(t, f))
		return;
	field_keep(t, f->name, f->value);
	part_field(l, &t->part, f->name, f->value);
}

static void
header_take(struct top *t, struct span bytes)
{
	struct span rest = bytes;
	struct raw_field f;
	enum header_line line;

	for (struct span before = rest; (line = header_next(&rest, true,
	    &f)) != HEADER_END; before = rest) {
		before.len -= rest.len;
		if (line == HEADER_FIELD)
			field_take(t, &f);
		else if (!span_istarts(before, "From ") &&
		    !span_istarts(before, ">From "))
			buf_add_span(&t->stray, before);
	}
	t->body = rest;
}

static bool
has_raw_text(const struct letter *l)
{
	for (const struct field *f = l->fields; f != NULL; f = f->next)
		if (!charset_is_ascii(f->value))
			return true;
	return false;
}

/* Of a multipart nobody has seen the parts yet: the first charset that the
 * body names is its, or that of an HTML page. */
static struct span
header_hint(const struct top *t)
{
	return t->part.charset.len == 0 && has_raw_text(t->letter) ?
	    html_charset(t->body) : t->part.charset;
}

/* Values are decoded once the body's charset is known: raw 8-bit text in
 * the header is mostly in that one too. */
static void
fields_decode(struct top *t)
{
	struct span hint = header_hint(t);

	for (struct field *f = t->letter->fields; f != NULL; f = f->next) {
		addresses_take(t->letter, f->name, f->value, hint);
		/* It has no encoded words; what decodes to a quote or a
		 * semicolon there must not become one (read/dkim/authres.h). */
		f->value = span_ieq_str(f->name, "Authentication-Results") ?
		    charset_text(t->letter, f->value, hint) :
		    word_text(t->letter, f->value, hint);
	}
}

/* With what is written backwards as it is drawn, too. */
static void
subject_fold(struct letter *l)
{
	CLEANUP(buf_done) struct buf all = { .max = LIMIT_FIELD_BYTES * 4 };
	struct span text = l->subject;

	buf_add_span(&all, text);
	buf_add_char(&all, '\n');
	if (reorder_add(&all, text)) {
		letter_flag_set(l, LETTER_REORDERED);
		text = arena_copy(l->arena, buf_span(&all));
	}
	l->subject_folded = fold_text(l->arena, text, false, NULL);
}

/* All Subject fields, a line each: none may hide behind another. */
static void
subject_take(struct letter *l)
{
	CLEANUP(buf_done) struct buf all = { .max = LIMIT_FIELD_BYTES };
	size_t n = 0;

	for (const struct field *f = l->fields; f != NULL; f = f->next) {
		if (!span_ieq_str(f->name, "Subject"))
			continue;
		if (n++ == 0) {
			l->subject = f->value;
			continue;
		}
		if (n == 2)
			buf_add_span(&all, l->subject);
		buf_add_char(&all, '\n');
		buf_add_span(&all, f->value);
	}
	if (n > 1)
		l->subject = arena_copy(l->arena, buf_span(&all));
	subject_fold(l);
}

static void
message_id_take(struct letter *l)
{
	struct span s = letter_field(l, "Message-ID");
	const char *open = s.len == 0 ? NULL : memchr(s.at, '<', s.len);
	const char *close;

	if (open != NULL)
		s = span_from(s, (size_t)(open + 1 - s.at));
	close = s.len == 0 ? NULL : memchr(s.at, '>', s.len);
	if (close != NULL)
		s.len = (size_t)(close - s.at);
	l->message_id = span_trim(s);
}

static void
dates_take(struct letter *l, int64_t internal_ms)
{
	int64_t receipt, apart;

	l->date_ms = date_parse(letter_field(l, "Date"));
	l->received_ms = date_received(letter_field(l, "Received"));
	receipt = internal_ms != MOMENT_NONE ? internal_ms : l->received_ms;
	if (l->date_ms == MOMENT_NONE) {
		letter_flag_set(l, LETTER_NO_DATE);
		return;
	}
	if (receipt == MOMENT_NONE)
		return;
	apart = l->date_ms > receipt ? l->date_ms - receipt :
	    receipt - l->date_ms;
	if (apart > DAY_MS)
		letter_flag_set(l, LETTER_DATE_DIFFERS);
}

/* A mail of an old Macintosh: lines end with CR only. */
static struct span
with_lines(struct letter *l, struct span bytes)
{
	char *at;

	if (bytes.len == 0 || memchr(bytes.at, '\n', bytes.len) != NULL ||
	    memchr(bytes.at, '\r', bytes.len) == NULL)
		return bytes;
	bytes = arena_copy(l->arena, bytes);
	for (at = (char *)bytes.at; at < bytes.at + bytes.len; at++)
		if (*at == '\r')
			*at = '\n';
	return bytes;
}

static void
body_take(struct top *t, const struct read_context *c)
{
	struct letter_builder r = { .letter = t->letter, .context = c,
	    .text_left = LIMIT_TEXT_BYTES, .passages_left = LIMIT_PASSAGES };

	r.tail = &t->letter->passages;
	if (c->truncated && t->body.len == 0)
		letter_flag_set(t->letter, LETTER_CUT_TEXT);
	else if (c->truncated)
		r.cut = t->body.at + t->body.len;
	/* Some programs end the header there, and show such a line. */
	if (t->stray.len > 0)
		letter_builder_passage_copy(&r, charset_text(t->letter,
		    buf_span(&t->stray), header_hint(t)), 0);
	part_settle(&t->part);
	if (c->mode == READ_FULL) {
		mime_walk(&r, &t->part, t->body);
		return;
	}
	letter_flag_set(t->letter, LETTER_SALVAGED);
	t->letter->parts = r.part = 1;
	letter_builder_passage(&r, charset_text(t->letter,
	    charset_cut(t->body, r.text_left), span_str(NULL)), 0);
}

void
letter_read(struct arena *arena, struct span bytes,
    const struct read_context *c, struct letter *l)
{
	struct top t = { .letter = l, .stray = { .max = LIMIT_FIELD_BYTES,
	    .truncate = true } };

	*l = (struct letter){ .arena = arena, .phone_ms = MOMENT_NONE,
	    .date_ms = MOMENT_NONE, .received_ms = MOMENT_NONE };
	if (bytes.len > LIMIT_MESSAGE_BYTES) {
		letter_flag_set(l, LETTER_LIMIT_SIZE);
		bytes.len = LIMIT_MESSAGE_BYTES;
	}
	if (c->truncated)
		letter_flag_set(l, LETTER_TRUNCATED);
	t.tail = &l->fields;
	part_init(&t.part, false);
	header_take(&t, with_lines(l, bytes));
	fields_decode(&t);
	subject_take(l);
	message_id_take(l);
	dates_take(l, c->internal_ms);
	channel_decide(l, c->role);
	body_take(&t, c);
	buf_done(&t.stray);
}
