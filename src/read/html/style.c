#include "read/html/style.h"

#include <string.h>

#include "base/ascii.h"
#include "read/html/css.h"

/* Declarations that set a bit. */
static const struct {
	const char *name, *value;
	unsigned bit;
} hiding[] = {
	{ "display", "none", STYLE_BOX },
	{ "mso-hide", "all", STYLE_BOX },
	{ "opacity", "0", STYLE_BOX },
	{ "max-height", "0", STYLE_BOX },
	{ "visibility", "hidden", STYLE_INVISIBLE },
	{ "visibility", "collapse", STYLE_INVISIBLE },
	{ "font-size", "0", STYLE_TINY },
	{ "color", "transparent", STYLE_CLEAR },
	{ "text-indent", "-", STYLE_BOX },
	{ "left", "-", STYLE_BOX },
	{ "top", "-", STYLE_BOX },
	{ "margin-left", "-", STYLE_BOX },
	{ "clip", "rect(0", STYLE_BOX },
	{ "transform", "scale(0)", STYLE_BOX },
	{ "direction", "rtl", STYLE_RTL },
	{ "unicode-bidi", "bidi-override", STYLE_OVERRIDE },
	{ "unicode-bidi", "isolate-override", STYLE_OVERRIDE },
};

#define FAR 900			/* out of every window, in any unit */

/* "0", "0px", "0.0em", "0 !important": nothing at all. */
static bool
is_zero(struct span v)
{
	size_t i = 0;

	while (i < v.len && (v.at[i] == '0' || v.at[i] == '.'))
		i++;
	return i > 0 && (i == v.len || v.at[i] < '0' || v.at[i] > '9');
}

/* "-9999px" */
static bool
is_far(struct span v)
{
	int n = 0;

	if (v.len == 0 || v.at[0] != '-')
		return false;
	for (size_t i = 1; i < v.len && v.at[i] >= '0' && v.at[i] <= '9' &&
	    n < FAR; i++)
		n = n * 10 + v.at[i] - '0';
	return n >= FAR;
}

/* "1px", "0.9pt": a letter of which nobody reads. */
static bool
is_tiny(struct span v)
{
	size_t i = 0;

	if (is_zero(v))
		return true;
	if (v.len > 0 && (v.at[0] == '0' || v.at[0] == '1'))
		i++;
	if (i < v.len && v.at[i] == '.')
		for (i++; i < v.len && v.at[i] >= '0' && v.at[i] <= '9'; i++)
			;
	v = span_from(v, i);
	return i > 0 && (span_istarts(v, "px") || span_istarts(v, "pt"));
}

static bool
value_is(struct span name, struct span v, const char *want)
{
	if (want[0] == '-')
		return is_far(v);
	if (want[0] == '0')
		return span_ieq_str(name, "font-size") ? is_tiny(v) :
		    is_zero(v);
	return span_istarts(v, want);
}

static unsigned
one_bits(struct span name, struct span value, unsigned bits)
{
	unsigned char first = name.len == 0 ? 0 : span_lower(name.at[0]);

	for (size_t i = 0; i < sizeof(hiding) / sizeof(hiding[0]); i++) {
		unsigned bit = hiding[i].bit;

		if (hiding[i].name[0] != first ||
		    !span_ieq_str(name, hiding[i].name))
			continue;
		if (value_is(name, value, hiding[i].value))
			return bits | bit;
		if (bit != STYLE_BOX)
			bits &= ~bit;
	}
	return bits;
}

static unsigned
clean_bits(struct span s, unsigned bits)
{
	struct span name, value;

	while (css_next(&s, &name, &value))
		bits = one_bits(name, value, bits);
	return bits;
}

unsigned
style_bits(struct span s, unsigned bits)
{
	CLEANUP(buf_done) struct buf clean = { .max = s.len * 3 + 1 };

	if (!css_is_disguised(s))
		return clean_bits(s, bits);
	css_clean(&clean, s);
	return clean_bits(buf_span(&clean), bits);
}

static void
sheet_add(struct style_sheet *sheet, char kind, struct span name)
{
	if (name.len == 0 || sheet->n == STYLE_CLASSES_MAX)
		return;
	sheet->name[sheet->n] = name;
	sheet->kind[sheet->n++] = kind;
}

/* ".a, p.b, #c": only the simple ones; ".a .b" would need the tree. */
static void
selectors_add(struct style_sheet *sheet, struct span s)
{
	while (s.len > 0) {
		const char *end = memchr(s.at, ',', s.len);
		size_t n = end == NULL ? s.len : (size_t)(end - s.at), i = 0;
		struct span one = span_trim(span_of(s.at, n));

		while (i < one.len && one.at[i] != '.' && one.at[i] != '#')
			i++;
		if (i < one.len) {
			struct span name = span_from(one, i + 1);
			bool simple = true;

			for (size_t k = 0; k < name.len; k++)
				if (strchr(" .:>+~[#\t\r\n", name.at[k]))
					simple = false;
			for (size_t k = 0; k < i; k++)
				simple = simple &&
				    !ascii_is_web_blank(one.at[k]);
			if (simple)
				sheet_add(sheet, one.at[i], name);
		}
		s = span_from(s, n + 1);
	}
}

/* What holds on small screens or paper only hides nothing here. */
static struct span
skip_at_rule(struct span s)
{
	size_t depth = 0, i = 0;

	for (; i < s.len; i++) {
		if (s.at[i] == '{')
			depth++;
		else if (s.at[i] == '}' && (depth == 0 || --depth == 0))
			break;
		else if (s.at[i] == ';' && depth == 0)
			break;
	}
	return span_from(s, i + 1);
}

void
style_sheet_read(struct style_sheet *sheet, struct span s)
{
	sheet->colors = sheet->colors || span_ifind(s, "background") >= 0 ||
	    span_ifind(s, "color") >= 0;
	while (s.len > 0 && sheet->n < STYLE_CLASSES_MAX) {
		const char *open, *close;
		size_t at, n;

		while (s.len > 0 && ascii_is_web_blank(s.at[0]))
			s = span_from(s, 1);
		if (s.len > 0 && s.at[0] == '@') {
			s = skip_at_rule(s);
			continue;
		}
		open = s.len == 0 ? NULL : memchr(s.at, '{', s.len);
		if (open == NULL)
			return;
		at = (size_t)(open - s.at);
		close = memchr(open, '}', s.len - at);
		n = close == NULL ? s.len : (size_t)(close - s.at);
		if ((style_bits(span_of(open + 1, n - at - 1), 0) &
		    STYLE_HIDES) != 0)
			selectors_add(sheet, span_of(s.at, at));
		s = span_from(s, n + 1);
	}
}

bool
style_sheet_hides(const struct style_sheet *sheet, char kind, struct span s)
{
	while (s.len > 0 && sheet->n > 0) {
		size_t n = 0;

		while (n < s.len && !ascii_is_web_blank(s.at[n]))
			n++;
		for (size_t i = 0; i < sheet->n; i++)
			if (sheet->kind[i] == kind &&
			    span_eq(sheet->name[i], span_of(s.at, n)))
				return true;
		s = span_from(s, n + 1);
	}
	return false;
}
