#include "conf/rule.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "conf/keys.h"
#include "conf/yaml.h"

int
word_check(const char *text, struct err *why)
{
	size_t good = strspn(text, "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

	if (text[good] == '\0' && good <= 40)
		return 0;
	return err_set(why, EX_CONFIG, "\"%s\" is not right; up to 40 letters, "
	    "digits, - and _ would be", text);
}

static const struct key rule_rows[] = {
	{ "id", KEY_TEXT, AT(rule, id), true, .check = word_check,
	    .help = "a short id such as visit" },
	{ "match", KEY_TEXT, AT(rule, match), true,
	    .help = "a PCRE2 pattern in single quotes" },
	{ "in", KEY_LIST, AT(rule, places), false,
	    .help = "a list of sender, subject, text, header:NAME, any" },
	{ "kind", KEY_TEXT, AT(rule, kind), false,
	    .otherwise = "rule",
	    .check = word_check, .help = "a word such as threat" },
	{ "attribute", KEY_BOOL, AT(rule, attribute), false,
	    .otherwise = "no", .help = "yes or no" },
	{ "fold", KEY_WORD, AT(rule, strong), false,
	    .otherwise = "plain",
	    .words = { "plain", "strong" }, .help = "plain or strong" },
	{ "hits", KEY_LIST, AT(rule, hits), false,
	    .help = "a list of texts that must be found" },
	{ "misses", KEY_LIST, AT(rule, misses), false,
	    .help = "a list of texts that must not be found" },
};

static const struct {
	const char *word;
	unsigned bit;
} in_words[] = {
	{ "sender", IN_SENDER },
	{ "subject", IN_SUBJECT },
	{ "text", IN_TEXT },
	{ "any", IN_ANY },
};

static int
parse_in(struct rule *r, const char *word)
{
	if (strncmp(word, "header:", 7) == 0 && word[7] != '\0') {
		r->in |= IN_HEADER;
		strings_add(&r->headers, span_str(word + 7));
		return 0;
	}
	for (size_t i = 0; i < sizeof(in_words) / sizeof(in_words[0]); i++)
		if (strcmp(word, in_words[i].word) == 0) {
			r->in |= in_words[i].bit;
			return 0;
		}
	return -1;
}

static int
finish_rule(struct yaml *y, struct fy_node *map, void *it, size_t before,
    struct err *err)
{
	struct rule *r = it;

	(void)before;
	for (size_t i = 0; i < r->places.n; i++)
		if (parse_in(r, r->places.at[i]) == -1)
			return yaml_err(y, yaml_value(map, "in"), err,
			    "in: \"%s\" is not right; sender, subject, text, "
			    "header:NAME or any would be", r->places.at[i]);
	if (r->in == 0)
		r->in = IN_SUBJECT | IN_TEXT;
	yaml_place(yaml_value(map, "match"), &r->line, &r->column);
	return 0;
}

static void
free_headers(void *it)
{
	struct rule *r = it;

	strings_done(&r->headers);
}

const struct keys rule_keys = { "a rule", KEY_ROWS(rule_rows),
	sizeof(struct rule), .many = "rules", .check = finish_rule,
	.done = free_headers };
