#include "read/text/fold.h"

#include <string.h>

#include "base/ascii.h"
#include "base/safe.h"
#include "read/text/char_class.h"

static const struct {
	char sign, letter;
} leet[] = {
	{ '0', 'o' }, { '1', 'i' }, { '3', 'e' }, { '4', 'a' }, { '5', 's' },
	{ '7', 't' }, { '8', 'b' }, { '9', 'g' }, { '@', 'a' }, { '$', 's' },
	{ '!', 'i' }, { '|', 'l' }, { '+', 't' },
};

#define SINGLES_MIN 3		/* letters that make a spaced-out word */
#define GAP_MOST 6		/* characters between two of them */

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

static bool
is_between(char c)
{
	return c == ' ' || c == '.' || c == '-' || c == '_' || c == '*' ||
	    c == ',' || c == '/' || c == '~';
}

static char
leet_letter(char c)
{
	for (size_t i = 0; i < sizeof(leet) / sizeof(leet[0]); i++)
		if (leet[i].sign == c)
			return leet[i].letter;
	return 0;
}

/* A word of letters and signs; a sign at its end is punctuation. */
static void
leet_word(char *at, size_t len)
{
	bool letters = false;

	for (size_t i = 0; i < len; i++)
		letters = letters || is_letter(at[i]);
	if (!letters)
		return;
	for (size_t i = 0; i < len; i++) {
		bool last = i + 1 == len || (!is_letter(at[i + 1]) &&
		    leet_letter(at[i + 1]) == 0);

		if (leet_letter(at[i]) != 0 && (ascii_is_digit(at[i]) || !last))
			at[i] = leet_letter(at[i]);
	}
}

/* "k 1 l l": a digit alone, behind a letter alone, is one of its word. */
static void
leet_alone(char *at, size_t len)
{
	for (size_t i = 2; i < len; i++)
		if (ascii_is_digit(at[i]) && leet_letter(at[i]) != 0 &&
		    is_between(at[i - 1]) && is_letter(at[i - 2]) &&
		    (i == 2 || is_between(at[i - 3])) &&
		    (i + 1 == len || is_between(at[i + 1])))
			at[i] = leet_letter(at[i]);
}

static void
leet_all(char *at, size_t len)
{
	for (size_t i = 0; i < len;) {
		size_t n = 0;

		while (i + n < len && at[i + n] != ' ')
			n++;
		leet_word(at + i, n);
		i += n + 1;
	}
}

/* What stands at one place of the text. */
enum sort {
	SORT_LETTER,		/* or a sign that stands for one */
	SORT_BLANK,
	SORT_SIGN,		/* emoji, too */
	SORT_OTHER		/* a digit, or the end */
};

struct joiner {
	struct span in;		/* folded */
	const char *leet;	/* the same with signs read as letters */
	struct span plain;	/* what was folded */
	const uint32_t *map;
	char *out;
	uint32_t *out_map;
	size_t len;
};

/* '|' and '+' are letters in a word, but signs between letters. */
static enum sort
sort_ascii(const struct joiner *j, size_t at)
{
	char c = j->in.at[at];

	if (c == ' ')
		return SORT_BLANK;
	if (ascii_is_digit(c) && !is_letter(j->leet[at]))
		return SORT_OTHER;
	return is_letter(j->leet[at]) && c != '|' && c != '+' ?
	    SORT_LETTER : SORT_SIGN;
}

/* *n is how many bytes it takes. */
static enum sort
sort_at(const struct joiner *j, size_t at, size_t *n)
{
	int c;

	*n = 1;
	if (at >= j->in.len)
		return SORT_OTHER;
	if ((unsigned char)j->in.at[at] < 0x80)
		return sort_ascii(j, at);
	c = safe_decode(span_from(j->in, at), n);
	return c >= 0 && fold_is_letter(c) ? SORT_LETTER : SORT_SIGN;
}

static bool
is_letter_at(const struct joiner *j, size_t at)
{
	size_t n;

	return sort_at(j, at, &n) == SORT_LETTER;
}

/* Length of the letter when it has none behind it, else 0. */
static size_t
single_len(const struct joiner *j, size_t at)
{
	size_t n;

	if (sort_at(j, at, &n) != SORT_LETTER || is_letter_at(j, at + n))
		return 0;
	return n;
}

static void
joiner_copy(struct joiner *j, size_t at, size_t n)
{
	for (size_t k = 0; k < n; k++) {
		j->out[j->len] = j->leet[at + k];
		j->out_map[j->len] = j->map == NULL ? (uint32_t)(at + k) :
		    j->map[at + k];
		j->len++;
	}
}

/* What stands between two letters. */
struct gap {
	size_t at, len;
	size_t signs, blanks;
	size_t width;		/* of blanks alone: what they were */
};

