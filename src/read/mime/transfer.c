#include "read/mime/transfer.h"

#include <stdint.h>
#include <string.h>

#include "base/ascii.h"
#include "read/text/line.h"

static const struct {
	const char *name;
	enum transfer is;
} names[] = {
	{ "", TRANSFER_NONE },
	{ "7bit", TRANSFER_NONE },
	{ "7-bit", TRANSFER_NONE },
	{ "8bit", TRANSFER_NONE },
	{ "8-bit", TRANSFER_NONE },
	{ "binary", TRANSFER_NONE },
	{ "none", TRANSFER_NONE },
	{ "base64", TRANSFER_BASE64 },
	{ "base-64", TRANSFER_BASE64 },
	{ "quoted-printable", TRANSFER_QUOTED },
	{ "quotedprintable", TRANSFER_QUOTED },
	{ "x-uuencode", TRANSFER_UU },
	{ "x-uue", TRANSFER_UU },
	{ "uuencode", TRANSFER_UU },
	{ "uue", TRANSFER_UU },
};

enum transfer
transfer_parse(struct span value)
{
	struct span s = span_trim(value);
	const char *close;
	size_t n = 0;

	while (s.len > 0 && s.at[0] == '(' &&
	    (close = memchr(s.at, ')', s.len)) != NULL)
		s = span_trim(span_from(s, (size_t)(close - s.at) + 1));
	if (s.len > 0 && s.at[0] == '"')
		s = span_from(s, 1);
	while (n < s.len && s.at[n] != ';' && s.at[n] != ' ' &&
	    s.at[n] != '(' && s.at[n] != '"' && s.at[n] != '\r' &&
	    s.at[n] != '\n')
		n++;
	s.len = n;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (span_ieq_str(s, names[i].name))
			return names[i].is;
	return TRANSFER_UNKNOWN;
}

#define B64_SKIP 64		/* white space */
#define B64_PAD 65
#define B64_BAD 66

/* What a byte is worth; - and _ are of the alphabet for URLs. */
static const uint8_t b64_values[256] = {
	66, 66, 66, 66, 66, 66, 66, 66, 66, 64, 64, 66, 66, 64, 66, 66,
	66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66,
	64, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 62, 66, 62, 66, 63,
	52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 66, 66, 66, 65, 66, 66,
	66, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
	15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 66, 66, 66, 66, 63,
	66, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40,
	41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 66, 66, 66, 66, 66,
	66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66,
	66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66,
	66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66,
	66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66,
	66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66,
	66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66,
	66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66,
	66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66, 66,
};

struct b64 {
	uint32_t bits;		/* of the group being read */
	unsigned digits;	/* in the group */
	size_t bad;		/* bytes that belong to no base64 */
};

/* Padding or the end: what a part of a group still holds. */
static char *
b64_flush(struct b64 *b, char *to)
{
	if (b->digits >= 2)
		*to++ = (char)(b->bits >> (b->digits == 2 ? 4 : 10));
	if (b->digits == 3)
		*to++ = (char)(b->bits >> 2);
	b->bits = 0;
	b->digits = 0;
	return to;
}

static char *
b64_byte(struct b64 *b, unsigned char c, char *to)
{
	unsigned v = b64_values[c];

	if (v >= B64_SKIP) {
		if (v == B64_PAD)
			return b64_flush(b, to);
		b->bad += v == B64_BAD;
		return to;
	}
	b->bits = b->bits << 6 | v;
	if (++b->digits < 4)
		return to;
	*to++ = (char)(b->bits >> 16);
	*to++ = (char)(b->bits >> 8);
	*to++ = (char)b->bits;
	b->bits = 0;
	b->digits = 0;
	return to;
}

