#include "read/html/css.h"

#include <string.h>

#include "base/ascii.h"

bool
css_next(struct span *rest, struct span *name, struct span *value)
{
	while (rest->len > 0) {
		const char *end = memchr(rest->at, ';', rest->len), *colon;
		size_t n = end == NULL ? rest->len :
		    (size_t)(end - rest->at);
		struct span one = span_of(rest->at, n);

		*rest = span_from(*rest, n + 1);
		colon = n == 0 ? NULL : memchr(one.at, ':', n);
		if (colon == NULL)
			continue;
		n = (size_t)(colon - one.at);
		*name = span_trim(span_of(one.at, n));
		*value = span_trim(span_from(one, n + 1));
		return true;
	}
	return false;
}

bool
css_is_disguised(struct span s)
{
	return s.len > 0 && (memchr(s.at, '\\', s.len) != NULL ||
	    span_find(s, "/*", 2) != NULL);
}

/* What stands behind a backslash: up to six digits and a blank, or the
 * character itself.  Returns its length. */
static size_t
escape_add(struct buf *out, struct span s)
{
	unsigned code = 0;
	size_t i = 0;

	while (i < 6 && i < s.len && ascii_hex(s.at[i]) >= 0)
		code = code << 4 | (unsigned)ascii_hex(s.at[i++]);
	if (i > 0) {
		buf_add_utf8(out, code == 0 || code > 0x10ffff ||
		    (code >= 0xd800 && code < 0xe000) ? 0xfffd : code);
		return i < s.len && ascii_is_web_blank(s.at[i]) ? i + 1 : i;
	}
	if (s.len > 0)
		buf_add_char(out, s.at[0]);
	return 1;
}

void
css_clean(struct buf *out, struct span s)
{
	while (s.len > 0) {
		size_t n = 1;

		if (s.at[0] == '\\') {
			n += escape_add(out, span_from(s, 1));
		} else if (s.at[0] == '/' && s.len > 1 && s.at[1] == '*') {
			const char *end = memmem(s.at + 2, s.len - 2, "*/",
			    2);

			n = end == NULL ? s.len : (size_t)(end - s.at) + 2;
		} else {
			buf_add_char(out, s.at[0]);
		}
		s = span_from(s, n);
	}
}

/* The quoted strings of a value. */
static void
css_strings_add(struct buf *out, struct span s)
{
	while (s.len > 0) {
		char quote = s.at[0];
		size_t n = 1;

		if (quote != '"' && quote != '\'') {
			s = span_from(s, 1);
			continue;
		}
		while (n < s.len && s.at[n] != quote)
			n += s.at[n] == '\\' ? 2 : 1;
		n = n < s.len ? n : s.len;
		css_clean(out, span_of(s.at + 1, n - 1));
		s = span_from(s, n + 1);
	}
	buf_add_char(out, '\n');
}

void
css_content_add(struct buf *out, struct span s)
{
	ptrdiff_t at;

	while ((at = span_ifind(s, "content")) >= 0) {
		size_t n = 0;

		s = span_from(s, (size_t)at + 7);
		while (n < s.len && ascii_is_web_blank(s.at[n]))
			n++;
		if (n == s.len || s.at[n] != ':')
			continue;
		s = span_from(s, n + 1);
		for (n = 0; n < s.len && s.at[n] != ';' && s.at[n] != '}';)
			n++;
		css_strings_add(out, span_of(s.at, n));
		s = span_from(s, n);
	}
}
