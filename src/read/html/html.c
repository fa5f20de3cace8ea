#include "read/html/html.h"

#include <string.h>

#include "base/ascii.h"
#include "base/safe.h"
#include "base/swar.h"
#include "read/html/color.h"
#include "read/html/css.h"
#include "read/html/entities.h"
#include "read/html/style.h"
#include "read/html/tag.h"
#include "read/limits.h"
#include "read/text/quote.h"

#define SHOWN_MAX 300		/* bytes of a link's text compared */
#define HEAD_MAX 2048		/* bytes searched for <meta charset> */
#define HOST_MAX 260
#define LINK_MAX 8192		/* bytes of one that are undone */

/* What holds within an element beside its style bits. */
#define IN_QUOTE (1u << 8)
#define IN_PRE (1u << 9)
#define IN_REVERSED (1u << 10)	/* drawn from right to left, come what may */

#define RIGHT_TO_LEFT "\u202e"	/* override */
#define POP "\u202c"

struct element {
	uint32_t id;
	unsigned does;		/* of its tag */
	unsigned state;		/* style bits and IN_, inherited ones too */
	struct colors colors;
};

struct html {
	struct letter_builder *reader;
	unsigned marks;		/* of all of it */
	struct span rest;
	struct element *stack;	/* of LIMIT_HTML_DEPTH */
	size_t depth;
	size_t over;		/* elements open beyond the stack */
	unsigned rest_quoted;	/* IN_QUOTE once all that follows is */
	struct style_sheet sheet;
	struct buf shown, hidden, targets;
	bool blank, hidden_blank;	/* a blank is due before more text */
	bool in_link;
	struct span href;
	size_t link_at;		/* where the link's text begins in shown */
};

static unsigned
element_state(const struct html *h)
{
	unsigned inherited = h->depth == 0 ? 0 :
	    h->stack[h->depth - 1].state;

	return inherited | h->rest_quoted;
}

static bool
is_hidden(unsigned state)
{
	return (state & STYLE_HIDES) != 0;
}

/* Hands over the shown text so far, and what was hidden within it. */
static void
html_flush(struct html *h)
{
	unsigned marks = h->marks;
	struct span text;

	if ((element_state(h) & IN_QUOTE) != 0)
		marks |= PASSAGE_QUOTED;
	text = arena_copy(h->reader->letter->arena,
	    span_trim(buf_span(&h->shown)));
	quote_split(h->reader, text, marks);
	if (span_trim(buf_span(&h->hidden)).len > 0) {
		letter_flag_set(h->reader->letter, LETTER_HIDDEN_TEXT);
		letter_builder_passage_copy(h->reader, buf_span(&h->hidden),
		    marks | PASSAGE_HIDDEN);
	}
	if (h->shown.over || h->hidden.over)
		letter_flag_set(h->reader->letter, LETTER_LIMIT_TEXT);
	buf_reset(&h->shown);
	buf_reset(&h->hidden);
	h->blank = h->hidden_blank = false;
	h->link_at = 0;
}

static void
break_line(struct buf *b, bool *blank)
{
	*blank = false;
	if (b->len > 0 && b->at[b->len - 1] != '\n')
		buf_add_char(b, '\n');
}

static void
html_break(struct html *h)
{
	unsigned state = element_state(h);

	if (is_hidden(state))
		break_line(&h->hidden, &h->hidden_blank);
	else
		h->hidden_blank = true;
	/* What is only unseen breaks the line all the same. */
	if ((state & STYLE_BOX) == 0)
		break_line(&h->shown, &h->blank);
	/* an override in plain text ends with its line */
	if ((element_state(h) & IN_REVERSED) != 0 && h->shown.len > 0 &&
	    h->shown.at[h->shown.len - 1] == '\n')
		buf_add_str(&h->shown, RIGHT_TO_LEFT);
}

/* 0x80 in every byte that is not written as it is: a control, or a blank
 * behind a blank. */
