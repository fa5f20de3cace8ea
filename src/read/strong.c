#include "read/fold.h"

static const struct {
	char sign, letter;
} leet[] = {
	{ '0', 'o' }, { '1', 'i' }, { '3', 'e' }, { '4', 'a' }, { '5', 's' },
	{ '7', 't' }, { '8', 'b' }, { '9', 'g' }, { '@', 'a' }, { '$', 's' },
	{ '!', 'i' }, { '|', 'l' }, { '+', 't' },
};

#define SINGLES_MIN 3		/* letters that make a spaced-out word */

static bool
is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (unsigned char)c >= 0x80;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
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

		if (leet_letter(at[i]) != 0 && (is_digit(at[i]) || !last))
			at[i] = leet_letter(at[i]);
	}
}

/* "k 1 l l": a digit alone, behind a letter alone, is one of its word. */
static void
leet_alone(char *at, size_t len)
{
	for (size_t i = 2; i < len; i++)
		if (is_digit(at[i]) && leet_letter(at[i]) != 0 &&
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

static size_t
letter_len(struct span s, size_t i)
{
	size_t n = 1;

	if (i >= s.len || !is_letter(s.at[i]))
		return 0;
	while ((unsigned char)s.at[i] >= 0xc0 && i + n < s.len &&
	    (s.at[i + n] & 0xc0) == 0x80)
		n++;
	return n;
}

/* End of "k i l l" when at least three single letters begin at i; else i.
 * A letter with another one behind it is no single one. */
static size_t
singles_end(struct span s, size_t i)
{
	size_t end = i, count = 0, at = i;

	for (;;) {
		size_t n = letter_len(s, at), next = at + n;

		if (n == 0 || letter_len(s, next) > 0)
			break;
		count++;
		end = next;
		if (next >= s.len || !is_between(s.at[next]))
			break;
		at = next + 1;
	}
	return count >= SINGLES_MIN ? end : i;
}

struct joiner {
	struct span in;
	const uint32_t *map;
	char *out;
	uint32_t *out_map;
	size_t len;
};

static void
joiner_copy(struct joiner *j, size_t at, size_t n)
{
	for (size_t k = 0; k < n; k++) {
		j->out[j->len] = j->in.at[at + k];
		j->out_map[j->len] = j->map == NULL ? (uint32_t)(at + k) :
		    j->map[at + k];
		j->len++;
	}
}

static void
join_all(struct joiner *j)
{
	struct span s = j->in;
	size_t i = 0;

	while (i < s.len) {
		size_t end = singles_end(s, i), n;

		for (; i < end; i += n + 1) {
			n = letter_len(s, i);
			joiner_copy(j, i, n);
		}
		/* the sign behind the last single letter stays */
		i = end > 0 && i == end + 1 ? end : i;
		for (n = 0; i + n < s.len && is_letter(s.at[i + n]); n++)
			;
		joiner_copy(j, i, n);
		i += n;
		if (i < s.len)
			joiner_copy(j, i++, 1);
	}
	j->out_map[j->len] = j->map == NULL ? (uint32_t)s.len :
	    j->map[s.len];
}

void
fold_strong(struct arena *arena, struct folded *f)
{
	struct joiner j = { .map = f->map };
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
	j.in = span_of(copy, f->text.len);
	join_all(&j);
	f->text = span_of(j.out, j.len);
	f->map = j.out_map;
	f->same = false;
}
