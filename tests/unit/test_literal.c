/*
 * The words a pattern needs, and the automaton that looks for them: wrong
 * here would be a hit that is missed.
 */
#include <string.h>

#include "base/buf.h"
#include "match/literal.h"
#include "match/regex.h"
#include "tests/tap.h"

static const struct {
	const char *pattern, *words;	/* sets by + of words by blanks */
} rows[] = {
	{ "outside\\s+(your|ur)\\s+house", "outside + house" },
	{ "\\b(kill|hurt)\\s+you\\b", "kill hurt + you" },
	{ "\\bslut\\b|\\bwhore\\b", "slut whore" },
	{ "colou?r", "colo" },
	{ "abcd*e", "abc" },
	{ "abcd{0,2}efgh", "abc + efgh" },
	{ "abcd+e", "abcd" },
	{ "ab|abcdef", "" },
	{ "(outside|inside)", "outside inside" },
	{ "(outside|inside)?", "" },
	{ "(outside|in)", "" },
	{ "(outside|inside){0,1}here", "here" },
	{ "((out|in)side|beside) you", "side beside + you" },
	{ "(i|we)\\s+(saw|followed)\\s+you", "saw followed + you" },
	{ "(?i)outside", "" },
	{ "(?:really )?outside", "outside" },
	{ "(?x) out side", "" },
	{ "(?<!not )outside", "" },
	{ "outside(?!r)", "" },
	{ "\\Qoutside\\E", "" },
	{ "[outside]here", "here" },
	{ "[]outside]here", "here" },
	{ "[^]outside]here", "here" },
	{ "[\\]outside]here", "here" },
	{ "[[:alpha:]]here", "" },
	{ "\\x41bcde", "bcde" },
	{ "\\x{41}bcde", "bcde" },
	{ "\\p{Lu}bcde", "bcde" },
	{ "\\pLbcde", "bcde" },
	{ "\\cAbcde", "bcde" },
	{ "(abc)\\1def", "abc + def" },
	{ "\\g{1}abc", "abc" },
	{ "\\.abc", "abc" },
	{ "(*UCP)abc", "" },
	{ "out.side", "out + side" },
	{ "out", "out" },
	{ "ou", "" },
	{ "", "" },
	{ "abc|", "" },
	{ "a|bcd", "" },
	{ "07700\\s*900\\s*\\d{3}", "07700 + 900" },
	{ "i('m| am)\\s+watching", "watching" },
	{ "abcdefghijklmnopqrstuvwxyz0", "abcdefghijklmnopqrstuvwx" },
	{ "abc\\", "" },
	{ "come\\s+(home|back)\\s+now", "come + home back + now" },
	{ "one two|three four", "one three" },
	{ "(one two|three) four", "one three + four" },
	{ "one\\s(two|three)? four", "one + four" },
	{ "one two three four fives", "fives + two + three + four" },
	{ "abcd{1000}", "abc" },
	{ "(abcd){1000,}x", "" },
	/* no quantifier: the brace hides no alternative */
	{ "abcd{x|y}", "" },
	{ "abcd{wxyz|efgh", "wxyz efgh" },
};

static void
test_words(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP(buf_done) struct buf got = { .max = 1000 };
		struct literal_set set[LITERAL_SETS];
		size_t n = literal_sets(rows[i].pattern, set);

		for (size_t j = 0; j < n; j++) {
			buf_add_str(&got, j > 0 ? " + " : "");
			for (size_t k = 0; k < set[j].n; k++) {
				buf_add_str(&got, k > 0 ? " " : "");
				buf_add_span(&got, set[j].word[k]);
			}
		}
		is_str(buf_str(&got), rows[i].words, rows[i].pattern);
	}
}