static uint64_t
not_plain(uint64_t w, bool after_blank)
{
	return swar_below(w, ' ') |
	    swar_behind(swar_equal(w, ' '), after_blank);
}

/* Length of what is written as it is at the front of s, where a word begins:
 * words with one blank between each. */
static size_t
words_len(struct span s)
{
	uint64_t hard = 0;
	size_t n = 1;

	for (; hard == 0 && n + 8 <= s.len; n += 8)
		hard = not_plain(swar_load(s.at + n), s.at[n - 1] == ' ');
	if (hard != 0)
		n = n - 8 + swar_first(hard);
	while (n < s.len && (!ascii_is_web_blank(s.at[n]) ||
	    (s.at[n] == ' ' && s.at[n - 1] != ' ')))
		n++;
	return s.at[n - 1] == ' ' ? n - 1 : n;
}

/* Text without references; runs of white space become one blank. */
static void
add_collapsed(struct buf *b, bool *blank, struct span s)
{
	size_t i = 0, n;

	while (i < s.len) {
		n = ascii_is_web_blank(s.at[i]) ? 0 :
		    words_len(span_from(s, i));
		if (n > 0) {
			if (*blank && b->len > 0 && b->at[b->len - 1] != '\n')
				buf_add_char(b, ' ');
			buf_add(b, s.at + i, n);
			*blank = false;
		}
		for (i += n; i < s.len && ascii_is_web_blank(s.at[i]); i++)
			*blank = true;
	}
}

/* As long as the stack would hide or show it all alike. */
static void
add_chunk(struct html *h, struct span s, bool pre)
{
	bool hide = is_hidden(element_state(h));
	struct buf *b = hide ? &h->hidden : &h->shown;
	bool *blank = hide ? &h->hidden_blank : &h->blank;

	/* What is shown parts what is hidden on both sides of it; a blank
	 * is a blank in whichever colour. */
	h->hidden_blank = h->hidden_blank || !hide;
	h->blank = h->blank || (hide && s.len > 0 &&
	    (element_state(h) & STYLE_BOX) == 0 && span_trim(s).len == 0);
	if (!pre) {
		add_collapsed(b, blank, s);
		return;
	}
	if (*blank && s.len > 0)
		buf_add_char(b, ' ');
	*blank = false;
	buf_add_span(b, s);
}

static void
add_reference(struct html *h, struct span *s)
{
	bool hide = is_hidden(element_state(h));
	struct buf *b = hide ? &h->hidden : &h->shown;
	bool *blank = hide ? &h->hidden_blank : &h->blank;
	CLEANUP(buf_done) struct buf one = { .max = 64 };
	size_t n = entities_add(&one, *s, false);

	if (*blank && b->len > 0 && b->at[b->len - 1] != '\n')
		buf_add_char(b, ' ');
	*blank = false;
	if (n == 0)
		buf_add_char(b, '&');
	else
		buf_add_span(b, buf_span(&one));
	*s = span_from(*s, n == 0 ? 1 : n);
}

static void
html_text(struct html *h, struct span s)
{
	bool pre = (element_state(h) & IN_PRE) != 0;

	while (s.len > 0) {
		const char *mark = memchr(s.at, '&', s.len);
		size_t n = mark == NULL ? s.len : (size_t)(mark - s.at);

		add_chunk(h, span_of(s.at, n), pre);
		s = span_from(s, n);
		if (s.len > 0)
			add_reference(h, &s);
	}
}

/* An attribute's value with its references, as text. */
static void
value_add(struct buf *out, struct span s)
{
	while (s.len > 0) {
		const char *mark = memchr(s.at, '&', s.len);
		size_t n = mark == NULL ? s.len : (size_t)(mark - s.at);

		buf_add(out, s.at, n);
		s = span_from(s, n);
		if (s.len == 0)
			return;
		n = entities_add(out, s, true);
		if (n == 0)
			buf_add_char(out, '&');
		s = span_from(s, n == 0 ? 1 : n);
	}
}

