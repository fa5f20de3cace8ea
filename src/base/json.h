/*
 * JSON (RFC 8259): values made, read within limits, and written.  The one
 * door to the JSON library.
 *
 * A value given to another belongs to it; what is got out of one lives as
 * long as that one.  NULL is a value that is not there: it has no members
 * and is of no kind.  No memory ends the process.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdint.h>

#include <stdint.h>

#include "base/safe.h"

struct json;

enum json_kind {
	JSON_KIND_NONE,		/* of NULL */
	JSON_KIND_OBJECT,
	JSON_KIND_ARRAY,
	JSON_KIND_TEXT,
	JSON_KIND_INT,
	JSON_KIND_REAL,
	JSON_KIND_TRUE,
	JSON_KIND_FALSE,
	JSON_KIND_NULL,
};

/* Before a sandbox: the library draws the seed of its tables from a file. */
void json_prepare(void);

/* Making. */
struct json *json_new_object(void);
struct json *json_new_array(void);
/* NULL: it is no UTF-8. */
struct json *json_new_text(struct span);
/* The same with U+FFFD for what is none. */
struct json *json_new_clean(struct span);
struct json *json_new_int(int64_t);
/* NULL: it is no number or endless, for which JSON has no word. */
struct json *json_new_real(double);
struct json *json_new_bool(bool);
struct json *json_new_null(void);
/* The same value, to be given away once more. */
struct json *json_share(struct json *);
void json_free(struct json **);			/* for CLEANUP() */

/* A member, behind those that are there; a NULL value is not set, and that
 * is told as false. */
bool json_set(struct json *object, const char *key, struct json *value);
/* What is no UTF-8 is not set. */
void json_set_text(struct json *object, const char *key, const char *);
/* Made safe for a terminal (base/safe.h). */
void json_set_safe(struct json *object, const char *key, const char *,
	enum safe_lines);
void json_set_int(struct json *object, const char *key, int64_t);
void json_add(struct json *array, struct json *value);
void json_add_first(struct json *array, struct json *value);
/* So that no more than that many are left, the last ones. */
void json_keep_last(struct json *array, size_t n);

/* Reading. */
#define JSON_DEPTH_MAX 2048u	/* where the library stops by itself */

struct json_limits {
	size_t bytes;		/* of the text */
	unsigned depth;		/* objects and arrays in one another */
	bool repeated;		/* a key may come again: the last one holds */
	bool nul;		/* texts may hold U+0000 */
};

/* NULL: not one object or array and nothing else, or not within the limits.
 * Takes at most some eighty times the bytes of the text. */
struct json *json_read(struct span, const struct json_limits *);
enum json_kind json_kind(const struct json *);
/* NULL: no object, or without that member. */
struct json *json_get(const struct json *object, const char *key);
/* The member behind the one of that key; NULL begins with the first. */
struct json *json_next(struct json *object, const char **key);
/* Values of an array; 0: no array. */
size_t json_count(const struct json *array);
struct json *json_at(const struct json *array, size_t i);
/* NULL: no text.  json_span has those with a U+0000 to their end, too. */
const char *json_str(const struct json *);
struct span json_span(const struct json *);
/* false, and 0: no whole number. */
bool json_int(const struct json *, int64_t *);
/* Of one kind and value; false of two that are not there. */
bool json_same(const struct json *, const struct json *);

/* Writing. */
enum json_form {
	JSON_FORM_CANONICAL,	/* keys sorted, no white space, all digits: for
				 * what has a digest */
	JSON_FORM_LINE,		/* as it was set, no white space, six digits */
	JSON_FORM_PAGE,		/* as it was set, a member a line */
};

/* What does not fit sets `over`. */
void json_write(const struct json *, enum json_form, struct buf *out);
/* A text with its quotes; what is no UTF-8 becomes U+FFFD. */
void json_write_text(struct buf *out, struct span);
void json_write_real(struct buf *out, double, unsigned digits);

#endif
