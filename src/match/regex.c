#include "match/regex.h"

#include <stdlib.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

struct regex {
	pcre2_code *code;
};

struct regex_scratch {
	pcre2_match_context *context;
	pcre2_match_data *data;
	pcre2_jit_stack *stack;
};

int
regex_new(const char *pattern, struct regex **out, size_t *at,
    struct err *err)
{
	PCRE2_UCHAR why[160];
	struct regex *r = calloc(1, sizeof(*r));
	int code = 0;

	if (r == NULL)
		return err_set(err, EX_OSERR, "no memory for a pattern");
	/* MATCH_INVALID_UTF: a text that is not UTF-8 is still searched. */
	r->code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
	    PCRE2_CASELESS | PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C |
	    PCRE2_MATCH_INVALID_UTF, &code, at, NULL);
	if (r->code == NULL) {
		pcre2_get_error_message(code, why, sizeof(why));
		free(r);
		return err_set(err, EX_CONFIG, "%s", (const char *)why);
	}
	/* Without JIT the interpreter does the same, slower. */
	(void)pcre2_jit_compile(r->code, PCRE2_JIT_COMPLETE);
	*out = r;
	return 0;
}

void
regex_free(struct regex *r)
{
	if (r == NULL)
		return;
	pcre2_code_free(r->code);
	free(r);
}

struct regex_scratch *
regex_scratch_new(void)
{
	struct regex_scratch *s = calloc(1, sizeof(*s));

	if (s == NULL)
		abort();
	s->context = pcre2_match_context_create(NULL);
	s->data = pcre2_match_data_create(REGEX_GROUPS, NULL);
	s->stack = pcre2_jit_stack_create(32 * 1024, REGEX_JIT_STACK, NULL);
	if (s->context == NULL || s->data == NULL)
		abort();
	pcre2_set_match_limit(s->context, REGEX_MATCH_LIMIT);
	pcre2_set_depth_limit(s->context, REGEX_DEPTH_LIMIT);
	pcre2_set_heap_limit(s->context, REGEX_HEAP_LIMIT_KIB);
	if (s->stack != NULL)
		pcre2_jit_stack_assign(s->context, NULL, s->stack);
	return s;
}

void
regex_scratch_free(struct regex_scratch *s)
{
	if (s == NULL)
		return;
	pcre2_match_data_free(s->data);
	pcre2_match_context_free(s->context);
	pcre2_jit_stack_free(s->stack);
	free(s);
}

enum regex_result
regex_find(const struct regex *r, struct regex_scratch *s, struct span text,
    size_t from, size_t *start, size_t *end)
{
	const PCRE2_SIZE *at;
	int got;

	if (from > text.len)
		return REGEX_MISS;
	got = pcre2_match(r->code,
	    (PCRE2_SPTR)(text.at == NULL ? "" : text.at), text.len, from, 0,
	    s->data, s->context);
	if (got == PCRE2_ERROR_NOMATCH)
		return REGEX_MISS;
	if (got < 0)
		return REGEX_UNDECIDED;
	at = pcre2_get_ovector_pointer(s->data);
	*start = at[0];
	*end = at[1];
	return REGEX_HIT;
}

bool
regex_has_group(const struct regex *r, const char *name)
{
	return pcre2_substring_number_from_name(r->code,
	    (PCRE2_SPTR)name) > 0;
}

struct span
regex_group(const struct regex *r, const struct regex_scratch *s,
    struct span text, const char *name)
{
	const PCRE2_SIZE *at = pcre2_get_ovector_pointer(s->data);
	int n = pcre2_substring_number_from_name(r->code, (PCRE2_SPTR)name);

	if (n <= 0 || n >= REGEX_GROUPS || at[2 * n] == PCRE2_UNSET ||
	    at[2 * n] > at[2 * n + 1] || at[2 * n + 1] > text.len)
		return (struct span){ NULL, 0 };
	return span_of(text.at + at[2 * n], at[2 * n + 1] - at[2 * n]);
}
