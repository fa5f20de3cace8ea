#include <unicode/uchar.h>
#include <unicode/uspoof.h>
#include <unicode/uvernum.h>

#include "read/text/char_class.h"
#include "read/text/confusables.h"
#include "read/text/fold.h"
#include "tests/unit/reading.h"

static const struct {
	const char *text, *want, *strong;	/* NULL: the same */
} cases[] = {
	{ "money", "money", NULL },
	{ "MONEY 2 U", "money 2 u", NULL },
	{ "", "", NULL },
	{ "  two  words\t\n here ", "two words here", NULL },
	{ "line\r\nline", "line line", NULL },
	{ "a\xc2\xa0" "b", "a b", NULL },		/* no-break space */
	{ "mo\xe2\x80\x8bney", "money", NULL },		/* zero width */
	{ "mo\xc2\xadney", "money", NULL },		/* soft hyphen */
	{ "m\xd0\xbeney", "money", NULL },		/* Cyrillic o */
	{ "М\xd0\x9eN\xd0\x95Y", "money", NULL },	/* capitals */
	{ "\xce\x9c\xce\x9fNEY", "money", NULL },	/* Greek */
	{ "mone\xcc\x81y", "money", NULL },		/* combining acute */
	{ "m\xc3\xb6n\xc3\xa9y", "money", NULL },
	{ "\xef\xbd\x8d\xef\xbd\x8f\xef\xbd\x8e\xef\xbd\x85\xef\xbd\x99",
	    "money", NULL },				/* full width */
	{ "\xf0\x9d\x93\x82\xf0\x9d\x91\x9c" "ney", "money", NULL },
	{ "m\xe2\x81\xa6oney\xe2\x81\xa9", "money", NULL },	/* bidi */
	{ "money\xef\xb8\x8f", "money", NULL },		/* variation */
	{ "m\xf3\xa0\x81\xaf" "oney", "money", NULL },	/* tag */
	{ "mo\x01ney\x7f", "money", NULL },		/* control */
	{ "ﬁne", "fine", NULL },
	{ "Straße", "strasse", NULL },
	{ "don’t “you” – me", "don't \"you\" - me", NULL },
	{ "١٢٣", "123", NULL },
	{ "…", "...", NULL },
	/* words of other scripts stay what they are */
	{ "привет", "привет", NULL },
	{ "ПРИВЕТ", "привет", NULL },
	{ "Наталья", "наталья", NULL },
	{ "НАТАЛЬЯ", "наталья", NULL },
	{ "日本", "日本", NULL },
	{ "한글", "한글", NULL },
	{ "ΣΊΣΥΦΟΣ", "σισυφοσ", NULL },
	/* nothing but look-alikes */
	{ "сосо", "coco", NULL },
	/* rn, 0, 1 and I are not mapped */
	{ "modern corn 10 Il", "modern corn 10 il", NULL },
	/* strong */
	{ "k1ll you", "k1ll you", "kill you" },
	{ "$tupid b!tch!", "$tupid b!tch!", "stupid bitch!" },
	{ "f4c3", "f4c3", "face" },
	{ "at 10 on 2024-01-02", "at 10 on 2024-01-02", NULL },
	{ "k i l l you", "k i l l you", "kill you" },
	{ "k.i.l.l", "k.i.l.l", "kill" },
	{ "D-I-E now", "d-i-e now", "die now" },
	{ "i a", "i a", NULL },
	{ "a b cd", "a b cd", NULL },
	{ "x, y z.", "x, y z.", NULL },
	{ "k 1 l l", "k 1 l l", "kill" },
	{ "k i l l  y o u", "k i l l y o u", "kill you" },
	{ "k\ni\nl\nl\n\nu\nr", "k i l l u r", "kill ur" },
	{ "k.i.l.l y.o.u", "k.i.l.l y.o.u", "kill you" },
	{ "k__i__l__l", "k__i__l__l", "kill" },
	{ "k - i - l - l", "k - i - l - l", "kill" },
	{ "k|i+l|l", "k|i+l|l", "kill" },
	{ "k😀i😀l😀l", "k😀i😀l😀l", "kill" },
	{ "x, k i l l", "x, k i l l", "x kill" },
	{ "x k.i.l.l u.r", "x k.i.l.l u.r", "x kill ur" },
	{ "a b, c d", "a b, c d", NULL },
	{ "ᴋɪʟʟ ⒦⒤⒧⒧ 🅺🅸🅻🅻", "kill kill kill", NULL },
	{ "kιlłeя", "killer", NULL },
	{ "тот", "тот", NULL },
	{ "a\u3164b\ufffdc", "a bc", NULL },
};

/* Every folded byte points into the text, never backwards. */
static bool
map_good(struct span text, const struct folded *f)
{
	for (size_t i = 0; f->map != NULL && i <= f->text.len; i++)
		if (f->map[i] > text.len ||
		    (i > 0 && f->map[i] < f->map[i - 1]))
			return false;
	return f->map != NULL || f->text.len <= text.len;
}

static void
test_cases(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP(arena_done) struct arena a = { .max = 1 << 20 };
		struct span text = span_str(cases[i].text);
		struct folded f;

		fold_run(&a, text, &f);
		is_span(f.text, cases[i].want, cases[i].text);
		ok(map_good(text, &f), "its map");
		fold_strong(&a, &f);
		is_span(f.text, cases[i].strong != NULL ? cases[i].strong :
		    cases[i].want, "strong");
		ok(map_good(text, &f), "its map");
	}
}