static void
target_add(struct html *h, struct span value)
{
	value = span_trim(value);
	if (value.len == 0 || span_istarts(value, "data:") ||
	    span_istarts(value, "cid:") || value.at[0] == '#')
		return;
	value_add(&h->targets, value);
	buf_add_char(&h->targets, '\n');
}

/* A link as it is, and once more with its %20 undone: a query is text. */
static void
link_add(struct html *h, struct span value)
{
	CLEANUP(buf_done) struct buf plain = { .max = LINK_MAX,
		.truncate = true };

	target_add(h, value);
	if (value.len > LINK_MAX || memchr(value.at == NULL ? "" : value.at,
	    '%', value.len) == NULL)
		return;
	for (size_t i = 0; i < value.len; i++) {
		bool escape = value.at[i] == '%' && i + 2 < value.len &&
		    ascii_hex(value.at[i + 1]) >= 0 &&
		    ascii_hex(value.at[i + 2]) >= 0;

		buf_add_char(&plain, !escape ? value.at[i] :
		    (char)(ascii_hex(value.at[i + 1]) << 4 |
		    ascii_hex(value.at[i + 2])));
		i += escape ? 2 : 0;
	}
	safe_utf8(&h->targets, buf_span(&plain));
	buf_add_char(&h->targets, '\n');
}

static bool
ends_host(char c)
{
	return c == '/' || c == '?' || c == '#' || c == ':' || c == '\\' ||
	    c == '\0';
}

/* "https://www.Example.org:80/x", "mailto:a@b": the host, or empty. */
static struct span
host_of(struct span s)
{
	const char *mark;
	size_t n = 0;

	s = span_trim(s);
	mark = s.len < 4 ? NULL : span_find(s, "://", 3);
	if (mark != NULL)
		s = span_from(s, (size_t)(mark - s.at) + 3);
	else if (span_istarts(s, "mailto:"))
		s = span_from(s, 7);
	while (n < s.len && !ends_host(s.at[n]))
		n++;
	s.len = n;
	mark = s.len == 0 ? NULL : memrchr(s.at, '@', s.len);
	if (mark != NULL)
		s = span_from(s, (size_t)(mark - s.at) + 1);
	return span_istarts(s, "www.") ? span_from(s, 4) : s;
}

/* Does the text of a link claim to be an address of the web or of mail?
 * One word with a dot in it, letters behind the last one. */
static bool
is_host(struct span s)
{
	const char *dot = s.len == 0 ? NULL : memrchr(s.at, '.', s.len);
	size_t at;

	if (dot == NULL || s.len > HOST_MAX || dot == s.at)
		return false;
	at = (size_t)(dot - s.at) + 1;
	if (s.len - at < 2)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];
		bool letter = (c | 0x20) >= 'a' && (c | 0x20) <= 'z';

		if (!letter && (i >= at || (c != '.' && c != '-' &&
		    (c < '0' || c > '9'))))
			return false;
	}
	return true;
}

/* The one is the other or lies under it. */
static bool
host_covers(struct span a, struct span b)
{
	if (a.len < b.len)
		return host_covers(b, a);
	if (!span_ieq(span_from(a, a.len - b.len), b))
		return false;
	return a.len == b.len || a.at[a.len - b.len - 1] == '.';
}

static void
link_end(struct html *h)
{
	struct span shown = span_trim(span_from(buf_span(&h->shown),
	    h->link_at));
	struct span host, target = host_of(h->href);

	h->in_link = false;
	if (shown.len == 0 || shown.len > SHOWN_MAX || target.len == 0)
		return;
	for (size_t i = 0; i < shown.len; i++)
		if (ascii_is_web_blank(shown.at[i]))
			return;
	host = host_of(shown);
	if (is_host(host) && !host_covers(host, target))
		letter_flag_set(h->reader->letter, LETTER_LINK_DIFFERS);
}

