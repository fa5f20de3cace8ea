#include "conf/rule.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "conf/keys.h"
#include "conf/yaml.h"

#define AT(type, member) offsetof(struct type, member)
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

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

/* A rule as the file has it; `in` is still words. */
struct raw_rule {
	struct rule rule;
	struct strings in;
	int fold;
};

static const struct key rule_keys[] = {
	{ "id", KEY_TEXT, AT(raw_rule, rule.id), true, .check = word_check,
	    .help = "a short id such as visit" },
	{ "match", KEY_TEXT, AT(raw_rule, rule.match), true,
	    .help = "a PCRE2 pattern in single quotes" },
	{ "in", KEY_LIST, AT(raw_rule, in), false,
	    .help = "a list of sender, subject, text, header:NAME, any" },
	{ "kind", KEY_TEXT, AT(raw_rule, rule.kind), false,
	    .check = word_check, .help = "a word such as threat" },
	{ "attribute", KEY_BOOL, AT(raw_rule, rule.attribute), false,
	    .help = "yes or no" },
	{ "fold", KEY_WORD, AT(raw_rule, fold), false,
	    .words = { "plain", "strong" }, .help = "plain or strong" },
	{ "hits", KEY_LIST, AT(raw_rule, rule.hits), false,
	    .help = "a list of texts that must be found" },
	{ "misses", KEY_LIST, AT(raw_rule, rule.misses), false,
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
	for (size_t i = 0; i < COUNT(in_words); i++)
		if (strcmp(word, in_words[i].word) == 0) {
			r->in |= in_words[i].bit;
			return 0;
		}
	return -1;
}

static int
finish_rule(struct yaml *y, struct fy_node *map, struct raw_rule *raw,
    struct err *err)
{
	struct rule *r = &raw->rule;

	for (size_t i = 0; i < raw->in.n; i++)
		if (parse_in(r, raw->in.at[i]) == -1)
			return yaml_err(y, yaml_value(map, "in"), err,
			    "in: \"%s\" is not right; sender, subject, text, "
			    "header:NAME or any would be", raw->in.at[i]);
	if (r->in == 0)
		r->in = IN_SUBJECT | IN_TEXT;
	if (r->kind == NULL)
		r->kind = str_dup("rule");
	r->strong = raw->fold == 1;
	yaml_place(yaml_value(map, "match"), &r->line, &r->column);
	return 0;
}

static void
rule_done(struct rule *r)
{
	free(r->id);
	free(r->match);
	free(r->kind);
	strings_done(&r->headers);
	strings_done(&r->hits);
	strings_done(&r->misses);
}

int
rules_read(struct yaml *y, struct fy_node *list, const char *file,
    struct rule **rules, size_t *n_rules, struct err *err)
{
	struct fy_node *key, *item;
	void *iter = NULL;

	while ((item = yaml_next(list, &iter, &key)) != NULL) {
		struct raw_rule raw = { 0 };
		int got = keys_read(y, item, file, "a rule", rule_keys,
		    COUNT(rule_keys), &raw, err);

		if (got == 0)
			got = finish_rule(y, item, &raw, err);
		strings_done(&raw.in);
		for (size_t i = 0; got == 0 && i < *n_rules; i++)
			if (strcmp((*rules)[i].id, raw.rule.id) == 0)
				got = yaml_err(y, item, err, "two rules are "
				    "called %s; different ids would be right",
				    raw.rule.id);
		if (got == -1) {
			rule_done(&raw.rule);
			return -1;
		}
		*rules = mem_grow(*rules, *n_rules + 1, sizeof(**rules));
		(*rules)[(*n_rules)++] = raw.rule;
	}
	return 0;
}

void
rules_done(struct rule *rules, size_t n)
{
	for (size_t i = 0; i < n; i++)
		rule_done(&rules[i]);
	free(rules);
}