static void
test_map(void)
{
	CLEANUP(arena_done) struct arena a = { .max = 1 << 20 };
	struct span text = span_str("so  m\xd0\xbeney");
	uint32_t *map;
	struct span s = fold_text(&a, text, false, &map);

	is_span(s, "so money", "folded");
	ok(map != NULL && map[3] == 4, "m stands behind two blanks");
	ok(map != NULL && map[4] == 5 && map[5] == 7, "o took two bytes");
	ok(map != NULL && map[8] == 10, "the end");
}

static void
test_same(void)
{
	CLEANUP(arena_done) struct arena a = { .max = 1 << 20 };
	struct folded f;

	fold_run(&a, span_str("Nothing But Case Here."), &f);
	ok(f.same && f.map == NULL, "only case");
	fold_run(&a, span_str("one\ntwo three four five"), &f);
	ok(!f.same && f.map == NULL, "a line break, offsets the same");
	fold_run(&a, span_str("one  two"), &f);
	ok(!f.same && f.map != NULL, "two blanks");
}

/* The letter one likeness of ICU's stands for, marks aside; 0: none. */
static char
icu_letter(USpoofChecker *checker, UChar32 c)
{
	UErrorCode e = U_ZERO_ERROR;
	UChar in[2], out[64];
	int32_t n = 0, i = 0, len;
	UChar32 letter = 0, d;

	U16_APPEND_UNSAFE(in, n, c);
	len = uspoof_getSkeleton(checker, 0, in, n, out, 64, &e);
	while (U_SUCCESS(e) && i < len) {
		U16_NEXT(out, i, len, d);
		if ((U_MASK(u_charType(d)) & (U_GC_MN_MASK |
		    U_GC_ME_MASK)) != 0)
			continue;
		if (letter != 0)
			return 0;
		letter = d;
	}
	if (letter == 'l' && u_isupper(c))
		return 'i';
	return letter < 0x80 ? (char)u_tolower(letter) : 0;
}

/* Small capitals and the alphabets of emoji: TS #39 has nothing on them,
 * their names say what they are. */
static bool
is_named(UChar32 c, char like)
{
	UErrorCode e = U_ZERO_ERROR;
	char name[100] = "", word[4] = { ' ', (char)(like - 32), ' ', '\0' };
	size_t len = (size_t)u_charName(c, U_UNICODE_CHAR_NAME, name,
	    sizeof(name) - 2, &e);

	name[len] = ' ';
	return strstr(name, " LETTER ") != NULL && strstr(name, word) != NULL &&
	    (strstr(name, " SMALL CAPITAL ") != NULL || c >= 0x1f100);
}

/* The table was made from ICU 72 (Unicode 15); with others only that what
 * it holds is not contradicted in bulk. */
static void
test_table(void)
{
	UErrorCode e = U_ZERO_ERROR;
	USpoofChecker *checker = uspoof_open(&e);
	size_t held = 0, wrong = 0;

	for (UChar32 c = 0x80; c < 0x20000; c++) {
		char like = alike_letter(c);

		if (like == 0)
			continue;
		held++;
		wrong += icu_letter(checker, c) != like && !is_named(c, like);
	}
	uspoof_close(checker);
	ok(held > 800, "letters in the table: %zu", held);
	ok(wrong <= (U_ICU_VERSION_MAJOR_NUM == 72 ? 0 : held / 20),
	    "as ICU has it but for %zu", wrong);
}

/* White space as ICU has it, and four that are drawn as a gap. */
static void
test_spaces(void)
{
	int wrong = 0;

	for (UChar32 c = 0; c <= 0x10ffff; c++) {
		bool gap = c == 0x2800 || c == 0x115f || c == 0x3164 ||
		    c == 0xffa0;

		wrong += fold_is_space(c) != (u_isUWhiteSpace(c) || gap);
	}
	is_int(wrong, 0, "white space of Unicode");
}

static unsigned
next_random(unsigned *seed)
{
	*seed = *seed * 1103515245 + 12345;
	return *seed >> 16;
}

/* A word of up to six letters of some scripts, as many as are not all
 * remembered at once. */
static void
word_add(struct buf *out, unsigned *seed)
{
	static const unsigned from[] = { 'a', 0xe0, 0x391, 0x430, 0x561,
		0x3041, 0x4e00, 0xac00 };

	for (unsigned n = 1 + next_random(seed) % 6; n > 0; n--) {
		size_t script = next_random(seed) % COUNT(from);

		buf_add_utf8(out, from[script] + next_random(seed) %
		    (script < 5 ? 20 : 3000));
	}
}

/* What is remembered of other words' letters changes no word. */
static void
test_words(void)
{
	CLEANUP(arena_done) struct arena a = { .max = 16 << 20 };
	CLEANUP(buf_done) struct buf text = { .max = 1 << 20 };
	CLEANUP(buf_done) struct buf want = { .max = 1 << 20 };
	unsigned seed = 13;

	for (int i = 0; i < 3000; i++) {
		CLEANUP(buf_done) struct buf word = { .max = 100 };

		word_add(&word, &seed);
		buf_add_str(&text, i > 0 ? " " : "");
		buf_add_span(&text, buf_span(&word));
		buf_add_str(&want, i > 0 ? " " : "");
		buf_add_span(&want, fold_text(&a, buf_span(&word), false,
		    NULL));
	}
	ok(span_eq(fold_text(&a, buf_span(&text), false, NULL),
	    buf_span(&want)), "a word alone and among others");
}

int
main(void)
{
	test_cases();
	test_words();
	test_map();
	test_same();
	test_table();
	test_spaces();
	return tap_done();
}
