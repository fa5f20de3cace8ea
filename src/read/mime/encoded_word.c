#include "read/mime/encoded_word.h"

#include <string.h>

#include "base/ascii.h"
#include "base/buf.h"
#include "read/limits.h"
#include "read/mime/header.h"
#include "read/mime/transfer.h"
#include "read/text/charset.h"

#define CHARSET_MAX 64		/* bytes of a charset in a word */
#define WORD_MAX 1000		/* bytes of a word inside an address */

struct word {
	struct span charset;
	struct span text;
	char encoding;		/* 'q' or 'b' */
	size_t len;		/* with all around it */
	bool ended;		/* by "?=" */
};

/* "=?charset[*language]?b?"; *len is the length of that. */
static bool
word_head(struct span s, struct word *w, size_t *len)
{
	size_t room = s.len < CHARSET_MAX ? s.len : CHARSET_MAX, star;
	const char *mark;
	char e;

	if (s.len < 5 || s.at[0] != '=' || s.at[1] != '?')
		return false;
	mark = memchr(s.at + 2, '?', room - 2);
	if (mark == NULL)
		return false;
	*len = (size_t)(mark - s.at) + 3;
	if (s.len < *len || mark[2] != '?')
		return false;
	e = (char)(mark[1] | 0x20);
	if (e != 'q' && e != 'b')
		return false;
	w->encoding = e;
	w->charset = span_of(s.at + 2, (size_t)(mark - s.at) - 2);
	for (star = 0; star < w->charset.len; star++)
		if (w->charset.at[star] == '*')
			w->charset.len = star;
	return true;
}

/* "?=" at i is a bare question mark before a =XX when the true end is
 * still to come: "=?utf-8?Q?Really?=20yes?=". */
static bool
word_goes_on(struct span s, size_t i)
{
	size_t end = i + 2 + 80 < s.len ? i + 2 + 80 : s.len;

	if (i + 3 >= s.len || ascii_hex(s.at[i + 2]) == -1 ||
	    ascii_hex(s.at[i + 3]) == -1)
		return false;
	for (size_t k = i + 4; k + 1 < end; k++) {
		if (s.at[k] == '=' && s.at[k + 1] == '?')
			return false;
		if (s.at[k] == '?' && s.at[k + 1] == '=')
			return true;
	}
	return false;
}

static bool
word_parse(struct span s, struct word *w)
{
	struct word next;
	size_t head, ignored;
	const char *mark;

	if (!word_head(s, w, &head))
		return false;
	w->len = s.len;
	w->ended = false;
	for (size_t i = head; i < s.len; i++) {
		mark = memchr(s.at + i, '?', s.len - i);
		if (mark == NULL)
			break;
		i = (size_t)(mark - s.at);
		if (i + 1 < s.len && mark[1] == '=' &&
		    !(w->encoding == 'q' && word_goes_on(s, i))) {
			w->text = span_of(s.at + head, i - head);
			w->len = i + 2;
			w->ended = true;
			return true;
		}
		if (i > head && mark[-1] == '=' &&
		    word_head(span_from(s, i - 1), &next, &ignored)) {
			w->len = i - 1;
			break;
		}
	}
	w->text = span_trim(span_of(s.at + head, w->len - head));
	return true;
}

size_t
word_len(struct span s)
{
	struct word w;

	if (s.len > WORD_MAX)
		s.len = WORD_MAX;
	if (!word_parse(s, &w) || !w.ended)
		return 0;
	for (size_t i = 0; i < w.text.len; i++)
		if (w.text.at[i] == '<' || w.text.at[i] == '>' ||
		    w.text.at[i] == '"')
			return 0;
	return w.len;
}

/* The next "=?" from i on, or NULL.  Looked for by its question mark, the
 * rarer of the two. */
static const char *
word_mark(struct span s, size_t i)
{
	while (i < s.len) {
		const char *mark = memchr(s.at + i, '?', s.len - i);

		if (mark == NULL)
			return NULL;
		if (mark > s.at + i && mark[-1] == '=')
			return mark - 1;
		i = (size_t)(mark - s.at) + 1;
	}
	return NULL;
}

/* The bytes of the words read so far and not yet converted. */
struct pending {
	struct letter *letter;
	struct buf *out;
	struct buf bytes;
	struct span charset;
	struct span hint;
	bool open;		/* the last thing read was a word */
};

static void
pending_flush(struct pending *p)
{
	if (p->bytes.len > 0)
		charset_add(p->letter, p->out, buf_span(&p->bytes),
		    p->charset);
	buf_reset(&p->bytes);
}

static void
pending_word(struct pending *p, const struct word *w)
{
	if (!span_ieq(p->charset, w->charset))
		pending_flush(p);
	p->charset = w->charset;
	if (w->encoding == 'q')
		transfer_q(&p->bytes, w->text);
	else if (!transfer_decode(TRANSFER_BASE64, w->text, &p->bytes))
		letter_flag_set(p->letter, LETTER_BAD_ENCODING);
	if (!w->ended)
		letter_flag_set(p->letter, LETTER_BAD_ENCODING);
	p->open = true;
}

static void
pending_plain(struct pending *p, struct span s)
{
	if (s.len == 0)
		return;
	pending_flush(p);
	p->open = false;
	charset_add_hint(p->letter, p->out, s, p->hint);
}

static void
pending_done(struct pending *p)
{
	buf_done(&p->bytes);
}

static void
words_add(struct letter *l, struct buf *out, struct span s, struct span hint)
{
	CLEANUP(pending_done) struct pending p = { .letter = l, .out = out,
	    .hint = hint };
	size_t words = 0, plain = 0, at = 0;

	buf_init(&p.bytes, LIMIT_FIELD_BYTES);
	while (at < s.len && words < LIMIT_ENCODED_WORDS) {
		const char *mark = word_mark(s, at);
		struct word w;

		if (mark == NULL)
			break;
		at = (size_t)(mark - s.at);
		if (!word_parse(span_from(s, at), &w)) {
			at += 2;
			continue;
		}
		if (!p.open ||
		    span_trim(span_of(s.at + plain, at - plain)).len > 0)
			pending_plain(&p, span_of(s.at + plain, at - plain));
		pending_word(&p, &w);
		at += w.len;
		plain = at;
		words++;
	}
	if (words == LIMIT_ENCODED_WORDS)
		letter_flag_set(l, LETTER_LIMIT_HEADERS);
	pending_plain(&p, span_from(s, plain));
	pending_flush(&p);
}

static struct span
decoded(struct letter *l, struct span s, struct span hint, bool words)
{
	CLEANUP(buf_done) struct buf out = { 0 };

	buf_init(&out, LIMIT_FIELD_BYTES * 4);
	if (words)
		words_add(l, &out, s, hint);
	else
		charset_add_hint(l, &out, s, hint);
	return arena_copy(l->arena, buf_span(&out));
}

struct span
word_text(struct letter *l, struct span value, struct span hint)
{
	struct span s = header_unfold(l->arena, value);
	bool words = word_mark(s, 0) != NULL;

	return words || !charset_is_utf8(s) ? decoded(l, s, hint, words) : s;
}