static bool
b64_decode(struct span s, struct buf *out)
{
	const unsigned char *p = (const unsigned char *)s.at;
	size_t room = s.len / 4 * 3 + 4, i = 0;
	char *start, *to;
	struct b64 b = { 0 };

	if (room > out->max - out->len) {
		out->over = true;
		room = out->max - out->len;
		if (room < 8)
			return true;
		s.len = (room - 4) / 3 * 4;
	}
	start = to = buf_room(out, room);
	if (start == NULL)
		return true;
	for (; i < s.len; i++) {
		while (b.digits == 0 && i + 4 <= s.len) {
			unsigned v0 = b64_values[p[i]];
			unsigned v1 = b64_values[p[i + 1]];
			unsigned v2 = b64_values[p[i + 2]];
			unsigned v3 = b64_values[p[i + 3]];

			if ((v0 | v1 | v2 | v3) >= B64_SKIP)
				break;
			*to++ = (char)(v0 << 2 | v1 >> 4);
			*to++ = (char)(v1 << 4 | v2 >> 2);
			*to++ = (char)(v2 << 6 | v3);
			i += 4;
		}
		if (i < s.len)
			to = b64_byte(&b, p[i], to);
	}
	to = b64_flush(&b, to);
	out->len += (size_t)(to - start);
	return b.bad == 0;
}

#define B64_LINE 60		/* no shorter line surely is base64 */
#define B64_ENOUGH 40		/* digits */

/* Nothing but digits of base64 and padding.  *all: long, and no rule of
 * dashes or underscores. */
static bool
b64_line(struct span line, bool *all)
{
	bool differs = false;

	for (size_t i = 0; i < line.len; i++) {
		unsigned v = b64_values[(unsigned char)line.at[i]];

		if (v == B64_SKIP || v == B64_BAD)
			return false;
		differs = differs || line.at[i] != line.at[0];
	}
	*all = differs && line.len >= B64_LINE;
	return true;
}

/* The search for the end of base64. */
struct b64_tail {
	size_t digits;		/* before the end */
	bool padded;		/* they end with padding */
	size_t blank;		/* an empty line behind them, or 0 */
	size_t end;		/* of base64; 0: not met */
};

static void
b64_tail_line(struct b64_tail *t, struct span line, size_t at)
{
	bool all = false;

	if (line.len == 0) {
		if (t->digits > 0 && t->blank == 0)
			t->blank = at;
		return;
	}
	if (!b64_line(line, &all)) {
		if (t->end == 0)
			t->end = t->blank > 0 ? t->blank : at;
		return;
	}
	/* base64 goes on: the line before was only broken */
	if (all)
		t->end = t->blank = 0;
	if (t->end > 0 || t->blank > 0)
		return;
	t->digits += line.len;
	t->padded = line.at[line.len - 1] == '=';
}

size_t
transfer_base64_end(struct span s)
{
	struct b64_tail t = { 0 };
	struct span rest = s, line;

	while (rest.len > 0) {
		size_t at = (size_t)(rest.at - s.at);

		line_next(&rest, &line);
		b64_tail_line(&t, span_trim(line), at);
	}
	return t.end > 0 && (t.padded || t.digits >= B64_ENOUGH) ? t.end :
	    s.len;
}

/* "=XX" at the front of s: its byte, or -1. */
static int
hex_pair(struct span s)
{
	int high, low;

	if (s.len < 3)
		return -1;
	high = ascii_hex(s.at[1]);
	low = ascii_hex(s.at[2]);
	return high < 0 || low < 0 ? -1 : high << 4 | low;
}

/* One line without its end; false when an "=" stood for nothing. */
static bool
quoted_line(struct span line, struct buf *out)
{
	bool clean = true;

	while (line.len > 0) {
		const char *mark = memchr(line.at, '=', line.len);
		size_t plain = mark == NULL ? line.len :
		    (size_t)(mark - line.at);
		int code;

		buf_add(out, line.at, plain);
		line = span_from(line, plain);
		if (line.len == 0)
			break;
		code = hex_pair(line);
		buf_add_char(out, code < 0 ? '=' : (char)code);
		clean = clean && code >= 0;
		line = span_from(line, code < 0 ? 1 : 3);
	}
	return clean;
}