/* Mail programs' wrappers around the mail that is answered. */
static const char *const quote_classes[] = {
	"gmail_quote", "yahoo_quoted", "moz-cite-prefix", "protonmail_quote",
	"zmail_extra", "tutanota_quote", "x_gmail_quote",
	"OutlookMessageHeader",
};

/* From these on everything is the old mail. */
static const char *const quote_ids[] = {
	"divRplyFwdMsg", "appendonsend", "x_divRplyFwdMsg", "replySplit",
	"reply-intro", "mail-editor-reference-message-container",
};

static bool
names_one(struct span value, const char *const *names, size_t n)
{
	while (value.len > 0) {
		size_t len = 0;

		while (len < value.len && !ascii_is_web_blank(value.at[len]))
			len++;
		if (span_one_of(span_of(value.at, len), names, n) != NULL)
			return true;
		value = span_from(value, len + 1);
	}
	return false;
}

/* Attributes that change the state; of two the first counts. */
enum seen {
	SEEN_STYLE, SEEN_HIDDEN, SEEN_CLASS, SEEN_ID, SEEN_COLOR,
	SEEN_BGCOLOR, SEEN_BACKGROUND, SEEN_DIR, SEEN_COUNT
};

static const struct span seen_names[SEEN_COUNT] = {
	[SEEN_STYLE] = { "style", 5 }, [SEEN_HIDDEN] = { "hidden", 6 },
	[SEEN_CLASS] = { "class", 5 }, [SEEN_ID] = { "id", 2 },
	[SEEN_COLOR] = { "color", 5 }, [SEEN_BGCOLOR] = { "bgcolor", 7 },
	[SEEN_BACKGROUND] = { "background", 10 }, [SEEN_DIR] = { "dir", 3 },
};

/* Their values; those that are missing begin nowhere. */
struct seen_values {
	struct span at[SEEN_COUNT];
};

static bool
seen_take(struct seen_values *seen, const struct attribute *a)
{
	enum seen i = 0;

	/* Names of one length; there are many attributes in a page. */
	while (i < SEEN_COUNT && (a->name.len != seen_names[i].len ||
	    !span_ieq(a->name, seen_names[i])))
		i++;
	if (i == SEEN_COUNT)
		return false;
	if (seen->at[i].at == NULL)
		seen->at[i] = a->value.at == NULL ? span_str("") : a->value;
	return true;
}

/* What the class and the id do. */
static unsigned
names_state(const struct html *h, struct span class, struct span id,
    unsigned state)
{
	if (class.len == 0 && id.len == 0)
		return state;
	if (names_one(class, quote_classes,
	    sizeof(quote_classes) / sizeof(quote_classes[0])))
		state |= IN_QUOTE;
	if (names_one(id, quote_ids,
	    sizeof(quote_ids) / sizeof(quote_ids[0])))
		state |= IN_QUOTE << 16;
	if (style_sheet_hides(&h->sheet, '.', class) ||
	    style_sheet_hides(&h->sheet, '#', id))
		state |= STYLE_BOX;
	return state;
}

/* What attributes of their own say of colours; a link has one of its own,
 * and what a style sheet gives is not known. */
static void
colors_take(const struct html *h, const struct tag *t,
    const struct seen_values *seen, struct colors *c)
{
	if (t->id == TAG_A)
		c->text = COLOR_UNKNOWN;
	if (h->sheet.colors && (seen->at[SEEN_CLASS].len > 0 ||
	    seen->at[SEEN_ID].len > 0))
		*c = (struct colors){ COLOR_UNKNOWN, COLOR_UNKNOWN };
	if (seen->at[SEEN_COLOR].len > 0)
		c->text = color_parse(seen->at[SEEN_COLOR]);
	if (seen->at[SEEN_BGCOLOR].len > 0)
		c->back = color_parse(seen->at[SEEN_BGCOLOR]);
	if (seen->at[SEEN_BACKGROUND].len > 0)
		c->back = COLOR_UNKNOWN;
}

