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
	const char *pattern, *words;	/* sets by + of words by | */
} rows[] = {
	{ "outside\\s+(your|ur)\\s+house",
	    "outside your house|outside ur house" },
	{ "\\b(kill|hurt)\\s+you\\b", "kill you|hurt you" },
	{ "\\bslut\\b|\\bwhore\\b", "slut|whore" },
	{ "colou?r", "colo" },
	{ "abcd*e", "abc" },
	{ "abcd{0,2}efgh", "abc + efgh" },
	{ "abcd+e", "abcd" },
	{ "ab|abcdef", "" },
	{ "(outside|inside)", "outside|inside" },
	{ "(outside|inside)?", "" },
	{ "(outside|inside)+here", "outside|inside + here" },
	{ "(outside|in)", "" },
	{ "(outside|inside){0,1}here", "here" },
	{ "((out|in)side|beside) you", "outside you|inside you|beside you" },
	{ "(i|we)\\s+(saw|followed)\\s+you",
	    "i saw you|i followed you|we saw you|we followed you" },
	{ "(?i)outside", "" },
	{ "(?:really )?outside", "outside" },
	{ "(?:really )outside", "really outside" },
	{ "(?x) out side", "" },
	{ "(?<!not )outside", "" },
	{ "outside(?!r)", "" },
	{ "\\Qoutside\\E", "" },
	{ "[outside]here", "here" },
	{ "[]outside]here", "here" },
	{ "[^]outside]here", "here" },
	{ "[\\]outside]here", "here" },
	{ "[[:alpha:]]here", "" },
	{ "[]\\c]Eac]", "" },
	{ "[]\\c]Eac]here", "here" },
	{ "[\\c]outside]here", "here" },
	{ "[\\Q]outside]\\E]here", "" },
	{ "[\\E]outside]here", "" },
	{ "[\\c\\]outside", "outside" },
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
	{ "come\\s+(home|back)\\s+now", "come home now|come back now" },
	{ "one two|three four", "one two|three four" },
	{ "(one two|three) four", "one two four|three four" },
	{ "one\\s(two|three)? four", "one + four" },
	{ "one.two.three.four.fives", "fives + two + three + four" },
	{ "abcd{1000}", "abc" },
	{ "(abcd){1000,}x", "" },
	/* no quantifier: the brace hides no alternative */
	{ "abcd{x|y}", "" },
	{ "abcd{wxyz|efgh", "wxyz|efgh" },
	/* white space that must be there, and no more */
	{ "out  side", "out side" },
	{ "out\\s+?side", "out side" },
	{ "out\\s++side", "out side" },
	{ "out\\s*side", "out + side" },
	{ "out\\s?side", "out + side" },
	{ "out\\s{2}side", "out + side" },
	{ "out\\s+\\bside", "out side" },
	{ "\\s+outside\\s+", "outside" },
	{ "(outside )here", "outside here" },
	{ "outside( here)", "outside + here" },
	{ "(from |outside)\\s+here", "from here|outside here" },
	{ "outside\\s+.*house", "outside + house" },
	{ "outside\\S+house", "outside + house" },
	{ "out(si)de", "outside" },
	{ "out(a|b|c)(a|b|c)", "outa|outb|outc" },
	{ "(abcdefghijkl)(mnopqrstuvwxyz)",
	    "abcdefghijkl + mnopqrstuvwxyz" },
	{ "abcdefghijklmnopqrstuvwx yz0", "abcdefghijklmnopqrstuvwx + yz0" },
	{ "out(|er)side", "out + side" },
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
				buf_add_str(&got, k > 0 ? "|" : "");
				buf_add_span(&got,
				    literal_span(&set[j].word[k]));
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

static void
test_blanks(void)
{
	static const struct {
		const char *text;
		uint64_t found;
	} texts[] = {
		{ "know where you", 3 }, { "i know \t\r\n where  you", 3 },
		{ "KNOW\u00a0where\u2003\u2003you", 3 },
		{ "know, where you", 2 }, { "knowwhere you", 2 },
		{ "know where your", 3 }, { "know where, you", 1 },
		{ "know know where", 1 }, { " know where ", 1 },
		{ "know", 0 }, { "where you know", 2 },
	};
	struct literals *l = literals_new();

	literals_add(l, span_str("know where"), 0);
	literals_add(l, span_str("where you"), 1);
	literals_seal(l);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		uint64_t found = 0;

		literals_scan(l, span_str(texts[i].text), &found);
		is_int((int64_t)found, (int64_t)texts[i].found,
		    texts[i].text);
	}
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

/* The same with more blanks between two words than a word is long. */
static void
test_stretched(void)
{
	struct literals *l = literals_new();
	char text[400];
	int missed = 0;

	literals_add(l, span_str("one twelve"), 0);
	literals_seal(l);
	for (size_t at = 0; at + 70 <= sizeof(text); at++) {
		uint64_t found = 0;

		memset(text, '.', sizeof(text));
		memcpy(text + at, "one", 3);
		memset(text + at + 3, ' ', 60);
		memcpy(text + at + 63, "twelve", 6);
		literals_scan(l, span_of(text, sizeof(text)), &found);
		missed += found != 1;
	}
	is_int(missed, 0, "so are words with many blanks between them");
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
	struct literals *l = literals_new();
	uint64_t found = 0;

	for (size_t i = 0; i < set->n; i++)
		literals_add(l, literal_span(&set->word[i]), 0);
	literals_seal(l);
	literals_scan(l, span_str(text), &found);
	literals_free(l);
	return found != 0;
}

/* Whatever a pattern hits holds a word of each of its sets: random patterns
 * over a small alphabet against random texts. */
static void
test_never_missed(void)
{
	static const char *const pieces[] = { "abc", "b", "ab", "(a|b)", "c?",
		"b*", "(?:abc)?", "[ab]", "|", ".", "a+", "bca", "\\s",
		"c{0,1}", "(abc|cab)", "\\b", "\\s+", " ", "(a |b)",
		"(b\\s+a|c)", "( c)" };
	struct regex_scratch *scratch = regex_scratch_new();
	unsigned seed = 7;
	int hits = 0, missed = 0;

	for (int i = 0; i < 6000; i++) {
		CLEANUP(buf_done) struct buf pattern = { .max = 1000 };
		struct literal_set set[LITERAL_SETS];
		struct regex *re = NULL;
		struct err err;
		size_t at, n, start, end;

		for (unsigned k = 1 + next_random(&seed) % 6; k > 0; k--)
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
				text[c] = "abcA  \t"[next_random(&seed) % 7];
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
	test_blanks();
	test_everywhere();
	test_stretched();
	test_never_missed();
	return tap_done();
}
