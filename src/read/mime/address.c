#include "read/mime/address.h"

#include <string.h>

#include "base/buf.h"
#include "read/limits.h"
#include "read/mime/encoded_word.h"
#include "read/mime/header.h"
#include "read/text/charset.h"

enum token {
	TOKEN_END,
	TOKEN_BLANK,
	TOKEN_ATOM,		/* dots included */
	TOKEN_QUOTED,
	TOKEN_COMMENT,
	TOKEN_SPECIAL,		/* one of < > @ , : ; */
};

struct lexer {
	struct letter *letter;
	struct span hint;	/* charset of raw 8-bit text */
	struct span rest;
	struct span text;	/* of the token; quotes and parens off */
	bool no_quotes;		/* a quoted string that never ends was met */
	bool no_comments;
};

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\0';
}

static bool
is_special(char c)
{
	return c == '<' || c == '>' || c == '@' || c == ',' || c == ':' ||
	    c == ';';
}

static enum token
address_take(struct lexer *x, enum token t, size_t from, size_t to, size_t used)
{
	x->text = span_of(x->rest.at + from, to - from);
	x->rest = span_from(x->rest, used);
	return t;
}

static enum token
lex_blank(struct lexer *x)
{
	size_t n = 1;

	while (n < x->rest.len && is_blank(x->rest.at[n]))
		n++;
	return address_take(x, TOKEN_BLANK, 0, n, n);
}

/* Position of the closing quote, or 0. */
static size_t
quote_end(struct span s)
{
	for (size_t i = 1; i < s.len; i++) {
		if (s.at[i] == '\\')
			i++;
		else if (s.at[i] == '"')
			return i;
	}
	return 0;
}

/* Position of the closing parenthesis, or 0.  Counted, not nested: a
 * header of a million of them costs a loop. */
static size_t
comment_end(struct letter *l, struct span s)
{
	size_t depth = 0;

	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] == '\\')
			i++;
		else if (s.at[i] == '(')
			depth++;
		else if (s.at[i] == ')' && --depth == 0)
			return i;
		if (depth > LIMIT_COMMENT_DEPTH)
			letter_flag_set(l, LETTER_LIMIT_HEADERS);
	}
	return 0;
}

static enum token
lex_atom(struct lexer *x)
{
	struct span s = x->rest;
	size_t n = 0;

	while (n < s.len) {
		char c = s.at[n];
		size_t word;

		if (is_blank(c) || is_special(c) || c == '"' || c == '(' ||
		    c == ')' || c == '\\' || c == '[')
			break;
		word = c == '=' ? word_len(span_from(s, n)) : 0;
		n += word > 0 ? word : 1;
	}
	/* a character that begins nothing here stands for itself */
	if (n == 0)
		return address_take(x, TOKEN_ATOM, s.at[0] == '[' ? 0 : 1, 1,
		    1);
	return address_take(x, TOKEN_ATOM, 0, n, n);
}

/* "[192.0.2.1]" and "[IPv6:…]": colons belong to it. */
static enum token
lex_literal(struct lexer *x)
{
	size_t room = x->rest.len < 256 ? x->rest.len : 256, n = 1;

	while (n < room && x->rest.at[n] != ']' && x->rest.at[n] != '<' &&
	    x->rest.at[n] != '@')
		n++;
	if (n == room || x->rest.at[n] != ']')
		return lex_atom(x);
	return address_take(x, TOKEN_ATOM, 0, n + 1, n + 1);
}

static enum token
lex_quoted(struct lexer *x)
{
	size_t end = x->no_quotes ? 0 : quote_end(x->rest);

	if (end > 0)
		return address_take(x, TOKEN_QUOTED, 1, end, end + 1);
	x->no_quotes = true;
	return address_take(x, TOKEN_BLANK, 0, 1, 1);
}

