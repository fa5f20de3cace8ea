#include "read/mime/parameter.h"

#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "read/mime/encoded_word.h"
#include "read/mime/header.h"
#include "read/text/charset.h"

static void
skip_blanks(struct span *s)
{
	while (s->len > 0 && ascii_is_blank(s->at[0]))
		*s = span_from(*s, 1);
}

/* A comment in parentheses at the front, nested or not ended. */
static void
skip_comment(struct span *s)
{
	size_t i = 0, depth = 0;

	do {
		if (s->at[i] == '(')
			depth++;
		else if (s->at[i] == ')')
			depth--;
		else if (s->at[i] == '\\')
			i++;
		i++;
	} while (i < s->len && depth > 0);
	*s = span_from(*s, i);
}

/* Blanks, comments and the sign, as many as there are. */
static void
skip_between(struct span *s, char sign)
{
	for (;;) {
		skip_blanks(s);
		if (s->len > 0 && s->at[0] == '(')
			skip_comment(s);
		else if (s->len > 0 && s->at[0] == sign)
			*s = span_from(*s, 1);
		else
			return;
	}
}

/* A quoted value; one that is not ended reaches to the end. */
static struct span
take_quoted(struct arena *arena, struct span *s)
{
	size_t i = 1, n = 0;
	bool escaped = false;
	struct span raw;
	char *at;

	for (; i < s->len && s->at[i] != '"'; i++)
		if (s->at[i] == '\\') {
			escaped = true;
			i++;
		}
	if (i > s->len)
		i = s->len;
	raw = span_of(s->at + 1, i - 1);
	*s = span_from(*s, i + 1);
	at = escaped ? arena_get(arena, raw.len) : NULL;
	if (at == NULL)
		return raw;
	for (i = 0; i < raw.len; i++) {
		if (raw.at[i] == '\\' && i + 1 < raw.len)
			i++;
		at[n++] = raw.at[i];
	}
	return span_of(at, n);
}

/* An unquoted value goes to the ';'; blanks within it happen in names. */
static struct span
take_plain(struct span *s)
{
	const char *end = s->len == 0 ? NULL : memchr(s->at, ';', s->len);
	size_t n = end == NULL ? s->len : (size_t)(end - s->at);
	struct span value = span_trim(span_of(s->at, n));

	*s = span_from(*s, n);
	return value;
}

/* "name", "name*", "name*0", "name*0*" */
static void
split_name(struct span name, struct parameter *p)
{
	size_t i = 0;

	p->section = -1;
	p->extended = false;
	while (i < name.len && name.at[i] != '*')
		i++;
	p->name = span_of(name.at, i);
	if (i == name.len)
		return;
	p->extended = name.at[name.len - 1] == '*';
	for (i++; i < name.len && name.at[i] >= '0' && name.at[i] <= '9' &&
	    p->section < LIMIT_PARAMETERS; i++)
		p->section = (p->section < 0 ? 0 : p->section * 10) +
		    (name.at[i] - '0');
}

static bool
take_parameter(struct letter *l, struct span *s, struct parameter *p)
{
	size_t n = 0;

	while (n < s->len && s->at[n] != '=' && s->at[n] != ';' &&
	    s->at[n] != '(' && !ascii_is_blank(s->at[n]))
		n++;
	split_name(span_of(s->at, n), p);
	*s = span_from(*s, n);
	skip_between(s, '(');
	if (s->len == 0 || s->at[0] != '=')
		return false;
	*s = span_from(*s, 1);
	skip_blanks(s);
	p->value = s->len > 0 && s->at[0] == '"' ?
	    take_quoted(l->arena, s) : take_plain(s);
	return p->name.len > 0;
}

/* "text/html charset=x": the ';' forgotten. */
static size_t
value_len(struct span s)
{
	size_t n = 0, word;

	while (n < s.len && s.at[n] != ';' && s.at[n] != '(')
		n++;
	for (word = 0; word < n && !ascii_is_blank(s.at[word]); word++)
		;
	return word < n && memchr(s.at + word, '=', n - word) != NULL ?
	    word : n;
}

void
parameters_read(struct letter *l, struct span field, struct parameters *out)
{
	struct span s = header_unfold(l->arena, field);
	size_t n;

	out->n = 0;
	skip_between(&s, '"');
	n = value_len(s);
	out->value = span_trim(span_of(s.at, n));
	while (out->value.len > 0 && out->value.at[out->value.len - 1] == '"')
		out->value.len--;
	s = span_from(s, n);
	for (skip_between(&s, ';'); s.len > 0; skip_between(&s, ';')) {
		struct parameter *p = &out->at[out->n];

		if (out->n == LIMIT_PARAMETERS) {
			letter_flag_set(l, LETTER_LIMIT_HEADERS);
			return;
		}
		if (take_parameter(l, &s, p))
			out->n++;
	}
}

static const struct parameter *
section_find(const struct parameters *ps, const char *name, int section)
{
	for (size_t i = 0; i < ps->n; i++)
		if (ps->at[i].section == section &&
		    span_ieq_str(ps->at[i].name, name))
			return &ps->at[i];
	return NULL;
}

static void
add_percent(struct buf *out, struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		int high = -1, low = -1;

		if (s.at[i] == '%' && i + 2 < s.len) {
			high = ascii_hex(s.at[i + 1]);
			low = ascii_hex(s.at[i + 2]);
		}
		if (high < 0 || low < 0) {
			buf_add_char(out, s.at[i]);
			continue;
		}
		buf_add_char(out, (char)(high << 4 | low));
		i += 2;
	}
}

/* "utf-8'en'text": takes the charset off. */
static struct span
take_charset(struct span *s)
{
	const char *one, *two;
	struct span charset;

	one = s->len == 0 ? NULL : memchr(s->at, '\'', s->len);
	if (one == NULL)
		return span_str(NULL);
	two = memchr(one + 1, '\'', s->len - (size_t)(one + 1 - s->at));
	if (two == NULL)
		return span_str(NULL);
	charset = span_of(s->at, (size_t)(one - s->at));
	*s = span_from(*s, (size_t)(two + 1 - s->at));
	return charset;
}

static struct span
sections_join(struct letter *l, const struct parameters *ps, const char *name,
    const struct parameter *first)
{
	CLEANUP(buf_done) struct buf raw = { 0 };
	CLEANUP(buf_done) struct buf out = { 0 };
	struct span charset = span_str(NULL), value = first->value;
	const struct parameter *p = first;

	buf_init(&raw, LIMIT_FIELD_BYTES);
	buf_init(&out, LIMIT_FIELD_BYTES * 4);
	if (first->extended)
		charset = take_charset(&value);
	for (int n = first->section; p != NULL;) {
		if (p->extended)
			add_percent(&raw, value);
		else
			buf_add_span(&raw, value);
		if (n < 0)
			break;
		p = section_find(ps, name, ++n);
		value = p == NULL ? value : p->value;
	}
	charset_add(l, &out, buf_span(&raw), charset);
	return arena_copy(l->arena, buf_span(&out));
}

struct span
parameters_find(struct letter *l, const struct parameters *ps,
    const char *name)
{
	const struct parameter *p = section_find(ps, name, -1);
	const struct parameter *zero = section_find(ps, name, 0);

	if (p == NULL || (zero != NULL && !p->extended))
		p = zero != NULL ? zero : p;
	if (p == NULL)
		return span_str(NULL);
	if (p->section >= 0 || p->extended)
		return sections_join(l, ps, name, p);
	return word_text(l, p->value, span_str(NULL));
}
