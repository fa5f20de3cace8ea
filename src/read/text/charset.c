#include "read/text/charset.h"

#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "base/safe.h"
#include "base/swar.h"
#include "read/limits.h"
#include "read/text/icu.h"

#define LABEL_MAX 40

enum kind {
	KIND_NONE,		/* no label, or one that says nothing */
	KIND_UTF8,
	KIND_WESTERN,		/* read as windows-1252 */
	KIND_ICU
};

struct charset {
	enum kind kind;
	const char *name;	/* for ICU */
};

/*
 * Labels in the wild, compared without case and without anything but
 * letters and digits.  What is not here goes to ICU as it stands.  As
 * browsers do, a label stands for the superset that is really meant.
 */
static const struct {
	const char *label;
	struct charset is;
} labels[] = {
	{ "", { KIND_NONE, NULL } },
	{ "none", { KIND_NONE, NULL } },
	{ "unknown", { KIND_NONE, NULL } },
	{ "xunknown", { KIND_NONE, NULL } },
	{ "unknown8bit", { KIND_NONE, NULL } },
	{ "8bit", { KIND_NONE, NULL } },
	{ "7bit", { KIND_NONE, NULL } },
	{ "binary", { KIND_NONE, NULL } },
	{ "default", { KIND_NONE, NULL } },
	{ "defaultcharset", { KIND_NONE, NULL } },
	{ "xuserdefined", { KIND_NONE, NULL } },
	{ "iso", { KIND_NONE, NULL } },
	{ "utf8", { KIND_UTF8, NULL } },
	{ "utf", { KIND_UTF8, NULL } },
	{ "unicode11utf8", { KIND_UTF8, NULL } },
	{ "utf8mb4", { KIND_UTF8, NULL } },
	{ "utf8bom", { KIND_UTF8, NULL } },
	{ "cp65001", { KIND_UTF8, NULL } },
	{ "ascii", { KIND_WESTERN, NULL } },
	{ "usascii", { KIND_WESTERN, NULL } },
	{ "asciius", { KIND_WESTERN, NULL } },
	{ "us", { KIND_WESTERN, NULL } },
	{ "ansix341968", { KIND_WESTERN, NULL } },
	{ "ansix341986", { KIND_WESTERN, NULL } },
	{ "iso646us", { KIND_WESTERN, NULL } },
	{ "ansi", { KIND_WESTERN, NULL } },
	{ "iso88591", { KIND_WESTERN, NULL } },
	{ "8859", { KIND_WESTERN, NULL } },
	{ "88591", { KIND_WESTERN, NULL } },
	{ "iso8859", { KIND_WESTERN, NULL } },
	{ "isoir100", { KIND_WESTERN, NULL } },
	{ "latin1", { KIND_WESTERN, NULL } },
	{ "latin", { KIND_WESTERN, NULL } },
	{ "l1", { KIND_WESTERN, NULL } },
	{ "western", { KIND_WESTERN, NULL } },
	{ "windows1252", { KIND_WESTERN, NULL } },
	{ "xwindows1252", { KIND_WESTERN, NULL } },
	{ "cp1252", { KIND_WESTERN, NULL } },
	{ "xcp1252", { KIND_WESTERN, NULL } },
	{ "win1252", { KIND_WESTERN, NULL } },
	{ "1252", { KIND_WESTERN, NULL } },
	{ "iso88599", { KIND_ICU, "windows-1254" } },
	{ "latin5", { KIND_ICU, "windows-1254" } },
	{ "iso88598i", { KIND_ICU, "windows-1255" } },
	{ "iso88598e", { KIND_ICU, "windows-1255" } },
	{ "win1250", { KIND_ICU, "windows-1250" } },
	{ "win1251", { KIND_ICU, "windows-1251" } },
	{ "win1253", { KIND_ICU, "windows-1253" } },
	{ "win1254", { KIND_ICU, "windows-1254" } },
	{ "1251", { KIND_ICU, "windows-1251" } },
	{ "koi8", { KIND_ICU, "koi8-r" } },
	{ "koi8ru", { KIND_ICU, "koi8-u" } },
	{ "gb2312", { KIND_ICU, "gb18030" } },
	{ "gb231280", { KIND_ICU, "gb18030" } },
	{ "csgb2312", { KIND_ICU, "gb18030" } },
	{ "euccn", { KIND_ICU, "gb18030" } },
	{ "xgbk", { KIND_ICU, "gb18030" } },
	{ "gbk", { KIND_ICU, "gb18030" } },
	{ "cp936", { KIND_ICU, "gb18030" } },
	{ "chinesesimplified", { KIND_ICU, "gb18030" } },
	{ "hzgb2312", { KIND_ICU, "HZ" } },
	{ "xxbig5", { KIND_ICU, "big5" } },
	{ "cnbig5", { KIND_ICU, "big5" } },
	{ "xbig5", { KIND_ICU, "big5" } },
	{ "shiftjs", { KIND_ICU, "shift_jis" } },
	{ "sjis", { KIND_ICU, "shift_jis" } },
	{ "xshiftjis", { KIND_ICU, "shift_jis" } },
	{ "cp932", { KIND_ICU, "shift_jis" } },
	{ "windows31j", { KIND_ICU, "shift_jis" } },
	{ "xeucjp", { KIND_ICU, "euc-jp" } },
	{ "iso2022jpms", { KIND_ICU, "iso-2022-jp-2" } },
	{ "iso2022jp", { KIND_ICU, "iso-2022-jp-2" } },
	{ "cp50220", { KIND_ICU, "iso-2022-jp-2" } },
	{ "cp50221", { KIND_ICU, "iso-2022-jp-2" } },
	{ "euckr", { KIND_ICU, "windows-949" } },
	{ "ksc56011987", { KIND_ICU, "windows-949" } },
	{ "ksc5601", { KIND_ICU, "windows-949" } },
	{ "5601", { KIND_ICU, "windows-949" } },
	{ "tis620", { KIND_ICU, "windows-874" } },
	{ "iso885911", { KIND_ICU, "windows-874" } },
	{ "unicode11utf7", { KIND_ICU, "UTF-7" } },
	{ "xunicode20utf7", { KIND_ICU, "UTF-7" } },
	{ "xmacroman", { KIND_ICU, "macintosh" } },
	{ "macroman", { KIND_ICU, "macintosh" } },
	{ "mac", { KIND_ICU, "macintosh" } },
	{ "iso885916", { KIND_ICU, "iso-8859-2" } },
};