static enum token
lex_comment(struct lexer *x)
{
	size_t end = x->no_comments ? 0 : comment_end(x->letter, x->rest);

	if (end > 0)
		return address_take(x, TOKEN_COMMENT, 1, end, end + 1);
	x->no_comments = true;
	return address_take(x, TOKEN_BLANK, 0, 1, 1);
}

static enum token
lex(struct lexer *x)
{
	char c;

	if (x->rest.len == 0)
		return TOKEN_END;
	c = x->rest.at[0];
	if (is_blank(c))
		return lex_blank(x);
	if (is_special(c))
		return address_take(x, TOKEN_SPECIAL, 0, 1, 1);
	if (c == '"')
		return lex_quoted(x);
	if (c == '(')
		return lex_comment(x);
	if (c == '[')
		return lex_literal(x);
	return lex_atom(x);
}

/* Backslashes off. */
static void
add_unquoted(struct buf *out, struct span s)
{
	while (s.len > 0) {
		const char *mark = memchr(s.at, '\\', s.len);
		size_t n = mark == NULL ? s.len : (size_t)(mark - s.at);

		buf_add(out, s.at, n);
		if (mark != NULL && n + 1 < s.len)
			buf_add_char(out, mark[1]);
		s = span_from(s, n + 2);
	}
}

/* One mailbox while it is read. */
struct address_parts {
	struct lexer lexer;
	struct address **tail;
	size_t count;
	struct buf phrase;	/* words that are no address */
	struct buf run;		/* what is read without a gap */
	struct buf addr;
	struct buf comment;
	bool run_at;		/* the run holds an @ of its own */
	bool gap;		/* blanks since the run's last token */
	bool bare;		/* addr was not in brackets */
	bool comma;		/* the phrase ends with a comma */
	bool words;		/* the phrase has a quoted or second word */
	size_t word_at;		/* in brackets: where addr's last word, parted
				 * by blanks, begins */
};

static void
mailbox_done(struct address_parts *m)
{
	buf_done(&m->phrase);
	buf_done(&m->run);
	buf_done(&m->addr);
	buf_done(&m->comment);
}

static void
phrase_add(struct address_parts *m, struct span s)
{
	if (s.len == 0)
		return;
	if (m->phrase.len > 0) {
		buf_add_char(&m->phrase, ' ');
		m->words = true;
	}
	buf_add_span(&m->phrase, s);
	m->comma = false;
}

static struct span
keep_text(struct address_parts *m, const struct buf *b)
{
	struct span s = arena_copy(m->lexer.letter->arena,
	    span_trim(buf_span(b)));

	return word_text(m->lexer.letter, s, m->lexer.hint);
}

static void
address_list_add(struct address_parts *m, struct span name, struct span addr)
{
	struct letter *l = m->lexer.letter;
	struct address *a;

	if (name.len == 0 && addr.len == 0)
		return;
	if (m->count == LIMIT_ADDRESSES) {
		letter_flag_set(l, LETTER_LIMIT_ADDRESSES);
		return;
	}
	a = arena_get(l->arena, sizeof(*a));
	if (a == NULL)
		return;
	a->name = name;
	a->addr = addr;
	*m->tail = a;
	m->tail = &a->next;
	m->count++;
}

static void
mailbox_clear(struct address_parts *m)
{
	buf_reset(&m->phrase);
	buf_reset(&m->run);
	buf_reset(&m->addr);
	buf_reset(&m->comment);
	m->run_at = m->gap = m->bare = m->comma = m->words = false;
	m->word_at = 0;
}

/* A lone word is a local part without a domain: "root". */
static bool
is_local(const struct address_parts *m)
{
	return !m->words && m->phrase.len > 0 &&
	    memchr(m->phrase.at, ',', m->phrase.len) == NULL &&
	    memmem(m->phrase.at, m->phrase.len, "=?", 2) == NULL &&
	    charset_is_ascii(buf_span(&m->phrase));
}

