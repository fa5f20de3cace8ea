#include "read/text/line.h"

#include <string.h>

bool
line_next(struct span *rest, struct span *line)
{
	const char *lf;
	size_t len;

	if (rest->len == 0)
		return false;
	lf = memchr(rest->at, '\n', rest->len);
	len = lf == NULL ? rest->len : (size_t)(lf - rest->at);
	*line = span_of(rest->at, len);
	if (len > 0 && line->at[len - 1] == '\r')
		line->len--;
	*rest = span_from(*rest, lf == NULL ? len : len + 1);
	return true;
}

bool
line_is_blank(struct span line)
{
	for (size_t i = 0; i < line.len; i++)
		if (line.at[i] != ' ' && line.at[i] != '\t' &&
		    line.at[i] != '\r')
			return false;
	return true;
}
