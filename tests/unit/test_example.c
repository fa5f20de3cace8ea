/*
 * The people files to copy from (rules/): their rules find what they say
 * they find, and nothing they say they do not.
 */
#include <stdlib.h>

#include "base/file.h"
#include "conf/people.h"
#include "match/regex.h"
#include "read/read.h"
#include "tests/tap.h"

static bool
finds(const struct regex *re, struct regex_scratch *scratch,
    const struct rule *r, const char *text)
{
	CLEANUP(arena_done) struct arena a = { .max = 1 << 20 };
	struct span plain = span_str(text);
	size_t start, end;

	return regex_find(re, scratch, plain, 0, &start, &end) ==
	    REGEX_HIT || regex_find(re, scratch, fold_text(&a, plain,
	    r->strong, NULL), 0, &start, &end) == REGEX_HIT;
}

static void
try_rule(const struct rule *r)
{
	struct regex_scratch *scratch = regex_scratch_new();
	struct regex *re = NULL;
	struct err err;
	size_t at;

	if (!ok(regex_new(r->match, &re, &at, &err) == 0, "%s is a pattern",
	    r->id))
		return;
	ok(r->hits.n > 0 && r->misses.n > 0, "%s has specimens of both",
	    r->id);
	for (size_t i = 0; i < r->hits.n; i++)
		ok(finds(re, scratch, r, r->hits.at[i]), "%s finds \"%s\"",
		    r->id, r->hits.at[i]);
	for (size_t i = 0; i < r->misses.n; i++)
		ok(!finds(re, scratch, r, r->misses.at[i]),
		    "%s does not find \"%s\"", r->id, r->misses.at[i]);
	regex_free(re);
	regex_scratch_free(scratch);
}

int
main(void)
{
	const char *top = getenv("top_srcdir");
	CLEANUP(str_free) char *dir = path_join(top == NULL ? "." : top,
	    "rules");
	struct people *people = NULL;
	struct err err;

	if (!ok(people_load(dir, &people, &err) == 0, "rules/ is right")) {
		printf("# %s\n", err.text);
		return tap_done();
	}
	for (size_t i = 0; i < people->n; i++)
		for (size_t j = 0; j < people->at[i].n_rules; j++)
			try_rule(&people->at[i].rules[j]);
	people_free(people);
	return tap_done();
}
