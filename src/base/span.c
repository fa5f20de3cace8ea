#include "base/span.h"

#include <string.h>

static unsigned char
lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (unsigned char)(c + 32) :
	    (unsigned char)c;
}

struct span
span_str(const char *s)
{
	return (struct span){ s, s == NULL ? 0 : strlen(s) };
}

struct span
span_of(const void *at, size_t len)
{
	return (struct span){ at, len };
}

bool
span_eq(struct span a, struct span b)
{
	return a.len == b.len &&
	    (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

bool
span_ieq(struct span a, struct span b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (lower(a.at[i]) != lower(b.at[i]))
			return false;
	return true;
}

bool
span_ieq_str(struct span a, const char *b)
{
	/* mostly the first letters tell */
	if (a.len > 0 && b != NULL && lower(a.at[0]) != lower(b[0]))
		return false;
	return span_ieq(a, span_str(b));
}

const char *
span_one_of(struct span s, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (span_ieq_str(s, words[i]))
			return words[i];
	return NULL;
}

bool
span_istarts(struct span s, const char *prefix)
{
	size_t n;

	if (s.len > 0 && prefix[0] != '\0' &&
	    lower(s.at[0]) != lower(prefix[0]))
		return false;
	n = strlen(prefix);
	return s.len >= n && span_ieq(span_of(s.at, n), span_of(prefix, n));
}

ptrdiff_t
span_ifind(struct span s, const char *needle)
{
	size_t n = strlen(needle);

	for (size_t i = 0; i + n <= s.len; i++)
		if (span_ieq(span_of(s.at + i, n), span_of(needle, n)))
			return (ptrdiff_t)i;
	return -1;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

struct span
span_trim(struct span s)
{
	while (s.len > 0 && is_blank(s.at[0]))
		s = span_of(s.at + 1, s.len - 1);
	while (s.len > 0 && is_blank(s.at[s.len - 1]))
		s.len--;
	return s;
}

struct span
span_from(struct span s, size_t from)
{
	if (from >= s.len)
		return (struct span){ NULL, 0 };
	return span_of(s.at + from, s.len - from);
}