static void
mailbox_emit(struct address_parts *m)
{
	struct span name, addr = { NULL, 0 };

	if (m->addr.len == 0 && is_local(m)) {
		address_list_add(m, keep_text(m, &m->comment),
		    keep_text(m, &m->phrase));
		mailbox_clear(m);
		return;
	}
	while (m->comma && m->phrase.len > 0 &&
	    m->phrase.at[m->phrase.len - 1] == ',')
		m->phrase.len--;
	if (m->bare && m->comma) {
		address_list_add(m, keep_text(m, &m->phrase), addr);
		buf_reset(&m->phrase);
	}
	name = keep_text(m, m->phrase.len > 0 ? &m->phrase : &m->comment);
	if (m->addr.len > 0)
		addr = keep_text(m, &m->addr);
	address_list_add(m, name, addr);
	mailbox_clear(m);
}

/* The run is at its end: an address, or a word of the name. */
static void
run_end(struct address_parts *m)
{
	if (m->run.len == 0)
		return;
	if (!m->run_at) {
		phrase_add(m, buf_span(&m->run));
	} else {
		if (m->addr.len > 0) {
			struct span none = { NULL, 0 };

			address_list_add(m, none, keep_text(m, &m->addr));
			buf_reset(&m->addr);
		}
		buf_add_span(&m->addr, buf_span(&m->run));
		m->bare = true;
	}
	buf_reset(&m->run);
	m->run_at = m->gap = false;
}

static bool
ends_in(const struct buf *b, char c)
{
	return b->len > 0 && b->at[b->len - 1] == c;
}

/* Does a token after a gap still belong to the run?  "jd @ example . org"
 * is one address by RFC 5322, 4.4; "J. Doe" is two words of a name. */
static bool
run_joins(const struct address_parts *m, struct span next)
{
	if (!m->gap)
		return true;
	if (ends_in(&m->run, '@') || (next.len > 0 && next.at[0] == '@'))
		return true;
	return m->run_at && (ends_in(&m->run, '.') ||
	    (next.len > 0 && next.at[0] == '.'));
}

static void
run_add(struct address_parts *m, struct span text, bool quoted)
{
	if (m->run.len > 0 && !run_joins(m, text))
		run_end(m);
	m->gap = false;
	if (quoted) {
		m->words = true;
		add_unquoted(&m->run, text);
	} else {
		buf_add_span(&m->run, text);
	}
}

/* "@relay:" routes and "mailto:" stand before the address proper. */
static bool
angle_special(struct address_parts *m, char c)
{
	if (c == '>')
		return false;
	if (c == '<' || c == ':') {
		buf_reset(&m->addr);
		m->word_at = 0;
	} else if (c == '@') {
		buf_add_char(&m->addr, c);
	} else if (m->addr.len > 0 && m->addr.at[0] != '@') {
		/* the bracket was never closed: a separator after all */
		m->lexer.rest = span_of(m->lexer.text.at,
		    m->lexer.rest.len + 1);
		return false;
	}
	return true;
}

static void
angle_word(struct address_parts *m, struct span text, bool quoted, bool gap)
{
	bool joins = !gap || m->addr.len == 0 || ends_in(&m->addr, '@') ||
	    ends_in(&m->addr, '.') || (text.len > 0 && text.at[0] == '.');

	if (!joins) {
		if (memchr(m->addr.at, '@', m->addr.len) != NULL)
			return;
		buf_add_char(&m->addr, ' ');
		m->word_at = m->addr.len;
	}
	if (quoted)
		add_unquoted(&m->addr, text);
	else
		buf_add_span(&m->addr, text);
}

/* The address in angle brackets goes to addr. */
static void
angle_read(struct address_parts *m)
{
	bool gap = false;

	for (;;) {
		enum token t = lex(&m->lexer);

		if (t == TOKEN_END)
			return;
		if (t == TOKEN_BLANK) {
			gap = true;
			continue;
		}
		if (t == TOKEN_SPECIAL) {
			if (!angle_special(m, m->lexer.text.at[0]))
				return;
		} else if (t != TOKEN_COMMENT) {
			angle_word(m, m->lexer.text, t == TOKEN_QUOTED, gap);
		}
		gap = false;
	}
}

