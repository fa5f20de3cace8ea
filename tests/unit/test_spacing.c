/*
 * Patterns for which the folded text is enough: wrong here would be a hit
 * that is missed.
 */
#include "base/buf.h"
#include "match/regex.h"
#include "match/spacing.h"
#include "read/read.h"
#include "tests/tap.h"

static const struct {
	const char *pattern;
	bool free;
} rows[] = {
	{ "outside\\s+(your|ur)\\s+house", true },
	{ "\\bcourt\\b.{0,40}\\border\\b", true },
	{ "i('m| am)\\s+watching", true },
	{ "photo(s|graphs)?\\s+of\\s+you", true },
	{ "07700\\s*900\\s*\\d{3}", true },
	{ "one two", true },
	{ "a\\s+(?:b|c)+", true },
	{ "a\\s+\\bb", true },
	{ "jd[_.-]?1979", true },
	{ "a\\s\\s+b", false },
	{ "a  b", false },
	{ "a\\s{2}b", false },
	{ "a\\s{0,  }b", false },
	{ "a\\s{0,3}b", true },
	{ "a\\s+", false },
	{ "a\\s+.*b", false },
	{ "a.\\s+b", false },
	{ "a\\s+(b|)", false },
	{ "a\\s+(b)?", false },
	{ "a\\s+(|b)", false },
	{ "(a\\s+)+b", false },
	{ "a\\s+b?\\s+c", false },
	{ "a\\s++b", false },
	{ "a.*+b", false },
	{ "^a", false },
	{ "a$", false },
	{ "a\\nb", false },
	{ "a\\tb", false },
	{ "a\\Wb", false },
	{ "a[^b]c", false },
	{ "a[ ]b", false },
	{ "a[\\s]b", false },
	{ "a[[:space:]]b", false },
	{ "a.b", false },
	{ "(?-i)a", false },
	{ "(?<=a)b", false },
	{ "(?>a)b", false },
	{ "(a)\\1", false },
	{ "a\\", false },
	{ "(a", false },
	{ "a)", false },
};

static void
test_rows(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		ok(spacing_is_free(rows[i].pattern) == rows[i].free,
		    "/%s/ is %sfree", rows[i].pattern,
		    rows[i].free ? "" : "not ");
}

static const struct {
	const char *text;
	bool plain;
} texts[] = {
	{ "a b", true }, { "a\t\r\n\v\fb", true }, { "a\x01" "b", false },
	{ "a\x0e" "b", false }, { "a\x08" "b", false }, { "a\x7f", false },
	{ "caf\xc3\xa9", false }, { "~", true }, { " a", true },
	{ "a\v", true }, { "", true }, { "abcdefg h\ti", true },
	{ "abcdefgh\x01i", false }, { "abcdef\x1fgh", false },
	{ "abcdefgh i\x7fj", false },
};

static void
test_texts(void)
{
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		ok(spacing_is_plain(span_str(texts[i].text)) ==
		    texts[i].plain, "text %zu is %splain", i,
		    texts[i].plain ? "" : "not ");
	ok(spacing_is_trimmed(span_str("a b")) &&
	    spacing_is_trimmed(span_str("")), "white space between");
	ok(!spacing_is_trimmed(span_str(" a")) &&
	    !spacing_is_trimmed(span_str("a\v")), "white space at an end");
}

/* Every byte at every place of texts long and short: it is looked at many
 * bytes at once. */
static void
test_everywhere(void)
{
	char text[150];
	int wrong = 0;

	for (size_t len = 1; len <= sizeof(text); len++)
		for (size_t at = 0; at < len; at++)
			for (int c = 0; c < 256; c++) {
				bool plain = (c >= '\t' && c <= '\r') ||
				    (c >= ' ' && c < 0x7f);

				memset(text, 'a', sizeof(text));
				text[at] = (char)c;
				wrong += spacing_is_plain(span_of(text,
				    len)) != plain;
			}
	is_int(wrong, 0, "a byte is seen wherever it stands");
}

static unsigned
next_random(unsigned *seed)
{
	*seed = *seed * 1103515245 + 12345;
	return *seed >> 16;
}

static const char *const pieces[] = { "a", "b", "a+", "b?", "\\s+", "\\s*",
	" ", "\\s", "\\s?", ".*", ".{0,2}", ".?", "(a|b)", "(a\\s*)+",
	"(\\s+a)*", "(?:a|\\s+b)+", "(a| b)?", "\\b", "\\w", "[ab.]", "|",
	"(b|\\b)", ".", "\\s{0,2}", "(\\s|a)", "(a", ")", "\\s+?",
	    "( a+|b*)+" };

static void
random_pattern(struct buf *out, unsigned *seed)
{
	for (unsigned k = 1 + next_random(seed) % 7; k > 0; k--)
		buf_add_str(out, pieces[next_random(seed) %
		    (sizeof(pieces) / sizeof(pieces[0]))]);
}

/* How many random texts the pattern hits; one that it hits plain only is
 * counted in *missed. */
static int
try_pattern(const char *pattern, const struct regex *re,
    struct regex_scratch *scratch, unsigned *seed, int *missed)
{
	int hits = 0;

	for (int t = 0; t < 60; t++) {
		CLEANUP(arena_done) struct arena a = { .max = 1 << 20 };
		char text[11] = "";
		struct span folded;
		size_t start, end;

		for (unsigned c = 0; c < 10; c++)
			text[c] = "aB  \n\t.b"[next_random(seed) % 8];
		folded = fold_text(&a, span_str(text), false, NULL);
		if (!spacing_is_plain(span_str(text)) ||
		    !spacing_is_trimmed(span_str(text)) || regex_find(re,
		    scratch, span_str(text), 0, &start, &end) != REGEX_HIT)
			continue;
		hits++;
		if (regex_find(re, scratch, folded, 0, &start, &end) !=
		    REGEX_HIT && (*missed)++ == 0)
			printf("# /%s/ hits plain \"%s\" only\n", pattern,
			    text);
	}
	return hits;
}

/* Whatever a free pattern hits in a plain text it hits in the folded one. */
static void
test_never_missed(void)
{
	struct regex_scratch *scratch = regex_scratch_new();
	unsigned seed = 11;
	int hits = 0, missed = 0;

	for (int i = 0; i < 20000; i++) {
		CLEANUP(buf_done) struct buf pattern = { .max = 1000 };
		struct regex *re = NULL;
		struct err err;
		size_t at;

		random_pattern(&pattern, &seed);
		if (!spacing_is_free(buf_str(&pattern)) ||
		    regex_new(buf_str(&pattern), &re, &at, &err) == -1)
			continue;
		hits += try_pattern(buf_str(&pattern), re, scratch, &seed,
		    &missed);
		regex_free(re);
	}
	ok(hits > 5000, "%d random hits", hits);
	is_int(missed, 0, "none in the plain text only");
	regex_scratch_free(scratch);
}

int
main(void)
{
	test_rows();
	test_texts();
	test_everywhere();
	test_never_missed();
	return tap_done();
}
