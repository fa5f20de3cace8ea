#include "base/span.h"

bool
span_eq(struct span a, struct span b)
{
	return a.len == b.len &&
	    (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

const char *
span_one_of(struct span s, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (span_ieq_str(s, words[i]))
			return words[i];
	return NULL;
}

ptrdiff_t
span_ifind(struct span s, const char *needle)
{
	struct span n = span_str(needle);

	for (size_t i = 0; i + n.len <= s.len; i++)
		if (span_ieq(span_of(s.at + i, n.len), n))
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
