#include "bundle/write/row_field.h"

#include <stdio.h>
#include <string.h>

#define KEY_MAX 40		/* bytes of `,"key":` */

/* From the opening quote: behind the closing one, or the row's end. */
static size_t
end_of_string(struct span s)
{
	size_t i = 1;

	while (i < s.len && s.at[i] != '"')
		i += s.at[i] == '\\' ? 2 : 1;
	return i < s.len ? i + 1 : s.len;
}

static size_t
end_of_value(struct span s)
{
	size_t i = 0;

	if (s.len > 0 && s.at[0] == '"')
		return end_of_string(s);
	while (i < s.len && s.at[i] != ',' && s.at[i] != '}')
		i++;
	return i;
}

struct span
row_field(struct span row, const char *key)
{
	char member[KEY_MAX];
	int n = snprintf(member, sizeof(member), ",\"%s\":", key);
	const char *at = NULL;
	struct span rest;

	/* The first member has a brace before it. */
	if (row.len > (size_t)n && row.at[0] == '{' &&
	    memcmp(row.at + 1, member + 1, (size_t)n - 1) == 0)
		at = row.at;
	else if (row.len > 0)
		at = memmem(row.at, row.len, member, (size_t)n);
	if (at == NULL)
		return span_of("", 0);
	rest = span_from(row, (size_t)(at - row.at) + (size_t)n);
	return span_of(rest.at, end_of_value(rest));
}

int64_t
row_field_int(struct span row, const char *key, int64_t none)
{
	struct span s = row_field(row, key);
	bool minus = s.len > 0 && s.at[0] == '-';
	int64_t n;

	if (!span_number(span_from(s, minus), NUMBER_DIGITS, &n))
		return none;
	return minus ? -n : n;
}

bool
row_field_is(struct span row, const char *table)
{
	struct span s = row_field(row, "table");

	return s.len >= 2 && span_eq(span_of(s.at + 1, s.len - 2),
	    span_str(table));
}
