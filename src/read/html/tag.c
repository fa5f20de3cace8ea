#include "read/html/tag.h"

#include <string.h>

#include "base/ascii.h"

#define P (TAG_BLOCK | TAG_CLOSES_P)

#define NAME_MAX 10		/* bytes of the longest */

/* In the order of strcmp. */
static const struct {
	char name[NAME_MAX + 1];
	uint32_t id;
	unsigned does;
} tags[] = {
	{ "a", TAG_A, 0 },
	{ "address", 0, P },
	{ "applet", 0, TAG_BARRIER },
	{ "area", 0, TAG_VOID },
	{ "article", 0, P },
	{ "aside", 0, P },
	{ "base", 0, TAG_VOID },
	{ "basefont", 0, TAG_VOID },
	{ "bdo", TAG_BDO, 0 },
	{ "bgsound", 0, TAG_VOID },
	{ "blockquote", 0, P | TAG_QUOTE },
	{ "body", TAG_BODY, TAG_BLOCK },
	{ "br", 0, TAG_BLOCK | TAG_VOID },
	{ "button", 0, TAG_CELL | TAG_BARRIER },
	{ "caption", 0, TAG_BLOCK | TAG_BARRIER },
	{ "center", 0, P },
	{ "col", 0, TAG_VOID },
	{ "dd", 0, P | TAG_SAME },
	{ "details", 0, P },
	{ "dialog", 0, P },
	{ "dir", 0, P },
	{ "div", 0, P },
	{ "dl", 0, P },
	{ "dt", 0, P | TAG_SAME },
	{ "embed", 0, TAG_VOID },
	{ "fieldset", 0, P },
	{ "figcaption", 0, P },
	{ "figure", 0, P },
	{ "footer", 0, P },
	{ "form", 0, P },
	{ "frame", 0, TAG_VOID },
	{ "h1", 0, P },
	{ "h2", 0, P },
	{ "h3", 0, P },
	{ "h4", 0, P },
	{ "h5", 0, P },
	{ "h6", 0, P },
	{ "head", 0, TAG_BLOCK },
	{ "header", 0, P },
	{ "hr", 0, P | TAG_VOID },
	{ "html", TAG_HTML, TAG_BLOCK },
	{ "iframe", 0, TAG_DROP },
	{ "img", TAG_IMG, TAG_VOID },
	{ "input", TAG_INPUT, TAG_VOID },
	{ "legend", 0, TAG_BLOCK },
	{ "li", 0, P | TAG_SAME },
	{ "link", 0, TAG_VOID },
	{ "listing", 0, P | TAG_PRE },
	{ "main", 0, P },
	{ "marquee", 0, TAG_BLOCK | TAG_BARRIER },
	{ "menu", 0, P },
	{ "meta", TAG_META, TAG_VOID },
	{ "nav", 0, P },
	{ "noembed", 0, TAG_DROP },
	{ "noframes", 0, TAG_DROP },
	{ "object", 0, TAG_BARRIER },
	{ "ol", 0, P },
	{ "optgroup", 0, TAG_BLOCK },
	{ "option", 0, TAG_BLOCK | TAG_SAME },
	{ "p", TAG_P, P | TAG_SAME },
	{ "param", 0, TAG_VOID },
	{ "pre", 0, P | TAG_PRE },
	{ "script", 0, TAG_DROP },
	{ "section", 0, P },
	{ "select", 0, TAG_BLOCK },
	{ "source", 0, TAG_VOID },
	{ "style", TAG_STYLE, TAG_DROP },
	{ "summary", 0, P },
	{ "table", TAG_TABLE, P | TAG_BARRIER },
	{ "tbody", 0, TAG_BLOCK },
	{ "td", TAG_TD, TAG_CELL | TAG_BARRIER | TAG_SAME },
	{ "textarea", 0, TAG_BLOCK | TAG_RAW },
	{ "tfoot", 0, TAG_BLOCK },
	{ "th", TAG_TH, TAG_CELL | TAG_BARRIER | TAG_SAME },
	{ "thead", 0, TAG_BLOCK },
	{ "title", 0, TAG_BLOCK | TAG_RAW },
	{ "tr", TAG_TR, TAG_BLOCK | TAG_SAME },
	{ "track", 0, TAG_VOID },
	{ "ul", 0, P },
	{ "wbr", 0, TAG_VOID },
	{ "xmp", 0, TAG_BLOCK | TAG_RAW },
};

/* Where the names with each letter begin, and where the last ones end. */
static const uint8_t begins[] = {
	0, 6, 14, 17, 24, 25, 31, 31, 41, 44, 44, 44, 48, 52, 55, 59, 62, 62,
	62, 68, 78, 79, 79, 80, 81, 81, 81,
};

/* One of as many bytes, the first of which is the same. */
static bool
is_name_byte(const char name[NAME_MAX + 1], struct span s)
{
	if (name[s.len - 1] == '\0' || name[s.len] != '\0')
		return false;
	for (size_t i = 1; i < s.len; i++)
		if ((unsigned char)name[i] != span_lower(s.at[i]))
			return false;
	return true;
}

