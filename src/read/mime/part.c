#include "read/mime/part.h"

#include <string.h>

#include "read/html/html.h"
#include "read/limits.h"
#include "read/mime/parameter.h"
#include "read/text/charset.h"
#include "read/text/enriched.h"
#include "read/text/flowed.h"
#include "read/text/line.h"
#include "read/text/quote.h"

/* In order; a type ending in '/' stands for all below it. */
static const struct {
	const char *type;
	enum part_kind kind;
} types[] = {
	{ "text/html", PART_HTML },
	{ "text/x-html", PART_HTML },
	{ "text/enriched", PART_ENRICHED },
	{ "text/richtext", PART_ENRICHED },
	{ "text/calendar", PART_CALENDAR },
	{ "text/rfc822-headers", PART_HEADERS },
	{ "text/", PART_PLAIN },
	{ "html", PART_HTML },
	{ "multipart/", PART_MULTIPART },
	{ "message/rfc822", PART_MESSAGE },
	{ "message/global", PART_MESSAGE },
	{ "message/news", PART_MESSAGE },
	{ "message/", PART_PLAIN },
	{ "application/xhtml+xml", PART_HTML },
	{ "application/ics", PART_CALENDAR },
	{ "application/pkcs7-mime", PART_ENCRYPTED },
	{ "application/x-pkcs7-mime", PART_ENCRYPTED },
	{ "application/pgp-encrypted", PART_ENCRYPTED },
	{ "application/ms-tnef", PART_TNEF },
	{ "application/vnd.ms-tnef", PART_TNEF },
};

/* What a name says of a part whose type says nothing. */
static const struct {
	const char *ending;
	enum part_kind kind;
} endings[] = {
	{ ".txt", PART_PLAIN }, { ".text", PART_PLAIN },
	{ ".log", PART_PLAIN }, { ".md", PART_PLAIN },
	{ ".csv", PART_PLAIN }, { ".vcf", PART_PLAIN },
	{ ".htm", PART_HTML }, { ".html", PART_HTML },
	{ ".xhtml", PART_HTML }, { ".ics", PART_CALENDAR },
	{ ".eml", PART_MESSAGE }, { ".p7m", PART_ENCRYPTED },
	{ "winmail.dat", PART_TNEF },
};

static enum part_kind
part_kind_of(struct span type)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		const char *t = types[i].type;

		if (span_ieq_str(type, t) || (t[strlen(t) - 1] == '/' &&
		    span_istarts(type, t)))
			return types[i].kind;
	}
	/* no type by the grammar counts as text (RFC 2045, 5.2) */
	return memchr(type.at, '/', type.len) == NULL ? PART_PLAIN :
	    PART_OTHER;
}

static enum part_kind
kind_of_name(struct span name)
{
	for (size_t i = 0; i < sizeof(endings) / sizeof(endings[0]); i++) {
		size_t n = strlen(endings[i].ending);

		if (name.len >= n && span_ieq_str(span_from(name,
		    name.len - n), endings[i].ending))
			return endings[i].kind;
	}
	return PART_OTHER;
}

void
part_init(struct part *p, bool digest)
{
	*p = (struct part){ .kind = digest ? PART_MESSAGE : PART_PLAIN };
}

static void
take_type(struct letter *l, struct part *p, struct span value)
{
	struct parameters ps;

	/* a second one is not believed */
	if (p->has_type)
		return;
	parameters_read(l, value, &ps);
	if (p->filename.len == 0)
		p->filename = parameters_find(l, &ps, "name");
	p->broken_type = true;
	if (ps.value.len == 0)
		return;
	p->has_type = true;
	p->broken_type = memchr(ps.value.at, '/', ps.value.len) == NULL;
	p->kind = part_kind_of(ps.value);
	p->digest = span_ieq_str(ps.value, "multipart/digest");
	if (span_ieq_str(ps.value, "multipart/encrypted"))
		letter_flag_set(l, LETTER_ENCRYPTED);
	p->charset = parameters_find(l, &ps, "charset");
	p->boundary = parameters_find(l, &ps, "boundary");
	p->flowed = span_ieq_str(parameters_find(l, &ps, "format"), "flowed");
	p->delsp = span_ieq_str(parameters_find(l, &ps, "delsp"), "yes");
}

static void
take_disposition(struct letter *l, struct part *p, struct span value)
{
	struct parameters ps;
	struct span name;

	parameters_read(l, value, &ps);
	p->attached = span_ieq_str(ps.value, "attachment");
	name = parameters_find(l, &ps, "filename");
	if (name.len > 0)
		p->filename = name;
}

void
part_field(struct letter *l, struct part *p, struct span name,
    struct span value)
{
	if (name.len < 12 || !span_istarts(name, "Content-"))
		return;
	if (span_ieq_str(name, "Content-Type"))
		take_type(l, p, value);
	else if (span_ieq_str(name, "Content-Disposition"))
		take_disposition(l, p, value);
	else if (span_ieq_str(name, "Content-Transfer-Encoding") &&
	    !p->has_transfer) {
		/* As with the type, a second one is not believed. */
		p->has_transfer = true;
		p->transfer = transfer_parse(value);
	}
}

