/*
 * The one door to PCRE2.
 *
 * A pattern is compiled caseless, Unicode-aware, with JIT where there is
 * one; every match runs under match, depth and heap limits.  Reaching one
 * is REGEX_UNDECIDED: "could not decide", never "no match".
 */
#ifndef MATCH_REGEX_H
#define MATCH_REGEX_H

#include "base/err.h"
#include "base/span.h"

#define REGEX_MATCH_LIMIT	1000000	/* calls of match(); about 13 ms */
#define REGEX_DEPTH_LIMIT	50000
#define REGEX_HEAP_LIMIT_KIB	20000
#define REGEX_GROUPS		32
#define REGEX_JIT_STACK		((size_t)512 * 1024)

enum regex_result {
	REGEX_MISS,
	REGEX_HIT,
	REGEX_UNDECIDED,
};

struct regex;
/* Scratch memory for matching: one for each thread of work. */
struct regex_scratch;

/* EX_CONFIG: "what is wrong"; *at is the byte of the pattern. */
int regex_new(const char *pattern, struct regex **, size_t *at,
	struct err *) MUST_USE;
void regex_free(struct regex *);
struct regex_scratch *regex_scratch_new(void);
void regex_scratch_free(struct regex_scratch *);

/* `from` is where to start looking; on a hit *start and *end are bytes. */
enum regex_result regex_find(const struct regex *, struct regex_scratch *,
	struct span text, size_t from, size_t *start, size_t *end);
/* What a named group of the last hit holds; text is the one that was looked
 * through.  Empty when the group took no part, or is none of the first
 * REGEX_GROUPS. */
struct span regex_group(const struct regex *, const struct regex_scratch *,
	struct span text, const char *name);
bool regex_has_group(const struct regex *, const char *name);

#endif
