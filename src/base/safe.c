#include "base/safe.h"

#include <wchar.h>

int
safe_decode(struct span s, size_t *used)
{
	const unsigned char *p = (const unsigned char *)s.at;
	static const int least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	int need, code;

	*used = 1;
	if (s.len == 0)
		return -1;
	if (p[0] < 0x80)
		return p[0];
	need = p[0] >= 0xf0 && p[0] < 0xf5 ? 4 : p[0] >= 0xe0 ? 3 :
	    p[0] >= 0xc2 ? 2 : 0;
	if (need == 0 || p[0] >= 0xf5 || s.len < (size_t)need)
		return -1;
	code = p[0] & (0x7f >> need);
	for (int i = 1; i < need; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return -1;
		code = code << 6 | (p[i] & 0x3f);
	}
	if (code < least[need] || code > 0x10ffff ||
	    (code >= 0xd800 && code <= 0xdfff))
		return -1;
	*used = (size_t)need;
	return code;
}

/* Characters that change what a reader sees without being seen. */
static const struct {
	int from, to;
} unseen[] = {
	{ 0x00, 0x1f }, { 0x7f, 0x9f }, { 0xad, 0xad }, { 0x34f, 0x34f },
	{ 0x61c, 0x61c }, { 0x115f, 0x1160 }, { 0x17b4, 0x17b5 },
	{ 0x180b, 0x180f }, { 0x200b, 0x200f }, { 0x2028, 0x202e },
	{ 0x2060, 0x206f }, { 0x3164, 0x3164 }, { 0xfeff, 0xfeff },
	{ 0xfff0, 0xfffb }, { 0x1d173, 0x1d17a }, { 0xe0000, 0xe0fff },
};

static bool
is_invisible(int code)
{
	for (size_t i = 0; i < sizeof(unseen) / sizeof(unseen[0]); i++)
		if (code >= unseen[i].from && code <= unseen[i].to)
			return true;
	return false;
}

static void
put_code(struct buf *out, int code, struct span raw, enum safe_lines lines)
{
	if (code == '\r')
		return;
	if (code == '\n' || code == '\t')
		buf_add_char(out, lines == SAFE_LINES ? (char)code : ' ');
	else if (code < 0)
		buf_addf(out, "\\x{%02X}", (unsigned char)raw.at[0]);
	else if (is_invisible(code))
		buf_addf(out, "\\u{%04X}", (unsigned)code);
	else
		buf_add_span(out, raw);
}

void
safe_text(struct buf *out, struct span s, enum safe_lines lines)
{
	while (s.len > 0) {
		size_t used, plain = 0;
		int code;

		while (plain < s.len && s.at[plain] >= 0x20 &&
		    s.at[plain] < 0x7f)
			plain++;
		buf_add(out, s.at, plain);
		s = span_from(s, plain);
		if (s.len == 0)
			break;
		code = safe_decode(s, &used);
		put_code(out, code, span_of(s.at, used), lines);
		s = span_from(s, used);
	}
}

void
safe_utf8(struct buf *out, struct span s)
{
	while (s.len > 0) {
		size_t used;
		int code = safe_decode(s, &used);

		if (code < 0)
			buf_add_utf8(out, 0xfffd);
		else
			buf_add(out, s.at, used);
		s = span_from(s, used);
	}
}

/* Letters, digits and what stands in names and dates: most cells. */
static bool
is_bare(struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || c == ' ' || c == '_' ||
		    c == '.' || c == ':' || (c == '-' && i > 0)))
			return false;
	}
	return true;
}

void
safe_csv(struct buf *out, struct span s)
{
	CLEANUP(buf_done) struct buf text = { .max = out->max };
	bool quote = false;

	if (is_bare(s)) {
		buf_add_span(out, s);
		return;
	}
	if (s.len > 0 && (s.at[0] == '=' || s.at[0] == '+' ||
	    s.at[0] == '-' || s.at[0] == '@' || s.at[0] == '\t' ||
	    s.at[0] == '\r'))
		buf_add_char(&text, '\'');
	safe_text(&text, s, SAFE_ONE_LINE);
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] == '"' || text.at[i] == ',')
			quote = true;
	if (!quote) {
		buf_add_span(out, buf_span(&text));
		return;
	}
	buf_add_char(out, '"');
	for (size_t i = 0; i < text.len; i++) {
		if (text.at[i] == '"')
			buf_add_char(out, '"');
		buf_add_char(out, text.at[i]);
	}
	buf_add_char(out, '"');
}

size_t
safe_width(struct span s)
{
	size_t width = 0;

	while (width < s.len && s.at[width] >= ' ' && s.at[width] <= '~')
		width++;
	s = span_from(s, width);
	while (s.len > 0) {
		size_t used;
		int code = safe_decode(s, &used);
		int w = code < 0 ? 1 : wcwidth((wchar_t)code);

		width += w > 0 ? (size_t)w : 0;
		s = span_from(s, used);
	}
	return width;
}
