#include "read/dkim/tag_list.h"

#include "base/ascii.h"

static bool
is_tag_name(struct span s)
{
	if (s.len == 0 || !ascii_is_letter(s.at[0]))
		return false;
	for (size_t i = 1; i < s.len; i++)
		if (!ascii_is_letter(s.at[i]) && !ascii_is_digit(s.at[i]) &&
		    s.at[i] != '_')
			return false;
	return true;
}

/* Printable ASCII and the blanks of folding. */
static bool
is_tag_value(struct span s)
{
	for (size_t i = 0; i < s.len; i++) {
		char c = s.at[i];

		if ((c < '!' || c > '~') && c != ' ' && c != '\t' &&
		    c != '\r' && c != '\n')
			return false;
	}
	return true;
}

static size_t
tag_list_find(struct span s, char c)
{
	size_t n = 0;

	while (n < s.len && s.at[n] != c)
		n++;
	return n;
}

bool
tag_list_have(const struct tag_list *t, const char *name)
{
	for (size_t i = 0; i < t->n; i++)
		if (span_eq(t->at[i].name, span_str(name)))
			return true;
	return false;
}

static bool
is_there(const struct tag_list *t, struct span name)
{
	for (size_t i = 0; i < t->n; i++)
		if (span_eq(t->at[i].name, name))
			return true;
	return false;
}

static const char *
tag_add(struct tag_list *t, struct span s)
{
	size_t equals = tag_list_find(s, '=');
	struct tag_value tag = { span_trim(span_of(s.at, equals)),
		span_trim(span_from(s, equals + 1)) };

	if (equals == s.len || !is_tag_name(tag.name))
		return "it is no list of tags";
	if (!is_tag_value(tag.value))
		return "a tag holds what is not printable";
	if (is_there(t, tag.name))
		return "a tag stands twice";
	if (t->n == TAG_LIST_MAX)
		return "it has too many tags";
	t->at[t->n++] = tag;
	return NULL;
}

const char *
tag_list_read(struct span s, struct tag_list *out)
{
	const char *wrong = NULL;

	out->n = 0;
	while (s.len > 0 && wrong == NULL) {
		size_t n = tag_list_find(s, ';');
		struct span one = span_trim(span_of(s.at, n));
		bool last = n == s.len;

		s = span_from(s, n + 1);
		/* Only behind the last semicolon may nothing stand. */
		if (one.len == 0 && (last || span_trim(s).len == 0))
			break;
		wrong = tag_add(out, one);
	}
	return wrong;
}

struct span
tag_list_get(const struct tag_list *t, const char *name)
{
	for (size_t i = 0; i < t->n; i++)
		if (span_eq(t->at[i].name, span_str(name)))
			return t->at[i].value;
	return (struct span){ NULL, 0 };
}

bool
tag_list_number(struct span s, int64_t *out)
{
	*out = 0;
	if (s.len == 0 || s.len > 12)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (!ascii_is_digit(s.at[i]))
			return false;
		*out = *out * 10 + (s.at[i] - '0');
	}
	return true;
}