void
part_settle(struct part *p)
{
	bool named = p->filename.len > 0;

	if (p->kind == PART_OTHER || (p->broken_type && named))
		p->kind = kind_of_name(p->filename);
	else if (p->kind == PART_PLAIN && named &&
	    kind_of_name(p->filename) == PART_HTML)
		p->kind = PART_HTML;
	if (p->kind == PART_PLAIN && named)
		p->attached = true;
}

/* iCalendar (RFC 5545): folded lines, and backslashes before commas. */
static void
calendar_add(struct buf *out, struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] == '\r')
			continue;
		if (s.at[i] == '\n' && i + 1 < s.len &&
		    (s.at[i + 1] == ' ' || s.at[i + 1] == '\t')) {
			i++;
			continue;
		}
		if (s.at[i] == '\\' && i + 1 < s.len) {
			i++;
			buf_add_char(out, (s.at[i] | 0x20) == 'n' ? '\n' :
			    s.at[i]);
			continue;
		}
		buf_add_char(out, s.at[i]);
	}
}

/* Text with a file put in by uuencode: the file's text is a passage of its
 * own when it is one; its data is nobody's text. */
static void
uu_read(struct letter_builder *r, struct span name, struct buf *data,
    unsigned marks)
{
	enum part_kind kind = kind_of_name(name);
	struct span bytes = buf_span(data), text;

	marks |= PASSAGE_ATTACHED;
	letter_builder_passage_copy(r, charset_text(r->letter, name,
	    span_str(NULL)), marks);
	if (kind != PART_PLAIN && kind != PART_HTML)
		return;
	text = charset_text(r->letter, bytes, span_str(NULL));
	if (kind == PART_HTML)
		html_split(r, text, marks);
	else
		letter_builder_passage_copy(r, text, marks);
}

/* The first line that may begin uuencoded data, or NULL. */
static const char *
uu_find(struct span text)
{
	while (text.len > 0) {
		const char *end;

		if (text.len > 6 && memcmp(text.at, "begin ", 6) == 0)
			return text.at;
		end = memchr(text.at, '\n', text.len);
		if (end == NULL)
			break;
		text = span_from(text, (size_t)(end - text.at) + 1);
	}
	return NULL;
}

static void
plain_read(struct letter_builder *r, struct span text, unsigned marks)
{
	CLEANUP(buf_done) struct buf data = { .max = r->text_left + 1 };
	struct span rest = text, line, name;
	const char *from = text.at, *mark;

	if (text.len == 0)
		return;
	while ((mark = uu_find(rest)) != NULL) {
		struct span after =
		    span_from(rest, (size_t)(mark - rest.at));

		line_next(&after, &line);
		if (!transfer_uu_begin(line, &name) ||
		    !transfer_uu_lines(&after, &data)) {
			rest = span_from(rest, (size_t)(line.at - rest.at) +
			    line.len);
			continue;
		}
		quote_split(r, span_of(from, (size_t)(mark - from)), marks);
		uu_read(r, name, &data, marks);
		buf_reset(&data);
		rest = after;
		from = after.len > 0 ? after.at : text.at + text.len;
	}
	if (memmem(from, (size_t)(text.at + text.len - from),
	    "-----BEGIN PGP MESSAGE-----", 27) != NULL)
		letter_flag_set(r->letter, LETTER_ENCRYPTED);
	quote_split(r, span_of(from, (size_t)(text.at + text.len - from)),
	    marks);
}

/* Called text and begins as HTML: some programs show the one, some the
 * other, so that both are read. */
static bool
is_html_all_the_same(const struct part *p, struct span text)
{
	text = span_trim(text);
	return p->kind == PART_PLAIN && (span_istarts(text, "<html") ||
	    span_istarts(text, "<!doctype html"));
}

static void
text_read(struct letter_builder *r, const struct part *p, struct span text,
    unsigned marks)
{
	CLEANUP(buf_done) struct buf out = { 0 };

	buf_init(&out, r->text_left + 2);
	out.truncate = true;
	if (p->kind == PART_HTML) {
		html_split(r, text, marks);
		return;
	}
	if (is_html_all_the_same(p, text))
		html_split(r, text, marks);
	if (p->kind == PART_ENRICHED)
		enriched_add(&out, text);
	else if (p->kind == PART_CALENDAR)
		calendar_add(&out, text);
	else if (p->flowed)
		flowed_add(&out, text, p->delsp);
	if (out.over)
		letter_flag_set(r->letter, LETTER_LIMIT_TEXT);
	if (out.len > 0)
		text = arena_copy(r->letter->arena, buf_span(&out));
	plain_read(r, text, marks);
}

/* Labelled base64, but it is not: decoding makes no text, and much of it
 * is of no base64 or words stand apart on its first line. */
