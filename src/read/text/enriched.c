#include "read/text/enriched.h"

#include <string.h>

/* The command at the front ("<bold>", "</param>") with its brackets; an
 * unended one reaches to the end. */
static struct span
command(struct span s)
{
	const char *end = memchr(s.at, '>', s.len);

	return span_of(s.at, end == NULL ? s.len : (size_t)(end - s.at) + 1);
}

void
enriched_add(struct buf *out, struct span s)
{
	bool param = false;

	while (s.len > 0) {
		const char *mark = memchr(s.at, '<', s.len);
		size_t n = mark == NULL ? s.len : (size_t)(mark - s.at);
		struct span c;

		if (!param)
			buf_add(out, s.at, n);
		s = span_from(s, n);
		if (s.len > 1 && s.at[1] == '<') {
			buf_add_char(out, '<');
			s = span_from(s, 2);
			continue;
		}
		if (s.len == 0)
			return;
		c = command(s);
		if (span_ieq_str(c, "<param>"))
			param = true;
		else if (span_ieq_str(c, "</param>"))
			param = false;
		else if (span_ieq_str(c, "<nl>"))
			buf_add_char(out, '\n');
		s = span_from(s, c.len);
	}
}