static void
test_scan(void)
{
	struct literals *l = literals_new();
	uint64_t found[2] = { 0, 0 };

	literals_add(l, span_str("she"), 0);
	literals_add(l, span_str("hers"), 1);
	literals_add(l, span_str("HE"), 70);
	literals_add(l, span_str("his"), 3);
	literals_add(l, span_str("she"), 4);
	literals_seal(l);
	literals_scan(l, span_str("uSHErs"), found);
	ok(found[0] == 0x13, "overlapping words, in any case, twice one");
	ok(found[1] == 1 << 6, "a word inside another");
	found[0] = found[1] = 0;
	literals_scan(l, span_str("sh e h-i-s"), found);
	ok(found[0] == 0 && found[1] == 0, "broken words are none");
	literals_free(l);
}

/* One long word at every place of texts long enough for several lanes. */
static void
test_everywhere(void)
{
	static const char word[] = "abcdefghijklmnopqrstuvwx";
	struct literals *l = literals_new();
	char text[400];
	int missed = 0;

	literals_add(l, span_str(word), 0);
	literals_seal(l);
	for (size_t len = 180; len <= sizeof(text); len++)
		for (size_t at = 0; at + sizeof(word) - 1 <= len; at++) {
			uint64_t found = 0;

			memset(text, 'a', sizeof(text));
			memcpy(text + at, word, sizeof(word) - 1);
			literals_scan(l, span_of(text, len), &found);
			missed += found != 1;
		}
	is_int(missed, 0, "a word is found wherever it stands");
	literals_free(l);
}

static unsigned
next_random(unsigned *seed)
{
	*seed = *seed * 1103515245 + 12345;
	return *seed >> 16;
}

static bool
holds_one(const char *text, const struct literal_set *set)
{
	for (size_t i = 0; i < set->n; i++) {
		char copy[32] = "";

		memcpy(copy, set->word[i].at, set->word[i].len);
		if (span_ifind(span_str(text), copy) >= 0)
			return true;
	}
	return false;
}

/* Whatever a pattern hits holds a word of each of its sets: random patterns
 * over a small alphabet against random texts. */
static void
test_never_missed(void)
{
	static const char *const pieces[] = { "abc", "b", "ab", "(a|b)", "c?",
		"b*", "(?:abc)?", "[ab]", "|", ".", "a+", "bca", "\\s",
		"c{0,1}", "(abc|cab)", "\\b" };
	struct regex_scratch *scratch = regex_scratch_new();
	unsigned seed = 7;
	int hits = 0, missed = 0;

	for (int i = 0; i < 3000; i++) {
		CLEANUP(buf_done) struct buf pattern = { .max = 1000 };
		struct literal_set set[LITERAL_SETS];
		struct regex *re = NULL;
		struct err err;
		size_t at, n, start, end;

		for (unsigned k = 1 + next_random(&seed) % 5; k > 0; k--)
			buf_add_str(&pattern, pieces[next_random(&seed) %
			    (sizeof(pieces) / sizeof(pieces[0]))]);
		n = literal_sets(buf_str(&pattern), set);
		if (n == 0 ||
		    regex_new(buf_str(&pattern), &re, &at, &err) == -1)
			continue;
		for (int t = 0; t < 40; t++) {
			char text[9] = "";
			bool held = true;

			for (int c = 0; c < 8; c++)
				text[c] = "abcA "[next_random(&seed) % 5];
			if (regex_find(re, scratch, span_str(text), 0, &start,
			    &end) != REGEX_HIT)
				continue;
			hits++;
			for (size_t k = 0; k < n; k++)
				held = held && holds_one(text, &set[k]);
			if (!held && missed++ == 0)
				printf("# /%s/ hits \"%s\"\n",
				    buf_str(&pattern), text);
		}
		regex_free(re);
	}
	ok(hits > 500, "%d random hits", hits);
	is_int(missed, 0, "none without a word");
	regex_scratch_free(scratch);
}

int
main(void)
{
	test_words();
	test_scan();
	test_everywhere();
	test_never_missed();
	return tap_done();
}