static bool
quoted_decode(struct span s, struct buf *out)
{
	bool clean = true;

	buf_reserve(out, s.len);
	while (s.len > 0 && !out->over) {
		bool ended = false, soft = false;
		struct span line, rest = s;

		line_next(&rest, &line);
		ended = line.at + line.len < s.at + s.len &&
		    (rest.len > 0 || s.at[s.len - 1] == '\n');
		s = rest;
		while (line.len > 0 && (line.at[line.len - 1] == ' ' ||
		    line.at[line.len - 1] == '\t'))
			line.len--;
		if (line.len > 0 && line.at[line.len - 1] == '=') {
			soft = true;
			line.len--;
		}
		clean = quoted_line(line, out) && clean;
		if (ended && !soft)
			buf_add_char(out, '\n');
	}
	return clean;
}

void
transfer_q(struct buf *out, struct span s)
{
	while (s.len > 0) {
		int code = s.at[0] == '=' ? hex_pair(s) : -1;

		if (code >= 0)
			buf_add_char(out, (char)code);
		else
			buf_add_char(out, s.at[0] == '_' ? ' ' : s.at[0]);
		s = span_from(s, code >= 0 ? 3 : 1);
	}
}

bool
transfer_uu_begin(struct span line, struct span *name)
{
	size_t i = 6;

	if (line.len < 10 || memcmp(line.at, "begin ", 6) != 0)
		return false;
	while (i < line.len && line.at[i] >= '0' && line.at[i] <= '7')
		i++;
	if (i < 9 || i > 10 || i >= line.len || line.at[i] != ' ')
		return false;
	*name = span_trim(span_from(line, i));
	return name->len > 0;
}

/* A data line says its length in its first byte; some lose trailing
 * blanks, some add a checksum. */
static bool
uu_line(struct span line, struct buf *out)
{
	size_t want, i = 1;

	if (line.len == 0 || line.at[0] < ' ' || line.at[0] > '`')
		return false;
	want = (size_t)(line.at[0] - ' ') & 63;
	if (line.len > want / 3 * 4 + 4 + 8)
		return false;
	for (size_t k = 1; k < line.len; k++)
		if (line.at[k] < ' ' || line.at[k] > '`')
			return false;
	for (; want > 0; i += 4) {
		unsigned v = 0;
		char three[3];

		for (size_t k = i; k < i + 4; k++)
			v = v << 6 | (k < line.len ?
			    (unsigned)(line.at[k] - ' ') & 63 : 0);
		three[0] = (char)(v >> 16);
		three[1] = (char)(v >> 8);
		three[2] = (char)v;
		buf_add(out, three, want < 3 ? want : 3);
		want -= want < 3 ? want : 3;
	}
	return true;
}

bool
transfer_uu_lines(struct span *rest, struct buf *out)
{
	struct span after = *rest, line;
	bool any = false;

	while (line_next(&after, &line)) {
		if (span_ieq_str(span_trim(line), "end")) {
			*rest = after;
			return true;
		}
		if (!uu_line(line, out))
			break;
		any = true;
		*rest = after;
	}
	return any;
}

static bool
uu_decode(struct span s, struct buf *out)
{
	struct span line, name;

	while (line_next(&s, &line))
		if (transfer_uu_begin(line, &name))
			return transfer_uu_lines(&s, out);
	return false;
}

bool
transfer_decode(enum transfer t, struct span s, struct buf *out)
{
	switch (t) {
	case TRANSFER_BASE64:
		return b64_decode(s, out);
	case TRANSFER_QUOTED:
		return quoted_decode(s, out);
	case TRANSFER_UU:
		return uu_decode(s, out);
	case TRANSFER_NONE:
	case TRANSFER_UNKNOWN:
		break;
	}
	buf_add_span(out, s);
	return t == TRANSFER_NONE;
}