/* windows-1252, 0x80 to 0x9f; the five holes stay C1 as in browsers. */
static const uint16_t western[32] = {
	0x20ac, 0x81, 0x201a, 0x192, 0x201e, 0x2026, 0x2020, 0x2021, 0x2c6,
	0x2030, 0x160, 0x2039, 0x152, 0x8d, 0x17d, 0x8f, 0x90, 0x2018, 0x2019,
	0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x2dc, 0x2122, 0x161, 0x203a,
	0x153, 0x9d, 0x17e, 0x178,
};

static uint64_t
wide_at(const char *at)
{
	return swar_wide(swar_load(at));
}

size_t
charset_ascii_run(struct span s)
{
	size_t i = 0;

	for (; i + 32 <= s.len; i += 32)
		if ((wide_at(s.at + i) | wide_at(s.at + i + 8) |
		    wide_at(s.at + i + 16) |
		    wide_at(s.at + i + 24)) != 0)
			break;
	for (; i + 8 <= s.len; i += 8)
		if (wide_at(s.at + i) != 0)
			return i + swar_first(wide_at(s.at + i));
	/* what is left, and some that is ASCII once more */
	if (i < s.len && s.len >= 8) {
		uint64_t last = wide_at(s.at + s.len - 8);

		return last == 0 ? s.len : s.len - 8 + swar_first(last);
	}
	while (i < s.len && (unsigned char)s.at[i] < 0x80)
		i++;
	return i;
}

bool
charset_is_ascii(struct span s)
{
	return charset_ascii_run(s) == s.len;
}

struct span
charset_cut(struct span s, size_t max)
{
	if (s.len <= max)
		return s;
	while (max > 0 && (s.at[max] & 0xc0) == 0x80)
		max--;
	return span_of(s.at, max);
}

/* What the bytes look like as UTF-8. */
struct shape {
	size_t good;		/* characters of two bytes and more */
	size_t wide;		/* those of three and more */
	size_t bad;		/* bytes that belong to none */
};

static struct shape
shape_of(struct span s)
{
	struct shape shape = { 0 };
	size_t used;

	for (;;) {
		s = span_from(s, charset_ascii_run(s));
		if (s.len == 0)
			return shape;
		for (; s.len > 0 && (unsigned char)s.at[0] >= 0x80;
		    s = span_from(s, used)) {
			if (safe_decode(s, &used) < 0)
				shape.bad++;
			else
				shape.good++;
			shape.wide += used > 2;
		}
	}
}

bool
charset_is_utf8(struct span s)
{
	s = span_from(s, charset_ascii_run(s));
	return s.len == 0 || shape_of(s).bad == 0;
}