static unsigned
style_state(struct span style, unsigned state, struct colors *c)
{
	CLEANUP(buf_done) struct buf plain = { .max = style.len + 64 };
	CLEANUP(buf_done) struct buf clean = { .max = style.len * 3 + 64 };

	if (style.len > 0 && memchr(style.at, '&', style.len) != NULL) {
		value_add(&plain, style);
		style = buf_span(&plain);
	}
	if (css_is_disguised(style)) {
		css_clean(&clean, style);
		style = buf_span(&clean);
	}
	colors_declare(c, style);
	return style_bits(style, state);
}

/* The state within the element of all these. */
static unsigned
seen_state(const struct html *h, const struct tag *t,
    const struct seen_values *seen, unsigned state, struct colors *c)
{
	static const unsigned both = STYLE_RTL | STYLE_OVERRIDE;

	colors_take(h, t, seen, c);
	state = names_state(h, seen->at[SEEN_CLASS], seen->at[SEEN_ID],
	    state);
	if (seen->at[SEEN_STYLE].len > 0)
		state = style_state(seen->at[SEEN_STYLE], state, c);
	if (seen->at[SEEN_HIDDEN].at != NULL)
		state |= STYLE_BOX;
	if ((state & both) == both || (t->id == TAG_BDO &&
	    span_ieq_str(span_trim(seen->at[SEEN_DIR]), "rtl")))
		state |= IN_REVERSED;
	state &= ~(unsigned)STYLE_FADED;
	return colors_hide(c) ? state | STYLE_FADED : state;
}

/* Attributes whose value is shown in some way, if only by a pointer that
 * rests on the element or to who cannot see. */
static const char *const text_names[] = {
	"alt", "title", "placeholder", "aria-label",
	"aria-description", "aria-placeholder", "label",
};

static bool
is_text_element(const struct tag *t, struct span name)
{
	/* widths and heights are the most of all */
	if (memchr("altpvALTPV", name.at[0], 10) == NULL)
		return false;
	if (span_ieq_str(name, "value"))
		return t->id == TAG_INPUT;
	return span_one_of(name, text_names,
	    sizeof(text_names) / sizeof(text_names[0])) != NULL;
}

static void
attribute_text(struct html *h, const struct tag *t, const struct attribute *a)
{
	if (span_ieq_str(a->name, "href")) {
		if (t->id == TAG_A)
			h->href = a->value;
		link_add(h, a->value);
	} else if (span_ieq_str(a->name, "action") ||
	    (span_ieq_str(a->name, "src") && t->id == TAG_IMG)) {
		link_add(h, a->value);
	} else if (is_text_element(t, a->name)) {
		target_add(h, a->value);
	}
}

static struct colors
colors_of(const struct html *h)
{
	int none = h->sheet.colors ? COLOR_UNKNOWN : 0;

	if (h->depth > 0)
		return h->stack[h->depth - 1].colors;
	return (struct colors){ none, none == 0 ? 0xffffff : none };
}

/* The state within the element; collects its texts on the way. */
static unsigned
attributes_read(struct html *h, const struct tag *t, struct colors *c)
{
	struct seen_values seen = { .at = { { NULL, 0 } } };
	unsigned state = element_state(h);
	struct span rest = t->attributes;
	struct attribute a;

	if ((t->does & TAG_QUOTE) != 0)
		state |= IN_QUOTE;
	if ((t->does & TAG_PRE) != 0)
		state |= IN_PRE;
	h->href = t->id == TAG_A ? (struct span){ NULL, 0 } : h->href;
	for (int i = 0; i < 100 && attribute_next(&rest, &a); i++)
		if (!seen_take(&seen, &a))
			attribute_text(h, t, &a);
	*c = colors_of(h);
	return seen_state(h, t, &seen, state, c);
}

