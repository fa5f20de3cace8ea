/*
 * A span: bytes somebody else owns.  Whatever comes out of a message is a
 * span and never a C string: it may hold NUL, and it may not be UTF-8.
 */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>

struct span {
	const char *at;		/* may be NULL when len is 0 */
	size_t len;		/* bytes */
};

/* For literals and our own strings; NULL gives the empty span. */
struct span span_str(const char *);
struct span span_of(const void *, size_t len);
bool span_eq(struct span, struct span);
/* Case-insensitive for ASCII letters only, whatever the locale. */
bool span_ieq(struct span, struct span);
bool span_ieq_str(struct span, const char *);
/* The one of the `n` words that it is, ASCII case aside; NULL: none. */
const char *span_one_of(struct span, const char *const *words, size_t n);
bool span_istarts(struct span, const char *prefix);
/* Position of the needle (ASCII case-insensitive) or -1. */
ptrdiff_t span_ifind(struct span, const char *needle);
/* Without blanks, tabs, CR and LF at both ends. */
struct span span_trim(struct span);
/* From byte `from` to the end; empty when past it. */
struct span span_from(struct span, size_t from);

#endif
