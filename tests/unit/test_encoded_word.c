#include "read/mime/encoded_word.h"
#include "tests/unit/reading.h"

static const struct {
	const char *raw, *want, *hint;
} cases[] = {
	{ "plain", "plain", "" },
	{ "=?utf-8?Q?caf=C3=A9?=", "café", "" },
	{ "=?UTF-8?b?Y2Fmw6k=?=", "café", "" },
	{ "=?iso-8859-1?q?caf=E9_noir?=", "café noir", "" },
	{ "=?utf-8*en?q?a?=", "a", "" },
	{ "a =?utf-8?q?b?= c", "a b c", "" },
	/* blanks between words go, a fold too */
	{ "=?utf-8?q?one?= =?utf-8?q?two?=", "onetwo", "" },
	{ "=?utf-8?q?one_?=\r\n =?utf-8?q?two?=", "one two", "" },
	/* a character split between two words */
	{ "=?utf-8?B?4oI=?= =?utf-8?B?rA==?=", "€", "" },
	{ "=?utf-8?q?=E2=82?= =?utf-8?b?rA==?=", "€", "" },
	{ "=?gb2312?B?1cU=?= =?gb2312?q?=C8=FD?=", "张三", "" },
	/* in quoted strings, and stuck to text */
	{ "\"=?utf-8?q?Sally?=\" x", "\"Sally\" x", "" },
	{ "Re:=?utf-8?q?hello?=you", "Re:helloyou", "" },
	/* broken in many ways */
	{ "=?utf-8?q?never ended", "never ended", "" },
	{ "=?utf-8?q?one =?utf-8?q?two?=", "onetwo", "" },
	{ "=?utf-8?q?with some blanks?=", "with some blanks", "" },
	{ "=?utf-8?Q?Really?=20yes?=", "Really? yes", "" },
	{ "=?utf-8?Q?what?\?=", "what?", "" },
	{ "=?utf-8?q?100=?=", "100=", "" },
	{ "=?utf-8?q?=ZZ?=", "=ZZ", "" },
	{ "=?utf-8?x?text?=", "=?utf-8?x?text?=", "" },
	{ "=?utf-8?b?SGVs bG8=?=", "Hello", "" },
	{ "=?utf-8?b?SGVsbG8?=", "Hello", "" },
	{ "=?utf-8?b?\?=", "", "" },
	{ "=??q?caf=C3=A9?=", "café", "" },
	{ "=?nobody-knows?q?caf=C3=A9?=", "café", "" },
	{ "=? =?x =?y?", "=? =?x =?y?", "" },
	{ "=?", "=?", "" },
	/* wrong labels */
	{ "=?us-ascii?q?caf=C3=A9?=", "café", "" },
	{ "=?us-ascii?q?caf=E9?=", "café", "" },
	{ "=?iso-8859-1?q?caf=C3=A9?=", "café", "" },
	{ "=?iso-8859-1?q?=93hi=94?=", "“hi”", "" },
	/* others */
	{ "=?iso-2022-jp?B?GyRCRnxLXBsoQg==?=", "日本", "" },
	{ "=?shift_jis?B?k/qWew==?=", "日本", "" },
	{ "=?koi8-r?B?98nExc8=?=", "Видео", "" },
	{ "=?utf-7?Q?caf+AOk-?=", "café", "" },
	{ "=?utf-16?B?//5oAGkA?=", "hi", "" },
	{ "=?utf-16?B?aABpAA==?=", "hi", "" },
	/* raw 8-bit */
	{ "caf\xc3\xa9", "café", "" },
	{ "caf\xe9", "café", "" },
	{ "\xd0\xee", "Ðî", "" },
	{ "\xf0\xee\xe4", "род", "windows-1251" },
	{ "caf\xc3\xa9", "café", "windows-1251" },
	{ "caf\xe9", "café", "utf-7" },
};

int
main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP(arena_done) struct arena a = { .max = 1 << 20 };
		struct letter l = { .arena = &a };

		is_span(word_text(&l, span_str(cases[i].raw),
		    span_str(cases[i].hint)), cases[i].want, cases[i].raw);
	}
	return tap_done();
}