/* The label's letters and digits in lower case; false: too long. */
static bool
squeeze(struct span label, char out[LABEL_MAX])
{
	size_t n = 0;

	for (size_t i = 0; i < label.len; i++) {
		char c = label.at[i];

		if (c >= 'A' && c <= 'Z')
			c = (char)(c + 32);
		if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')))
			continue;
		if (n + 1 == LABEL_MAX)
			return false;
		out[n++] = c;
	}
	out[n] = '\0';
	return true;
}

/* A name ICU may see: no options, no path, no converter of its own. */
static bool
icu_name(struct span label, char out[LABEL_MAX])
{
	static const char may[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	    "abcdefghijklmnopqrstuvwxyz0123456789-_.:";
	size_t n = 0;

	for (size_t i = 0; i < label.len; i++) {
		if (label.at[i] == '"' || label.at[i] == ' ')
			continue;
		if (label.at[i] == '\0' || strchr(may, label.at[i]) == NULL)
			return false;
		if (n + 1 == LABEL_MAX)
			return false;
		out[n++] = label.at[i];
	}
	out[n] = '\0';
	return n > 0;
}

static struct charset
label_find(struct span label, char name[LABEL_MAX])
{
	char key[LABEL_MAX];
	const char *s = key;

	if (!squeeze(label, key))
		return (struct charset){ KIND_ICU, "?" };
	if (strncmp(s, "charset", 7) == 0)
		s += 7;
	for (size_t i = 0; i < sizeof(labels) / sizeof(labels[0]); i++)
		if (labels[i].label[0] == s[0] &&
		    strcmp(labels[i].label, s) == 0)
			return labels[i].is;
	if (!icu_name(label, name))
		return (struct charset){ KIND_ICU, "?" };
	return (struct charset){ KIND_ICU, name };
}

static void
add_utf8(struct buf *out, struct span s)
{
	if (s.len >= 3 && memcmp(s.at, "\xef\xbb\xbf", 3) == 0)
		s = span_from(s, 3);
	while (s.len > 0) {
		size_t plain = charset_ascii_run(s), used;

		buf_add(out, s.at, plain);
		s = span_from(s, plain);
		if (s.len == 0)
			return;
		if (safe_decode(s, &used) < 0)
			buf_add_utf8(out, 0xfffd);
		else
			buf_add(out, s.at, used);
		s = span_from(s, used);
	}
}

static void
add_western(struct buf *out, struct span s)
{
	while (s.len > 0) {
		size_t plain = charset_ascii_run(s);
		unsigned char c;

		buf_add(out, s.at, plain);
		s = span_from(s, plain);
		if (s.len == 0)
			return;
		c = (unsigned char)s.at[0];
		buf_add_utf8(out, c < 0xa0 ? western[c - 0x80] : c);
		s = span_from(s, 1);
	}
}

static void
add_utf16(struct buf *out, const UChar *from, const UChar *end)
{
	while (from < end) {
		unsigned code = *from++;

		if (U16_IS_LEAD(code) && from < end && U16_IS_TRAIL(*from))
			code = (unsigned)U16_GET_SUPPLEMENTARY(code, *from++);
		buf_add_utf8(out, code);
	}
}

/* A converter whose bytes are not ASCII even when they look so. */
static bool
is_stateful(const char *name)
{
	static const char *const known[] = { "utf7", "utf16", "utf32", "hz",
	    "iso2022", "imap", "ucs", "scsu", "bocu", "ebcdic", "ibm", "cp0",
	    "cp3", "cp5", "unicode", "lmbcs", "csiso2022", "iso10646",
	    "csunicode" };
	char key[LABEL_MAX];

	if (!squeeze(span_str(name), key))
		return true;
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strncmp(key, known[i], strlen(known[i])) == 0)
			return true;
	return false;
}

static void
converter_close(UConverter **c)
{
	icu()->ucnv_close(*c);
}

/* The words of a label that lies: UTF-16 and UTF-32 of any text in letters
 * have zero bytes, and are hardly ever UTF-8 without them. */
static bool
is_narrow(struct span s, const char *name)
{
	return (strncasecmp(name, "UTF-16", 6) == 0 ||
	    strncasecmp(name, "UTF-32", 6) == 0) &&
	    memchr(s.at, '\0', s.len) == NULL && charset_is_utf8(s);
}

/* Nothing says so but its first bytes. */
static bool
is_utf16_unlabelled(struct span s)
{
	return s.len >= 4 && (memcmp(s.at, "\xff\xfe", 2) == 0 ||
	    memcmp(s.at, "\xfe\xff", 2) == 0) &&
	    memchr(s.at, '\0', s.len) != NULL;
}

