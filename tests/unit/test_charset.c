#include "read/text/charset.h"
#include "tests/unit/reading.h"

#define S(text) text, sizeof(text) - 1

static const struct {
	const char *label, *bytes;
	size_t len;
	const char *want;
	bool bad;		/* LETTER_BAD_CHARSET */
} cases[] = {
	{ "", S("plain"), "plain", false },
	{ "", S("caf\xc3\xa9"), "café", false },
	{ "", S("caf\xe9"), "café", false },
	{ "utf-8", S("caf\xc3\xa9"), "café", false },
	{ "utf8", S("\xef\xbb\xbfhi"), "hi", false },
	{ "utf-8", S("caf\xe9"), "café", true },
	{ "utf-8", S("\xd0\xbf\xd1\x80\xd0\xb8\xd0\xb2\xd0\xb5\xd1\xff"),
	    "приве\xef\xbf\xbd\xef\xbf\xbd", true },
	{ "us-ascii", S("caf\xe9"), "café", false },
	{ "us-ascii", S("caf\xc3\xa9"), "café", true },
	{ "iso-8859-1", S("\x93quoted\x94"), "“quoted”", false },
	{ "\"iso-8859-1\"", S("caf\xe9"), "café", false },
	{ "ISO_8859-1", S("caf\xe9"), "café", false },
	{ "latin1", S("caf\xe9"), "café", false },
	{ "charset=windows-1252", S("\x80"), "€", false },
	{ "iso-8859-15", S("\xa4"), "€", false },
	{ "iso-8859-2", S("\xb1"), "ą", false },
	{ "windows-1251", S("\xef\xf0\xe8\xe2\xe5\xf2"), "привет", false },
	{ "win-1251", S("\xef\xf0\xe8\xe2\xe5\xf2"), "привет", false },
	{ "windows-1251", S("\xd0\xbf\xd1\x80\xd0\xb8"), "при", true },
	{ "koi8-r", S("\xd0\xd2\xc9\xd7\xc5\xd4"), "привет", false },
	{ "koi8-u", S("\xa4"), "є", false },
	{ "shift_jis", S("\x93\xfa\x96\x7b"), "日本", false },
	{ "x-sjis", S("\x93\xfa\x96\x7b"), "日本", false },
	{ "euc-jp", S("\xc6\xfc\xcb\xdc"), "日本", false },
	{ "iso-2022-jp", S("\x1b$BF|K\\\x1b(B"), "日本", false },
	{ "iso-2022-jp", S("plain"), "plain", false },
	{ "iso-2022-kr", S("\x1b$)C\x0e\x30\x21\x0f"), "가", false },
	{ "euc-kr", S("\xb0\xa1"), "가", false },
	{ "ks_c_5601-1987", S("\xb0\xa1"), "가", false },
	{ "gb2312", S("\xd5\xc5\xc8\xfd"), "张三", false },
	{ "gb18030", S("\x81\x30\x84\x36"), "¥", false },
	{ "gb2312", S("你好你好"), "你好你好", true },
	{ "hz-gb-2312", S("~{VP~}"), "中", false },
	{ "big5", S("\xa4\xa4"), "中", false },
	{ "utf-7", S("caf+AOk-"), "café", false },
	{ "unicode-1-1-utf-7", S("1 +- 1"), "1 + 1", false },
	{ "utf-16", S("\xff\xfeh\0i\0"), "hi", false },
	{ "utf-16", S("\0h\0i"), "hi", false },
	{ "utf-16", S("h\0i\0"), "hi", false },
	{ "utf-16le", S("h\0i\0"), "hi", false },
	{ "tis-620", S("\xa1"), "ก", false },
	{ "macintosh", S("\x8e"), "é", false },
	{ "iso-8859-8-i", S("\xe0"), "א", false },
	{ "nobody-knows-it", S("caf\xe9"), "café", true },
	{ "x-unknown", S("caf\xe9"), "café", false },
	{ "../../etc/passwd", S("caf\xe9"), "café", true },
	{ "ISO_2022,locale=ja,version=1", S("caf\xe9"), "café", true },
};

/* One or two bytes beyond ASCII at every place of texts long and short. */
static void
test_ascii_run(void)
{
	char text[80];
	int wrong = 0;

	for (size_t len = 0; len <= sizeof(text); len++)
		for (size_t at = 0; at <= len; at++) {
			memset(text, 'a', sizeof(text));
			if (at < len)
				text[at] = text[len - 1] = '\x80';
			wrong += charset_ascii_run(span_of(text, len)) != at;
		}
	is_int(wrong, 0, "ASCII ends where the first other byte stands");
}

int
main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP(arena_done) struct arena a = { .max = 1 << 20 };
		struct letter l = { .arena = &a };
		struct span s = span_of(cases[i].bytes, cases[i].len);

		is_span(charset_text(&l, s, span_str(cases[i].label)),
		    cases[i].want, cases[i].label);
		is_int(letter_flag_is(&l, LETTER_BAD_CHARSET), cases[i].bad,
		    "flag");
	}
	test_ascii_run();
	ok(charset_cut(span_str("caf\xc3\xa9"), 4).len == 3,
	    "no character is cut");
	ok(charset_cut(span_str("cafe"), 9).len == 4, "shorter than that");
	return tap_done();
}
