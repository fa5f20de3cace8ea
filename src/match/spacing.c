#include "match/spacing.h"

#include <string.h>

#include "base/ascii.h"

/* What a piece of a pattern asks of white space. */
enum need {
	NEED_NONE,		/* can hit without any character, and takes
				 * white space or not */
	NEED_SOLID,		/* takes a character that is no white space */
	NEED_SPACE,		/* takes white space, and must */
	NEED_UNKNOWN
};

/* Signs that stand for themselves. */
static bool
is_spacing_sign(char c)
{
	return c != '\0' && strchr("'\"-_@,:;/!&%=~<>", c) != NULL;
}

/* [abc'-]: members that are printed, no classes, no escapes, no "not". */
static enum need
read_class(const char **at)
{
	const char *p = *at + 1;

	if (*p == '^' || *p == ']')
		return NEED_UNKNOWN;
	for (; *p != ']'; p++)
		if (*p <= ' ' || *p >= 0x7f || *p == '\\' || *p == '[')
			return NEED_UNKNOWN;
	*at = p + 1;
	return NEED_SOLID;
}

static enum need
read_escape(const char **at)
{
	char c = (*at)[1];

	if (c == '\0')
		return NEED_UNKNOWN;
	*at += 2;
	if (c == 's')
		return NEED_SPACE;
	if (c == 'b')
		return NEED_NONE;
	if (c == 'd' || c == 'w')
		return NEED_SOLID;
	return c > ' ' && c < 0x7f && !ascii_is_alnum(c) ? NEED_SOLID :
	    NEED_UNKNOWN;
}

/* "{0,9}": its length, or 0; with anything else in it, it is text. */
static size_t
maybe_count(const char *at)
{
	size_t n;

	if (strncmp(at, "{0,", 3) != 0)
		return 0;
	n = 3 + strspn(at + 3, "0123456789");
	return at[n] == '}' ? n + 1 : 0;
}

enum times { TIMES_ONE, TIMES_SOME, TIMES_MAYBE, TIMES_UNKNOWN };

/* "", "+", "*", "?", "{0,9}" and the lazy ones; possessive ones, which take
 * what they do not give back, are not understood, nor is "{2}". */
static enum times
read_times(const char **at)
{
	size_t count = maybe_count(*at);
	enum times got = **at == '+' ? TIMES_SOME : TIMES_MAYBE;

	if (count == 0 && **at == '{')
		return TIMES_UNKNOWN;
	if (count == 0 && (**at == '\0' || strchr("+*?", **at) == NULL))
		return TIMES_ONE;
	*at += count > 0 ? count : 1;
	*at += **at == '?';
	return **at == '+' || **at == '{' ? TIMES_UNKNOWN : got;
}

/* Of counts of what is no white space nothing depends. */
static bool
skip_count(const char **at)
{
	const char *p = *at + strspn(*at, "{,0123456789");

	if (**at != '{' || *p != '}')
		return false;
	*at = p + 1;
	*at += **at == '?';
	return **at != '+' && **at != '{';
}

/* One piece with its quantifier; groups are the caller's. */
static enum need
read_piece(const char **at)
{
	enum need need = NEED_UNKNOWN;
	enum times times;

	if (ascii_is_alnum(**at) || is_spacing_sign(**at)) {
		need = NEED_SOLID;
		++*at;
	} else if (**at == '\\') {
		bool edge = (*at)[1] == 'b';

		need = read_escape(at);
		if (edge)
			return **at == '\0' || strchr("+*?{", **at) == NULL ?
			    NEED_NONE : NEED_UNKNOWN;
	} else if (**at == '[') {
		need = read_class(at);
	} else if (**at == ' ') {
		need = NEED_SPACE;
		++*at;
	} else if (**at == '.') {
		++*at;
		return read_times(at) == TIMES_MAYBE ? NEED_NONE :
		    NEED_UNKNOWN;
	}
	if (need == NEED_UNKNOWN)
		return need;
	times = read_times(at);
	if (times == TIMES_MAYBE)
		return NEED_NONE;
	if (times == TIMES_UNKNOWN)
		return need == NEED_SOLID && skip_count(at) ? NEED_NONE :
		    NEED_UNKNOWN;
	return need;
}

#define GROUPS_MAX 8

/*
 * Two pieces that must have white space may not get the same: behind each
 * something solid must follow at once, a group only when all that is in it
 * begins solid.  `due` is set between the one and the other.
 */
struct look {
	const char *at;
	bool due;
	bool due_outside[GROUPS_MAX];	/* where each open group began */
	size_t depth;
};

static bool
open_group(struct look *l)
{
	if (l->depth == GROUPS_MAX ||
	    (l->at[1] == '?' && l->at[2] != ':') || l->at[1] == '*')
		return false;
	l->at += l->at[1] == '?' ? 3 : 1;
	l->due_outside[l->depth++] = l->due;
	return true;
}

static bool
close_group(struct look *l)
{
	enum times times;

	if (l->depth == 0 || l->due)
		return false;
	l->depth--;
	l->at++;
	times = read_times(&l->at);
	/* one that may be missing was no something */
	return times != TIMES_UNKNOWN &&
	    !(times == TIMES_MAYBE && l->due_outside[l->depth]);
}

static bool
next_alternative(struct look *l)
{
	if (l->due)
		return false;
	l->due = l->depth > 0 && l->due_outside[l->depth - 1];
	l->at++;
	return true;
}

static bool
next_piece(struct look *l)
{
	switch (read_piece(&l->at)) {
	case NEED_SOLID:
		l->due = false;
		return true;
	case NEED_SPACE:
		if (l->due)
			return false;
		l->due = true;
		return true;
	case NEED_NONE:
		return !l->due || l->at[-1] == 'b';
	case NEED_UNKNOWN:
		break;
	}
	return false;
}

bool
spacing_is_free(const char *pattern)
{
	struct look l = { .at = pattern };
	bool good = true;

	while (good && *l.at != '\0') {
		if (*l.at == '(')
			good = open_group(&l);
		else if (*l.at == ')')
			good = close_group(&l);
		else if (*l.at == '|')
			good = next_alternative(&l);
		else
			good = next_piece(&l);
	}
	return good && !l.due && l.depth == 0;
}

static bool
is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

#define BLOCK 64		/* bytes looked at at once */

/* No ASCII, or a control that is no space: what is below a range wraps to
 * what is above it. */
static unsigned char
is_strange(unsigned char c)
{
	unsigned char print = (unsigned char)(c - ' ');
	unsigned char space = (unsigned char)(c - '\t');

	return (print > '~' - ' ') & (space > '\r' - '\t');
}

/* Without a branch, and of a length that is known, so that a compiler takes
 * many bytes at a time. */
static bool
is_block_strange(const unsigned char block[BLOCK])
{
	unsigned char strange = 0;

	for (int i = 0; i < BLOCK; i++)
		strange |= is_strange(block[i]);
	return strange != 0;
}

bool
spacing_is_trimmed(struct span s)
{
	return s.len == 0 ||
	    (!is_space(s.at[0]) && !is_space(s.at[s.len - 1]));
}

bool
spacing_is_plain(struct span s)
{
	const unsigned char *p = (const unsigned char *)s.at;
	size_t i = 0;

	for (; i + BLOCK <= s.len; i += BLOCK)
		if (is_block_strange(p + i))
			return false;
	/* what is left, and some once more */
	if (s.len >= BLOCK)
		return !is_block_strange(p + s.len - BLOCK);
	for (; i < s.len; i++)
		if (is_strange(p[i]))
			return false;
	return true;
}