/* How wide the blanks were that folding made one of; a line break makes
 * them another sort. */
static size_t
blank_width(const struct joiner *j, size_t at)
{
	size_t from = j->map == NULL ? at : j->map[at], width = 0, used;
	size_t to = j->map == NULL ? at + 1 : j->map[at + 1];
	struct span s = span_of(j->plain.at + from, to - from);
	bool line = false;

	for (; s.len > 0; s = span_from(s, used)) {
		int c = safe_decode(s, &used);

		width += fold_is_space(c);
		line = line || c == '\n';
	}
	return width * 2 + line;
}

/* From behind a letter to the next one, a single one; false: not so. */
static bool
gap_find(const struct joiner *j, size_t at, struct gap *g)
{
	size_t n, i = at;

	*g = (struct gap){ .at = at };
	for (; g->signs + g->blanks <= GAP_MOST; i += n) {
		enum sort sort = sort_at(j, i, &n);

		if (sort == SORT_LETTER || sort == SORT_OTHER)
			break;
		g->signs += sort == SORT_SIGN;
		g->blanks += sort == SORT_BLANK;
	}
	g->len = i - at;
	if (g->len > 0 && g->signs == 0)
		g->width = blank_width(j, at);
	return g->len > 0 && single_len(j, i) > 0;
}

/* Does b stand between letters of the word in which a does? */
static bool
gap_same(const struct joiner *j, const struct gap *a, const struct gap *b)
{
	if (a->signs != b->signs || a->blanks != b->blanks)
		return false;
	if (a->signs == 1 && a->blanks == 0)
		return true;
	return a->signs == 0 ? a->width == b->width : a->len == b->len &&
	    memcmp(j->in.at + a->at, j->in.at + b->at, a->len) == 0;
}

static size_t
gap_rank(const struct gap *g)
{
	if (g->signs == 0)
		return g->width;
	return g->blanks == 0 ? g->signs : 2 * (g->signs + g->blanks) + 1;
}

/* Does the gap behind a word's first letter part two words?  When the one
 * behind the second letter is narrower: "x, k i l l". */
static bool
gap_parts(const struct joiner *j, const struct gap *g)
{
	size_t next = g->at + g->len;
	struct gap second;

	return gap_find(j, next + single_len(j, next), &second) &&
	    !gap_same(j, g, &second) && gap_rank(&second) < gap_rank(g);
}

/*
 * Walks the single letters from i on, words of them with another gap
 * between; returns where they end.  *most: letters of the longest word.
 * `out`: they are written, a blank between two words.
 */
static size_t
singles_walk(struct joiner *j, size_t i, bool out, size_t *most)
{
	size_t n = single_len(j, i), letters = 0;
	struct gap first = { 0 }, gap;

	*most = 0;
	while (n > 0) {
		if (out)
			joiner_copy(j, i, n);
		*most = ++letters > *most ? letters : *most;
		i += n;
		if (!gap_find(j, i, &gap))
			break;
		if (letters == 1)
			first = gap;
		if (letters == 1 ? gap_parts(j, &gap) :
		    !gap_same(j, &first, &gap)) {
			letters = 0;
			if (out) {
				joiner_copy(j, i, 1);
				j->out[j->len - 1] = ' ';
			}
		}
		i = gap.at + gap.len;
		n = single_len(j, i);
	}
	return i;
}

static void
join_all(struct joiner *j)
{
	size_t i = 0;

	while (i < j->in.len) {
		size_t most, n, end = singles_walk(j, i, false, &most);

		if (most >= SINGLES_MIN)
			singles_walk(j, i, true, &most);
		else
			joiner_copy(j, i, end - i);
		for (i = end; is_letter_at(j, i); i += n) {
			sort_at(j, i, &n);
			joiner_copy(j, i, n);
		}
		if (i < j->in.len)
			joiner_copy(j, i++, 1);
	}
	j->out_map[j->len] = j->map == NULL ? (uint32_t)j->in.len :
	    j->map[j->in.len];
}

void
fold_strong(struct arena *arena, struct folded *f)
{
	struct joiner j = { .in = f->text, .plain = f->plain,
	    .map = f->map };
	char *copy;

	if (f->text.len == 0)
		return;
	copy = (char *)arena_copy(arena, f->text).at;
	j.out = arena_get(arena, f->text.len);
	j.out_map = arena_get(arena, (f->text.len + 1) * sizeof(*j.out_map));
	if (copy == NULL || j.out == NULL || j.out_map == NULL)
		return;
	leet_all(copy, f->text.len);
	leet_alone(copy, f->text.len);
	j.leet = copy;
	join_all(&j);
	f->text = span_of(j.out, j.len);
	f->map = j.out_map;
	f->same = false;
}