static bool
is_lie(struct span body, const struct buf *decoded)
{
	struct span line = { NULL, 0 };
	size_t solid = 0;

	for (size_t i = 0; i < body.len; i++)
		solid += (unsigned char)body.at[i] > ' ';
	if (decoded->len < solid / 4)
		return true;
	if (charset_is_utf8(buf_span(decoded)))
		return false;
	if (decoded->len < solid / 8 * 5)
		return true;
	line_next(&body, &line);
	line = span_trim(line);
	return line.len > 0 && memchr(line.at, ' ', line.len) != NULL;
}

/* Text behind the base64, as mailing lists put it there: decoding would
 * make nothing of it. */
static void
tail_read(struct letter_builder *r, struct span tail, unsigned marks)
{
	if (tail.len == 0)
		return;
	letter_flag_set(r->letter, LETTER_BAD_ENCODING);
	plain_read(r, charset_text(r->letter, charset_cut(tail,
	    r->text_left), span_str(NULL)), marks);
}

/* The body as bytes: decoded into the buffer, or itself. */
static struct span
transfer_undo(struct letter_builder *r, const struct part *p, struct span body,
    struct buf *out)
{
	bool clean, lie;

	if (p->transfer == TRANSFER_NONE)
		return body;
	if (p->transfer == TRANSFER_UNKNOWN) {
		letter_flag_set(r->letter, LETTER_BAD_ENCODING);
		return body;
	}
	clean = transfer_decode(p->transfer, body, out);
	lie = p->transfer == TRANSFER_BASE64 ? is_lie(body, out) :
	    p->transfer == TRANSFER_UU && !clean;
	if (!clean || lie)
		letter_flag_set(r->letter, LETTER_BAD_ENCODING);
	if (lie)
		return body;
	if (out->over)
		letter_flag_set(r->letter, LETTER_LIMIT_TEXT);
	return buf_span(out);
}

/* No control characters but those of text. */
static bool
is_text_part(struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		unsigned char c = (unsigned char)s.at[i];

		if (c < ' ' && memchr("\t\n\r\f\033", c, 5) == NULL)
			return false;
	}
	return s.len > 0;
}

static void
body_read(struct letter_builder *r, const struct part *p, struct span body,
    unsigned marks)
{
	CLEANUP(buf_done) struct buf decoded = { 0 };
	struct span bytes, text, label = p->charset, tail = body;

	buf_init(&decoded, r->text_left + 8);
	decoded.truncate = true;
	if (p->transfer == TRANSFER_BASE64)
		body.len = transfer_base64_end(body);
	tail = span_from(tail, body.len);
	bytes = transfer_undo(r, p, body, &decoded);
	if (p->kind == PART_OTHER && !is_text_part(bytes))
		return;
	if (bytes.len > r->text_left && p->kind != PART_HTML) {
		letter_flag_set(r->letter, LETTER_LIMIT_TEXT);
		bytes.len = r->text_left;
	}
	if (label.len == 0 && p->kind == PART_HTML)
		label = html_charset(bytes);
	text = charset_text(r->letter, bytes, label);
	if (text.at == decoded.at && p->kind != PART_HTML)
		text = arena_copy(r->letter->arena, text);
	text_read(r, p, text, marks);
	tail_read(r, tail, marks);
}

/* Of a message that goes on: whether this text goes on, too. */
static void
note_cut(struct letter_builder *r, const struct part *p, struct span body)
{
	if (r->cut != NULL && body.at + body.len == r->cut &&
	    p->kind != PART_OTHER && p->kind != PART_ENCRYPTED &&
	    p->kind != PART_TNEF)
		letter_flag_set(r->letter, LETTER_CUT_TEXT);
}

void
part_read(struct letter_builder *r, const struct part *p, struct span body,
    unsigned marks)
{
	note_cut(r, p, body);
	if (p->attached || p->kind == PART_OTHER)
		marks |= PASSAGE_ATTACHED;
	if (p->filename.len > 0)
		letter_builder_passage(r, p->filename,
		    marks | PASSAGE_ATTACHED);
	switch (p->kind) {
	case PART_PLAIN:
	case PART_HTML:
	case PART_ENRICHED:
	case PART_CALENDAR:
		body_read(r, p, body, marks);
		break;
	case PART_HEADERS:
		body_read(r, p, body, marks | PASSAGE_FORWARDED);
		break;
	case PART_ENCRYPTED:
		letter_flag_set(r->letter, LETTER_ENCRYPTED);
		break;
	case PART_TNEF:
		letter_flag_set(r->letter, LETTER_TNEF);
		break;
	case PART_MULTIPART:
	case PART_MESSAGE:
		/* deeper or more than is walked: its bytes as they stand */
		letter_builder_passage_copy(r, charset_text(r->letter,
		    charset_cut(body, r->text_left + 1), span_str(NULL)),
		    marks);
		break;
	case PART_OTHER:
		/* a type that is none makes it text (RFC 2045, 5.2) */
		if (p->broken_type)
			body_read(r, p, body, marks);
		break;
	}
}
