/*
 * A span: bytes somebody else owns.  Whatever comes out of a message is a
 * span and never a C string: it may hold NUL, and it may not be UTF-8.
 */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct span {
	const char *at;		/* may be NULL when len is 0 */
	size_t len;		/* bytes */
};

/* What reading a message does millions of times is inline. */

/* For literals and our own strings; NULL gives the empty span. */
static inline struct span
span_str(const char *s)
{
	return (struct span){ s, s == NULL ? 0 : strlen(s) };
}

static inline struct span
span_of(const void *at, size_t len)
{
	return (struct span){ at, len };
}

/* From byte `from` to the end; empty when past it. */
static inline struct span
span_from(struct span s, size_t from)
{
	if (from >= s.len)
		return (struct span){ NULL, 0 };
	return span_of(s.at + from, s.len - from);
}

/* ASCII letters only, whatever the locale. */
static inline unsigned char
span_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (unsigned char)(c + 32) :
	    (unsigned char)c;
}

bool span_eq(struct span, struct span);
/* Case-insensitive for ASCII letters only. */
static inline bool
span_ieq(struct span a, struct span b)
{
	/* mostly the first letters tell */
	if (a.len != b.len || (a.len > 0 &&
	    span_lower(a.at[0]) != span_lower(b.at[0])))
		return false;
	for (size_t i = 1; i < a.len; i++)
		if (span_lower(a.at[i]) != span_lower(b.at[i]))
			return false;
	return true;
}

static inline bool
span_ieq_str(struct span a, const char *b)
{
	/* without looking for the end of b */
	if (a.len > 0 && b != NULL && span_lower(a.at[0]) != span_lower(b[0]))
		return false;
	return span_ieq(a, span_str(b));
}

#define NUMBER_DIGITS 18	/* that always fit */

/* Of digits alone, one to so many: no blank and no sign, which strtoll would
 * take.  false: it is none. */
bool span_number(struct span, size_t digits, int64_t *out);
/* The one of the `n` words that it is, ASCII case aside; NULL: none. */
const char *span_one_of(struct span, const char *const *words, size_t n);
static inline bool
span_istarts(struct span s, const char *prefix)
{
	struct span p;

	if (s.len > 0 && prefix[0] != '\0' &&
	    span_lower(s.at[0]) != span_lower(prefix[0]))
		return false;
	p = span_str(prefix);
	return s.len >= p.len && span_ieq(span_of(s.at, p.len), p);
}

/* Position of the needle (ASCII case-insensitive) or -1. */
ptrdiff_t span_ifind(struct span, const char *needle);
/* Where the n bytes of the needle, one or more, stand first, or NULL. */
const char *span_find(struct span, const char *needle, size_t n);

static inline bool
span_is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* Without blanks, tabs, CR and LF at both ends. */
static inline struct span
span_trim(struct span s)
{
	while (s.len > 0 && span_is_blank(s.at[0]))
		s = span_of(s.at + 1, s.len - 1);
	while (s.len > 0 && span_is_blank(s.at[s.len - 1]))
		s.len--;
	return s;
}

#endif