/* Quoting begins or ends between two states: what was shown goes out. */
static void
state_change(struct html *h, unsigned before, unsigned after)
{
	if (((before ^ after) & IN_QUOTE) != 0)
		html_flush(h);
	if (((before ^ after) & IN_REVERSED) != 0)
		buf_add_str(&h->shown, (after & IN_REVERSED) != 0 ?
		    RIGHT_TO_LEFT : POP);
}

static void
pop_to(struct html *h, size_t depth)
{
	unsigned after = depth == 0 ? 0 : h->stack[depth - 1].state;

	state_change(h, element_state(h), after | h->rest_quoted);
	h->depth = depth;
	h->over = 0;
}

static bool
is_cell(uint32_t id)
{
	return id == TAG_TD || id == TAG_TH || id == TAG_TR;
}

/* Ends an open element of this kind within the innermost barrier; to the
 * parts of a table only the table is one. */
static void
close_open(struct html *h, uint32_t id)
{
	for (size_t i = h->depth; i > 0; i--) {
		const struct element *e = &h->stack[i - 1];

		if (e->id == id) {
			pop_to(h, i - 1);
			return;
		}
		if (is_cell(id) ? e->id == TAG_TABLE :
		    (e->does & TAG_BARRIER) != 0)
			return;
	}
}

/* Elements whose end tag may be left out. */
static void
close_implied(struct html *h, const struct tag *t)
{
	if ((t->does & TAG_CLOSES_P) != 0)
		close_open(h, TAG_P);
	if ((t->does & TAG_SAME) != 0 && t->id != TAG_P)
		close_open(h, t->id);
	if (t->id == TAG_TD)
		close_open(h, TAG_TH);
	if (t->id == TAG_TH)
		close_open(h, TAG_TD);
}

static void
element_push(struct html *h, const struct tag *t, unsigned state,
    struct colors c)
{
	if (h->depth == LIMIT_HTML_DEPTH) {
		letter_flag_set(h->reader->letter, LETTER_LIMIT_DEPTH);
		h->over++;
		return;
	}
	state_change(h, element_state(h), state);
	h->stack[h->depth++] = (struct element){ t->id, t->does, state,
	    c };
}

/* A sheet that names colours makes those of all open elements unknown. */
static void
sheet_take(struct html *h, struct span css)
{
	bool before = h->sheet.colors;

	style_sheet_read(&h->sheet, css);
	css_content_add(&h->targets, css);
	for (size_t i = 0; !before && h->sheet.colors && i < h->depth; i++)
		h->stack[i].colors = (struct colors){ COLOR_UNKNOWN,
			COLOR_UNKNOWN };
}

/* Takes the content that is no HTML off the rest. */
static void
raw_content(struct html *h, const struct tag *t)
{
	size_t n = tag_raw_len(h->rest, t->name);
	struct span raw = span_of(h->rest.at, n);

	h->rest = span_from(h->rest, n);
	if (t->id == TAG_STYLE)
		sheet_take(h, raw);
	if ((t->does & TAG_RAW) != 0)
		html_text(h, raw);
}

static void
start_tag(struct html *h, const struct tag *t)
{
	struct colors colors;
	unsigned state;

	close_implied(h, t);
	if ((t->does & TAG_BLOCK) != 0)
		html_break(h);
	if ((t->does & TAG_CELL) != 0)
		h->blank = h->hidden_blank = true;
	state = attributes_read(h, t, &colors);
	if ((state & IN_QUOTE << 16) != 0) {
		html_flush(h);
		h->rest_quoted = IN_QUOTE;
		state = (state & ~(IN_QUOTE << 16)) | IN_QUOTE;
	}
	if ((t->does & TAG_VOID) != 0)
		return;
	element_push(h, t, state, colors);
	if ((t->does & (TAG_RAW | TAG_DROP)) != 0)
		raw_content(h, t);
	if (t->id == TAG_A) {
		h->in_link = true;
		h->link_at = h->shown.len;
	}
}

/* Out of the middle of the stack: "<b><div></b>" leaves the div open. */
static void
remove_at(struct html *h, size_t i)
{
	memmove(&h->stack[i], &h->stack[i + 1],
	    (h->depth - i - 1) * sizeof(h->stack[0]));
	h->depth--;
}

