/*
 * What is looked for before a pattern is tried saves time and changes
 * nothing: where the pattern alone hits, plain or folded, the matcher does.
 * The first line is the pattern, the rest the text.
 */
#include <string.h>

#include "base/file.h"
#include "base/safe.h"
#include "match/matcher.h"
#include "match/regex.h"
#include "read/read.h"
#include "tests/fuzz/check.h"

static bool
hits_alone(const char *pattern, const struct passage *p)
{
	struct regex_scratch *s = regex_scratch_new();
	struct regex *re = NULL;
	size_t at, end;
	struct err err;
	bool hit = regex_new(pattern, &re, &at, &err) == 0 &&
	    (regex_find(re, s, p->text, 0, &at, &end) == REGEX_HIT ||
	    regex_find(re, s, p->folded, 0, &at, &end) == REGEX_HIT);

	regex_free(re);
	regex_scratch_free(s);
	return hit;
}

static bool
is_found(char *pattern, struct letter *l)
{
	static struct verdict v;
	char id[] = "a", country[] = "GB";
	struct rule rule = { .id = id, .match = pattern, .kind = id,
		.in = IN_TEXT };
	struct person person = { .path = id, .id = id, .rules = &rule,
		.n_rules = 1 };
	struct people people = { .at = &person, .n = 1 };
	struct account account = { .name = id };
	struct config config = { .accounts = &account, .n_accounts = 1,
		.country = country };
	CLEANUP(matcher_cleanup) struct matcher *m = NULL;
	struct err err;

	if (matcher_new(&config, &people, &m, &err) == -1)
		return true;
	matcher_run(m, l, 0, ROLE_INBOX, &v);
	return v.n_findings > 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_done) struct arena a = { .max = LIMIT_ARENA_BYTES };
	CLEANUP(buf_done) struct buf text = { .max = 1 << 20 };
	const char *end = size == 0 ? NULL : memchr(data, '\n', size);
	struct passage p = { .part = 1 };
	struct letter l = { .arena = &a, .passages = &p, .counts = true };
	char *pattern;

	if (end == NULL || end == (const char *)data)
		return 0;
	pattern = strndup((const char *)data,
	    (size_t)(end - (const char *)data));
	if (pattern == NULL)
		abort();
	safe_utf8(&text, span_from(span_of(data, size),
	    (size_t)(end - (const char *)data) + 1));
	p.text = buf_span(&text);
	p.folded = fold_text(&a, p.text, false, &p.map);
	if (p.text.len > 0 && hits_alone(pattern, &p))
		HOLDS(is_found(pattern, &l));
	free(pattern);
	return 0;
}
