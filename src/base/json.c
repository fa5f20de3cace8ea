#include "base/json.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* A struct json is a json_t: only this file knows. */
static json_t *
inside(const struct json *j)
{
	return (json_t *)(uintptr_t)j;
}

static struct json *
outside(const json_t *j)
{
	return (struct json *)(uintptr_t)j;
}

/* What the library had memory for. */
static struct json *
made(json_t *j)
{
	if (j == NULL)
		abort();	/* no memory */
	return outside(j);
}

void
json_prepare(void)
{
	json_object_seed(0);
}

struct json *
json_new_object(void)
{
	return made(json_object());
}

struct json *
json_new_array(void)
{
	return made(json_array());
}

static bool
is_utf8(struct span s)
{
	for (size_t used; s.len > 0; s = span_from(s, used))
		if (safe_decode(s, &used) == -1)
			return false;
	return true;
}

struct json *
json_new_text(struct span s)
{
	json_t *j = json_stringn(s.at == NULL ? "" : s.at, s.len);

	return j == NULL && !is_utf8(s) ? NULL : made(j);
}

struct json *
json_new_clean(struct span s)
{
	CLEANUP(buf_done) struct buf clean = { .max = s.len * 3 + 16 };
	struct json *j = json_new_text(s);

	if (j != NULL)
		return j;
	safe_utf8(&clean, s);
	return json_new_text(buf_span(&clean));
}

struct json *
json_new_int(int64_t v)
{
	return made(json_integer(v));
}

struct json *
json_new_real(double v)
{
	/* Less itself, what has no end is not zero. */
	return v - v == 0 ? made(json_real(v)) : NULL;
}

struct json *
json_new_bool(bool v)
{
	return made(json_boolean(v));
}

struct json *
json_new_null(void)
{
	return made(json_null());
}

struct json *
json_share(struct json *j)
{
	return outside(json_incref(inside(j)));
}

void
json_free(struct json **j)
{
	json_decref(inside(*j));
	*j = NULL;
}

bool
json_set(struct json *object, const char *key, struct json *value)
{
	if (value == NULL)
		return false;
	if (json_object_set_new(inside(object), key, inside(value)) == -1)
		abort();	/* no memory */
	return true;
}

void
json_set_text(struct json *object, const char *key, const char *text)
{
	(void)json_set(object, key, json_new_text(span_str(text)));
}

void
json_set_safe(struct json *object, const char *key, const char *text,
    enum safe_lines lines)
{
	/* A byte takes six at most. */
	CLEANUP(buf_done) struct buf safe = { .max = 6 * strlen(text) + 16 };

	safe_text(&safe, span_str(text), lines);
	json_set_text(object, key, buf_str(&safe));
}

void
json_set_int(struct json *object, const char *key, int64_t v)
{
	(void)json_set(object, key, json_new_int(v));
}

void
json_add(struct json *array, struct json *value)
{
	if (value != NULL &&
	    json_array_append_new(inside(array), inside(value)) == -1)
		abort();	/* no memory */
}

void
json_add_first(struct json *array, struct json *value)
{
	if (value != NULL &&
	    json_array_insert_new(inside(array), 0, inside(value)) == -1)
		abort();	/* no memory */
}

void
json_keep_last(struct json *array, size_t n)
{
	while (json_count(array) > n)
		json_array_remove(inside(array), 0);
}

/*
 * Brackets of a text in one another, without the library: it makes the
 * values of a level before it counts the next.  Of a text that is no JSON
 * it says something, too, and the library refuses that text.
 */
static bool
is_deeper(struct span text, unsigned depth)
{
	unsigned open = 0;
	bool quoted = false;

	for (size_t i = 0; i < text.len; i++) {
		char c = text.at[i];

		if (quoted && c == '\\')
			i++;
		else if (c == '"')
			quoted = !quoted;
		else if (quoted)
			continue;
		else if ((c == '{' || c == '[') && ++open > depth)
			return true;
		else if ((c == '}' || c == ']') && open > 0)
			open--;
	}
	return false;
}

struct json *
json_read(struct span text, const struct json_limits *l)
{
	size_t flags = (l->repeated ? 0 : JSON_REJECT_DUPLICATES) |
	    (l->nul ? JSON_ALLOW_NUL : 0);

	if (text.len > l->bytes ||
	    (l->depth < JSON_DEPTH_MAX && is_deeper(text, l->depth)))
		return NULL;
	return outside(json_loadb(text.at == NULL ? "" : text.at, text.len,
	    flags, NULL));
}