/* May an end tag of this kind reach out of the element? */
static bool
holds_in(const struct element *e, const struct tag *t)
{
	if ((e->does & TAG_BARRIER) == 0 || (t->does & TAG_BARRIER) != 0)
		return false;
	return (t->does & TAG_BLOCK) == 0 || (t->does & TAG_CLOSES_P) != 0;
}

static void
close_named(struct html *h, const struct tag *t)
{
	bool inner_block = false;

	for (size_t i = h->depth; i > 0; i--) {
		const struct element *e = &h->stack[i - 1];

		if (e->id == t->id) {
			if (inner_block && t->does == 0)
				remove_at(h, i - 1);
			else
				pop_to(h, i - 1);
			return;
		}
		if (holds_in(e, t))
			return;
		inner_block = inner_block || (e->does & TAG_BLOCK) != 0;
	}
}

static void
end_tag(struct html *h, const struct tag *t)
{
	if (t->id == TAG_A && h->in_link)
		link_end(h);
	if (h->over > 0) {
		h->over--;
		return;
	}
	/* what stands behind them is shown all the same */
	if (t->id == TAG_BODY || t->id == TAG_HTML)
		return;
	if ((t->does & TAG_BLOCK) != 0)
		html_break(h);
	close_named(h, t);
	if ((t->does & TAG_BLOCK) != 0)
		html_break(h);
}

static void
html_tag(struct html *h, const struct tag *t)
{
	if (t->name.len == 0)
		return;
	if (t->end)
		end_tag(h, t);
	else
		start_tag(h, t);
}

static void
html_done(struct html *h)
{
	buf_done(&h->shown);
	buf_done(&h->hidden);
	buf_done(&h->targets);
}

void
html_split(struct letter_builder *r, struct span html, unsigned marks)
{
	/* by itself, as it is some KB that need not be cleared */
	struct element stack[LIMIT_HTML_DEPTH];
	CLEANUP(html_done) struct html h = { .reader = r, .marks = marks,
		.stack = stack };
	struct tag t;

	h.rest = html;
	buf_init(&h.shown, r->text_left + 2);
	buf_init(&h.hidden, r->text_left + 2);
	buf_init(&h.targets, r->text_left + 2);
	/* of most pages it is less */
	buf_reserve(&h.shown, html.len / 2);
	h.shown.truncate = h.hidden.truncate = h.targets.truncate = true;
	while (h.rest.len > 0) {
		const char *mark = memchr(h.rest.at, '<', h.rest.len);
		size_t n = mark == NULL ? h.rest.len :
		    (size_t)(mark - h.rest.at);

		if (n > 0)
			html_text(&h, span_of(h.rest.at, n));
		h.rest = span_from(h.rest, n);
		if (h.rest.len == 0)
			break;
		n = tag_read(h.rest, &t);
		if (n == 0)
			html_text(&h, span_of(h.rest.at, 1));
		h.rest = span_from(h.rest, n == 0 ? 1 : n);
		if (n > 0)
			html_tag(&h, &t);
	}
	html_flush(&h);
	letter_builder_passage_copy(r, buf_span(&h.targets),
	    marks | PASSAGE_TARGET);
}

struct span
html_charset(struct span s)
{
	struct span none = { NULL, 0 };
	ptrdiff_t at;
	size_t n = 0;

	if (s.len > HEAD_MAX)
		s.len = HEAD_MAX;
	at = span_ifind(s, "charset=");
	if (at < 0)
		return none;
	s = span_from(s, (size_t)at + 8);
	while (s.len > 0 && (s.at[0] == '"' || s.at[0] == '\'' ||
	    s.at[0] == ' '))
		s = span_from(s, 1);
	while (n < s.len && strchr("\"' />;\r\n", s.at[n]) == NULL)
		n++;
	return span_of(s.at, n);
}
