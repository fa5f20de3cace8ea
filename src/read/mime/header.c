#include "read/mime/header.h"

#include <string.h>

#include "read/text/line.h"

/* Length of the name when the line is "Name:" or "Name :", else 0. */
static size_t
name_len(struct span line)
{
	size_t n = 0, i;

	while (n < line.len && line.at[n] > ' ' && line.at[n] < 0x7f &&
	    line.at[n] != ':')
		n++;
	for (i = n; i < line.len && (line.at[i] == ' ' ||
	    line.at[i] == '\t'); i++)
		;
	return i < line.len && line.at[i] == ':' ? n : 0;
}

static bool
is_fold(struct span s)
{
	return s.len > 0 && (s.at[0] == ' ' || s.at[0] == '\t');
}

static bool
is_mbox_line(struct span line)
{
	return (line.len > 5 && memcmp(line.at, "From ", 5) == 0) ||
	    (line.len > 6 && memcmp(line.at, ">From ", 6) == 0);
}

static bool
field_follows(struct span rest)
{
	struct span line;

	return line_next(&rest, &line) && name_len(line) > 0;
}

/* A line of nothing but blanks is a fold to RFC 5322 when the field goes
 * on behind it; else it was meant to be the empty line. */
static bool
is_header_end(struct span line, struct span after)
{
	return line.len == 0 || (line_is_blank(line) && !is_fold(after) &&
	    !field_follows(after));
}

static bool
begins_with_dashes(struct span line)
{
	return line.len > 2 && line.at[0] == '-' && line.at[1] == '-';
}

/* Takes the line that continues a field off *rest. */
static bool
fold_next(struct span *rest, struct span *line)
{
	struct span after = *rest;

	if (!is_fold(after) || !line_next(&after, line) ||
	    is_header_end(*line, after))
		return false;
	*rest = after;
	return true;
}

enum header_line
header_next(struct span *rest, bool junk, struct raw_field *out)
{
	struct span after = *rest, line, more;
	size_t name;

	if (!line_next(&after, &line))
		return HEADER_END;
	if (is_header_end(line, after)) {
		*rest = after;
		return HEADER_END;
	}
	name = name_len(line);
	if (name == 0) {
		if (!is_mbox_line(line) && (!junk ||
		    begins_with_dashes(line) || !field_follows(after)))
			return HEADER_END;
		*rest = after;
		return HEADER_JUNK;
	}
	while (fold_next(&after, &more))
		line.len = (size_t)(more.at + more.len - line.at);
	*rest = after;
	out->name = span_of(line.at, name);
	out->value = span_from(line, name);
	out->value = span_from(span_trim(out->value), 1);
	out->value = span_trim(out->value);
	return HEADER_FIELD;
}

struct span
header_unfold(struct arena *arena, struct span value)
{
	struct span line;
	char *at;
	size_t n = 0;

	if (value.len == 0 || memchr(value.at, '\n', value.len) == NULL)
		return value;
	at = arena_room(arena, value.len);
	if (at == NULL)
		return (struct span){ NULL, 0 };
	while (line_next(&value, &line)) {
		if (line.len > 0)
			memcpy(at + n, line.at, line.len);
		n += line.len;
	}
	return span_of(at, n);
}