enum json_kind
json_kind(const struct json *j)
{
	static const enum json_kind kinds[] = {
		[JSON_OBJECT] = JSON_KIND_OBJECT,
		[JSON_ARRAY] = JSON_KIND_ARRAY,
		[JSON_STRING] = JSON_KIND_TEXT,
		[JSON_INTEGER] = JSON_KIND_INT,
		[JSON_REAL] = JSON_KIND_REAL,
		[JSON_TRUE] = JSON_KIND_TRUE,
		[JSON_FALSE] = JSON_KIND_FALSE,
		[JSON_NULL] = JSON_KIND_NULL,
	};

	return j == NULL ? JSON_KIND_NONE : kinds[json_typeof(inside(j))];
}

struct json *
json_get(const struct json *object, const char *key)
{
	return outside(json_object_get(inside(object), key));
}

struct json *
json_next(struct json *object, const char **key)
{
	json_t *o = inside(object);
	void *at = *key == NULL ? json_object_iter(o) :
	    json_object_iter_next(o, json_object_key_to_iter(*key));

	*key = json_object_iter_key(at);
	return outside(json_object_iter_value(at));
}

size_t
json_count(const struct json *array)
{
	return json_array_size(inside(array));
}

struct json *
json_at(const struct json *array, size_t i)
{
	return outside(json_array_get(inside(array), i));
}

const char *
json_str(const struct json *j)
{
	return json_string_value(inside(j));
}

struct span
json_span(const struct json *j)
{
	return span_of(json_str(j), json_string_length(inside(j)));
}

bool
json_int(const struct json *j, int64_t *out)
{
	*out = json_integer_value(inside(j));
	return json_kind(j) == JSON_KIND_INT;
}

bool
json_same(const struct json *a, const struct json *b)
{
	return json_equal(inside(a), inside(b)) != 0;
}

static int
write_piece(const char *text, size_t len, void *arg)
{
	struct buf *out = arg;

	buf_add(out, text, len);
	return out->over ? -1 : 0;
}

static void
write_value(const json_t *j, size_t flags, struct buf *out)
{
	if (json_dump_callback(j, write_piece, out,
	    flags | JSON_ENCODE_ANY) == -1 && !out->over)
		abort();	/* no memory */
}

void
json_write(const struct json *j, enum json_form form, struct buf *out)
{
	static const size_t flags[] = {
		[JSON_FORM_CANONICAL] = JSON_SORT_KEYS | JSON_COMPACT,
		[JSON_FORM_LINE] = JSON_COMPACT | JSON_REAL_PRECISION(6),
		[JSON_FORM_PAGE] = JSON_INDENT(2),
	};

	write_value(inside(j), flags[form], out);
}

static void
write_escape(struct buf *out, unsigned char c)
{
	static const char letters[] = "\b\f\n\r\t\"\\", names[] = "bfnrt\"\\";
	static const char hex[] = "0123456789ABCDEF";
	const char *at = c == '\0' ? NULL : strchr(letters, c);

	if (at != NULL) {
		const char two[] = { '\\', names[at - letters] };

		buf_add(out, two, sizeof(two));
	} else {
		const char six[] = { '\\', 'u', '0', '0', hex[c >> 4],
			hex[c & 15] };

		buf_add(out, six, sizeof(six));
	}
}

/*
 * A string as jansson spells it (RFC 8259, section 7).  A text is megabytes,
 * and jansson prints each of its control characters with a printf: a message
 * made of them took a second longer.
 */
void
json_write_text(struct buf *out, struct span s)
{
	size_t from = 0, used;

	buf_add_char(out, '"');
	for (size_t i = 0; i < s.len;) {
		unsigned char c = (unsigned char)s.at[i];
		bool bad = false;

		used = 1;
		if (c >= 0x80)
			bad = safe_decode(span_from(s, i), &used) == -1;
		if (c >= 0x80 ? !bad : c >= 0x20 && c != '"' && c != '\\') {
			i += used;
			continue;
		}
		buf_add(out, s.at + from, i - from);
		if (bad)
			buf_add_str(out, "\xef\xbf\xbd");
		else
			write_escape(out, c);
		i += used;
		from = i;
	}
	if (from < s.len)
		buf_add(out, s.at + from, s.len - from);
	buf_add_char(out, '"');
}

void
json_write_real(struct buf *out, double v, unsigned digits)
{
	struct json *j = json_new_real(v);

	if (j == NULL)
		buf_add_str(out, "null");
	else
		write_value(inside(j), JSON_REAL_PRECISION(digits), out);
	json_free(&j);
}