/* UTF-16 without a byte order mark: where the zero bytes are tells. */
static const char *
utf16_order(struct span s)
{
	size_t zeros[2] = { 0, 0 };

	if (s.len >= 2 && (memcmp(s.at, "\xff\xfe", 2) == 0 ||
	    memcmp(s.at, "\xfe\xff", 2) == 0))
		return "UTF-16";
	for (size_t i = 0; i < s.len; i++)
		zeros[i & 1] += s.at[i] == '\0';
	return zeros[1] > zeros[0] ? "UTF-16LE" : "UTF-16BE";
}

/* UTF-8 by no chance: a set of single bytes has no use for such pairs, and
 * in one of two bytes three in a row that fit are rare. */
static bool
is_surely_utf8(struct span s, UConverter *c)
{
	struct shape shape = shape_of(s);

	if (shape.bad > 0 || shape.good == 0)
		return false;
	return icu()->ucnv_getMaxCharSize(c) == 1 ||
	    (shape.wide >= 2 && shape.wide >= shape.good / 2);
}

/* false: ICU does not know the name, or the bytes are UTF-8. */
static bool
add_icu(struct buf *out, struct span s, const char *name)
{
	UErrorCode e = U_ZERO_ERROR;
	bool utf16 = strcasecmp(name, "UTF-16") == 0;
	CLEANUP(converter_close) UConverter *c = icu()->ucnv_open(utf16 ?
	    utf16_order(s) : name, &e);
	const char *from = s.at, *end = s.at + s.len;
	UChar units[1024];

	if (U_FAILURE(e) || c == NULL || is_narrow(s, name) ||
	    (!is_stateful(name) && is_surely_utf8(s, c)))
		return false;
	do {
		UChar *to = units;

		e = U_ZERO_ERROR;
		icu()->ucnv_toUnicode(c, &to, units + 1024, &from, end, NULL,
		    true, &e);
		add_utf16(out, units, to);
	} while (e == U_BUFFER_OVERFLOW_ERROR && !out->over);
	return true;
}

/* By the bytes themselves; a label that says UTF-8 has more weight than a
 * broken end, and none where nothing fits. */
static void
add_guess(struct buf *out, struct span s, struct shape shape, bool labelled)
{
	size_t most = labelled ? shape.good * 4 : shape.good / 2;

	if (shape.bad <= most)
		add_utf8(out, s);
	else
		add_western(out, s);
}

void
charset_add(struct letter *l, struct buf *out, struct span s,
    struct span label)
{
	char name[LABEL_MAX];
	struct charset is = label_find(label, name);
	struct shape shape;

	if (s.len == 0)
		return;
	if (is.kind != KIND_ICU || !is_stateful(is.name)) {
		if (charset_is_ascii(s)) {
			buf_add_span(out, s);
			return;
		}
	}
	if (is.kind == KIND_ICU && add_icu(out, s, is.name))
		return;
	if (is.kind != KIND_ICU && is_utf16_unlabelled(s) &&
	    add_icu(out, s, "UTF-16"))
		return;
	shape = shape_of(s);
	if (is.kind == KIND_ICU || (is.kind == KIND_UTF8 && shape.bad > 0) ||
	    (is.kind == KIND_WESTERN && shape.bad == 0))
		letter_flag_set(l, LETTER_BAD_CHARSET);
	if (is.kind == KIND_WESTERN && shape.bad > 0)
		add_western(out, s);
	else
		add_guess(out, s, shape, is.kind == KIND_UTF8);
}

void
charset_add_hint(struct letter *l, struct buf *out, struct span s,
    struct span hint)
{
	char name[LABEL_MAX];
	struct charset is = label_find(hint, name);
	bool usable = is.kind == KIND_ICU && !is_stateful(is.name);

	if (!usable || charset_is_utf8(s))
		hint.len = 0;
	charset_add(l, out, s, hint);
}

/* Already what it should become? */
static bool
is_done(struct span s, struct span label)
{
	char name[LABEL_MAX];
	struct charset is = label_find(label, name);
	bool bom = s.len >= 3 && memcmp(s.at, "\xef\xbb\xbf", 3) == 0;

	if (s.len == 0)
		return true;
	if (is.kind == KIND_ICU)
		return !is_stateful(is.name) && charset_is_ascii(s);
	if (is.kind == KIND_WESTERN)
		return charset_is_ascii(s);
	return !bom && charset_is_utf8(s);
}

struct span
charset_text(struct letter *l, struct span s, struct span label)
{
	CLEANUP(buf_done) struct buf out = { 0 };

	if (is_done(s, label))
		return s;
	buf_init(&out, LIMIT_TEXT_BYTES);
	out.truncate = true;
	charset_add(l, &out, s, label);
	if (out.over)
		letter_flag_set(l, LETTER_LIMIT_TEXT);
	return arena_copy(l->arena, charset_cut(buf_span(&out), out.len));
}