/* "<John Doe jd@example.org>": only its last word is the address. */
static void
angle_split(struct address_parts *m)
{
	size_t at = m->word_at;

	m->word_at = 0;
	if (at == 0)
		return;
	phrase_add(m, span_trim(span_of(m->addr.at, at)));
	m->words = true;
	buf_drop(&m->addr, at);
}

static void
angle_begin(struct address_parts *m)
{
	run_end(m);
	if (m->addr.len > 0 && !m->bare)
		mailbox_emit(m);
	if (m->bare) {
		/* what looked like an address was the name */
		CLEANUP(buf_done) struct buf was = m->addr;

		buf_init(&m->addr, LIMIT_FIELD_BYTES);
		phrase_add(m, buf_span(&was));
		m->bare = false;
		m->words = true;
	}
	m->word_at = 0;
	angle_read(m);
	if (m->addr.len == 0)
		return;
	if (memchr(m->addr.at, '@', m->addr.len) != NULL) {
		angle_split(m);
	} else if (memchr(m->addr.at, ' ', m->addr.len) != NULL) {
		phrase_add(m, buf_span(&m->addr));
		buf_reset(&m->addr);
		m->words = true;
	}
}

/* A comma ends a mailbox, but not "Doe, John <jd@example.org>". */
static void
comma(struct address_parts *m)
{
	run_end(m);
	if (m->addr.len > 0 || m->phrase.len == 0) {
		mailbox_emit(m);
		return;
	}
	buf_add_char(&m->phrase, ',');
	m->comma = true;
}

/* The name of a group, or "mailto": neither is anybody. */
static void
colon(struct address_parts *m)
{
	if (m->run_at)
		run_end(m);
	if (m->addr.len > 0)
		mailbox_emit(m);
	mailbox_clear(m);
}

static void
special(struct address_parts *m, char c)
{
	switch (c) {
	case '<':
		angle_begin(m);
		break;
	case '@':
		run_add(m, m->lexer.text, false);
		m->run_at = true;
		break;
	case ',':
		comma(m);
		break;
	case ';':
		run_end(m);
		mailbox_emit(m);
		break;
	case ':':
		colon(m);
		break;
	}
}

static void
mailbox_token(struct address_parts *m, enum token t)
{
	switch (t) {
	case TOKEN_ATOM:
	case TOKEN_QUOTED:
		run_add(m, m->lexer.text, t == TOKEN_QUOTED);
		break;
	case TOKEN_BLANK:
		m->gap = true;
		break;
	case TOKEN_COMMENT:
		m->gap = true;
		buf_reset(&m->comment);
		add_unquoted(&m->comment, m->lexer.text);
		break;
	case TOKEN_SPECIAL:
		special(m, m->lexer.text.at[0]);
		break;
	case TOKEN_END:
		break;
	}
}

void
address_add(struct letter *l, struct span field, struct span hint,
    struct address **list)
{
	CLEANUP(mailbox_done) struct address_parts m = { .tail = list };
	enum token t;

	for (; *m.tail != NULL; m.tail = &(*m.tail)->next)
		m.count++;
	m.lexer.letter = l;
	m.lexer.hint = hint;
	m.lexer.rest = header_unfold(l->arena, field);
	buf_init(&m.phrase, LIMIT_FIELD_BYTES);
	buf_init(&m.run, LIMIT_FIELD_BYTES);
	buf_init(&m.addr, LIMIT_FIELD_BYTES);
	buf_init(&m.comment, LIMIT_FIELD_BYTES);
	while ((t = lex(&m.lexer)) != TOKEN_END)
		mailbox_token(&m, t);
	run_end(&m);
	mailbox_emit(&m);
}