/* FNV-1a over the lower-case name, above all ids of the table. */
static uint32_t
name_hash(struct span s)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < s.len; i++)
		h = (h ^ (unsigned char)(s.at[i] | 0x20)) * 16777619u;
	return h | 0x80000000u;
}

static void
tag_find(struct tag *t)
{
	size_t letter = span_lower(t->name.at[0]) - 'a';

	for (size_t i = begins[letter]; i < begins[letter + 1] &&
	    t->name.len <= NAME_MAX; i++) {
		if (!is_name_byte(tags[i].name, t->name))
			continue;
		t->does = tags[i].does;
		t->id = tags[i].id != 0 ? tags[i].id :
		    TAG_FIRST_PLAIN + (uint32_t)i;
		return;
	}
	t->does = 0;
	t->id = name_hash(t->name);
}

/* "<!-- … -->", "<!doctype …>", "<?xml …>", "</ …>" */
static size_t
html_comment_len(struct span s)
{
	const char *end;

	if (s.len >= 4 && memcmp(s.at, "<!--", 4) == 0) {
		if (s.len > 4 && s.at[4] == '>')
			return 5;
		if (s.len > 5 && s.at[4] == '-' && s.at[5] == '>')
			return 6;
		for (size_t i = 4; i < s.len; i++) {
			end = memmem(s.at + i, s.len - i, "--", 2);
			if (end == NULL)
				return s.len;
			i = (size_t)(end - s.at);
			if (i + 2 < s.len && end[2] == '>')
				return i + 3;
			if (i + 3 < s.len && end[2] == '!' && end[3] == '>')
				return i + 4;
		}
		return s.len;
	}
	end = memchr(s.at, '>', s.len);
	return end == NULL ? s.len : (size_t)(end - s.at) + 1;
}

/* The '>' that ends the tag: not one within a quoted value. */
static size_t
attributes_end(struct span s, size_t i)
{
	bool value = false;

	for (; i < s.len && s.at[i] != '>'; i++) {
		char c = s.at[i];

		if (value && (c == '"' || c == '\'')) {
			const char *end = memchr(s.at + i + 1, c,
			    s.len - i - 1);

			if (end == NULL)
				return s.len;
			i = (size_t)(end - s.at);
		}
		if (!ascii_is_web_blank(c))
			value = c == '=';
	}
	return i;
}

size_t
tag_read(struct span s, struct tag *t)
{
	size_t i = 1, name;

	*t = (struct tag){ .id = 0 };
	if (s.len < 2)
		return 0;
	if (s.at[1] == '!' || s.at[1] == '?')
		return html_comment_len(s);
	if (s.at[1] == '/') {
		t->end = true;
		i++;
	}
	if (i >= s.len || !ascii_is_letter(s.at[i]))
		return t->end && i < s.len ? html_comment_len(s) : 0;
	for (name = i; i < s.len && s.at[i] != '>' && s.at[i] != '/' &&
	    !ascii_is_web_blank(s.at[i]); i++)
		;
	t->name = span_of(s.at + name, i - name);
	tag_find(t);
	name = i;
	i = attributes_end(s, i);
	t->attributes = span_of(s.at + name, i - name);
	return i < s.len ? i + 1 : s.len;
}

bool
attribute_next(struct span *rest, struct attribute *a)
{
	struct span s = *rest;
	size_t n = 0;

	while (s.len > 0 && (ascii_is_web_blank(s.at[0]) || s.at[0] == '/'))
		s = span_from(s, 1);
	if (s.len == 0)
		return false;
	for (n = 1; n < s.len && s.at[n] != '=' && s.at[n] != '/' &&
	    !ascii_is_web_blank(s.at[n]); n++)
		;
	a->name = span_of(s.at, n);
	a->value = (struct span){ NULL, 0 };
	s = span_from(s, n);
	for (n = 0; n < s.len && ascii_is_web_blank(s.at[n]); n++)
		;
	if (n < s.len && s.at[n] == '=') {
		s = span_from(s, n + 1);
		while (s.len > 0 && ascii_is_web_blank(s.at[0]))
			s = span_from(s, 1);
		n = 0;
		if (s.len > 0 && (s.at[0] == '"' || s.at[0] == '\'')) {
			const char *end = memchr(s.at + 1, s.at[0],
			    s.len - 1);

			n = end == NULL ? s.len : (size_t)(end - s.at);
			a->value = span_of(s.at + 1, n - 1);
			n++;
		} else {
			while (n < s.len && !ascii_is_web_blank(s.at[n]))
				n++;
			a->value = span_of(s.at, n);
		}
		s = span_from(s, n);
	}
	*rest = s;
	return true;
}

size_t
tag_raw_len(struct span s, struct span name)
{
	for (size_t i = 0; i < s.len; i++) {
		const char *mark = memchr(s.at + i, '<', s.len - i);
		size_t after;

		if (mark == NULL)
			return s.len;
		i = (size_t)(mark - s.at);
		after = i + 2 + name.len;
		if (after <= s.len && mark[1] == '/' &&
		    span_ieq(span_of(mark + 2, name.len), name) &&
		    (after == s.len || ascii_is_web_blank(s.at[after]) ||
		    s.at[after] == '>' || s.at[after] == '/'))
			return i;
	}
	return s.len;
}
