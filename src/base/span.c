#include "base/span.h"

#include "base/ascii.h"

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

/* memchr passes over text many times faster than memmem, and most text has
 * none of the first byte; from the first one on memmem holds its own. */
const char *
span_find(struct span s, const char *needle, size_t n)
{
	const char *at = s.len < n ? NULL : memchr(s.at, needle[0], s.len);

	return at == NULL ? NULL :
	    memmem(at, s.len - (size_t)(at - s.at), needle, n);
}

bool
span_number(struct span s, size_t digits, int64_t *out)
{
	int64_t n = 0;

	if (s.len == 0 || s.len > digits)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (!ascii_is_digit(s.at[i]))
			return false;
		n = n * 10 + (s.at[i] - '0');
	}
	*out = n;
	return true;
}
