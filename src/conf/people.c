#include "conf/people.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/file.h"
#include "conf/keys.h"

#define AT(type, member) offsetof(struct type, member)
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static int read_identifiers(struct yaml *, struct fy_node *, void *,
    struct err *);
static int read_rules(struct yaml *, struct fy_node *, void *, struct err *);

static int
check_id(const char *text, struct err *why)
{
	size_t good = strspn(text, "abcdefghijklmnopqrstuvwxyz"
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

	if (text[good] == '\0' && good <= 40)
		return 0;
	return err_set(why, EX_CONFIG, "\"%s\" is not right; up to 40 letters, "
	    "digits, - and _ would be", text);
}

static const struct key person_keys[] = {
	{ "person", KEY_TEXT, AT(person, id), true, .check = check_id,
	    .help = "a short id such as ex" },
	{ "label", KEY_TEXT, AT(person, label), false,
	    .help = "a text for reports such as J.D." },
	{ "identifiers", KEY_MAP, 0, false, .maps = read_identifiers,
	    .help = "a map of addresses, names, phones and handles" },
	{ "rules", KEY_MAPS, 0, false, .maps = read_rules,
	    .help = "a list of rules, each starting with `- id:`" },
};

static const struct key identifier_keys[] = {
	{ "addresses", KEY_LIST, AT(person, addresses), false,
	    .help = "a list such as [jd@example.org, \"*@jd.example\"]" },
	{ "names", KEY_LIST, AT(person, names), false,
	    .help = "a list of display names" },
	{ "phones", KEY_LIST, AT(person, phones), false,
	    .help = "a list such as [\"+44 7700 900123\"]" },
	{ "handles", KEY_LIST, AT(person, handles), false,
	    .help = "a list of user names" },
};

/* A rule as the file has it; `in` is still words. */
struct raw_rule {
	struct rule rule;
	struct strings in;
	int fold;
};

static const struct key rule_keys[] = {
	{ "id", KEY_TEXT, AT(raw_rule, rule.id), true, .check = check_id,
	    .help = "a short id such as visit" },
	{ "match", KEY_TEXT, AT(raw_rule, rule.match), true,
	    .help = "a PCRE2 pattern in single quotes" },
	{ "in", KEY_LIST, AT(raw_rule, in), false,
	    .help = "a list of sender, subject, text, header:NAME, any" },
	{ "kind", KEY_TEXT, AT(raw_rule, rule.kind), false,
	    .check = check_id, .help = "a word such as threat" },
	{ "attribute", KEY_BOOL, AT(raw_rule, rule.attribute), false,
	    .help = "yes or no" },
	{ "fold", KEY_WORD, AT(raw_rule, fold), false,
	    .words = { "plain", "strong" }, .help = "plain or strong" },
	{ "hits", KEY_LIST, AT(raw_rule, rule.hits), false,
	    .help = "a list of texts that must be found" },
	{ "misses", KEY_LIST, AT(raw_rule, rule.misses), false,
	    .help = "a list of texts that must not be found" },
};

/* "local@domain" or "*@domain"; anything else would never match. */
static bool
is_address(const char *s)
{
	const char *at = strrchr(s, '@');

	return at != NULL && at != s && at[1] != '\0' &&
	    strpbrk(s, " \t\r\n<>,;") == NULL &&
	    strchr(at + 1, '*') == NULL &&
	    (strchr(s, '*') == NULL || (s[0] == '*' && at == s + 1));
}

static int
check_addresses(struct yaml *y, struct fy_node *map, struct err *err)
{
	struct fy_node *key, *list, *item;
	void *outer = NULL;

	while ((list = yaml_next(map, &outer, &key)) != NULL) {
		void *inner = NULL;

		if (!span_eq(yaml_text(key), span_str("addresses")))
			continue;
		while ((item = yaml_next(list, &inner, &key)) != NULL) {
			CLEANUP(str_free) char *s = str_of(yaml_text(item));

			if (!is_address(s))
				return yaml_err(y, item, err, "addresses: "
				    "\"%.80s\" is not right; name@domain or "
				    "\"*@domain\" would be", s);
		}
	}
	return 0;
}

static int
read_identifiers(struct yaml *y, struct fy_node *map, void *owner,
    struct err *err)
{
	struct person *p = owner;

	if (keys_read(y, map, p->path, "identifiers", identifier_keys,
	    COUNT(identifier_keys), p, err) == -1)
		return -1;
	return check_addresses(y, map, err);
}

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

static struct fy_node *
value_of(struct fy_node *map, const char *name)
{
	struct fy_node *key, *value;
	void *iter = NULL;

	while ((value = yaml_next(map, &iter, &key)) != NULL)
		if (span_eq(yaml_text(key), span_str(name)))
			return value;
	return NULL;
}

static int
finish_rule(struct yaml *y, struct fy_node *map, struct raw_rule *raw,
    struct err *err)
{
	struct rule *r = &raw->rule;

	for (size_t i = 0; i < raw->in.n; i++)
		if (parse_in(r, raw->in.at[i]) == -1)
			return yaml_err(y, value_of(map, "in"), err,
			    "in: \"%s\" is not right; sender, subject, text, "
			    "header:NAME or any would be", raw->in.at[i]);
	if (r->in == 0)
		r->in = IN_SUBJECT | IN_TEXT;
	if (r->kind == NULL)
		r->kind = str_dup("rule");
	r->strong = raw->fold == 1;
	yaml_place(value_of(map, "match"), &r->line, &r->column);
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

static int
read_rules(struct yaml *y, struct fy_node *list, void *owner,
    struct err *err)
{
	struct person *p = owner;
	struct fy_node *key, *item;
	void *iter = NULL;

	while ((item = yaml_next(list, &iter, &key)) != NULL) {
		struct raw_rule raw = { 0 };
		int got = keys_read(y, item, p->path, "a rule", rule_keys,
		    COUNT(rule_keys), &raw, err);

		if (got == 0)
			got = finish_rule(y, item, &raw, err);
		strings_done(&raw.in);
		for (size_t i = 0; got == 0 && i < p->n_rules; i++)
			if (strcmp(p->rules[i].id, raw.rule.id) == 0)
				got = yaml_err(y, item, err, "two rules are "
				    "called %s; different ids would be right",
				    raw.rule.id);
		if (got == -1) {
			rule_done(&raw.rule);
			return -1;
		}
		p->rules = mem_grow(p->rules, p->n_rules + 1,
		    sizeof(*p->rules));
		p->rules[p->n_rules++] = raw.rule;
	}
	return 0;
}

static int
read_file(struct people *all, const char *path, struct digest *sum,
    struct err *err)
{
	CLEANUP(yaml_cleanup) struct yaml *y = NULL;
	struct person *p;

	if (yaml_open(path, &y, err) == -1)
		return -1;
	all->at = mem_grow(all->at, all->n + 1, sizeof(*all->at));
	p = &all->at[all->n++];
	*p = (struct person){ .path = str_dup(path) };
	if (keys_read(y, yaml_root(y), path, "a person's file", person_keys,
	    COUNT(person_keys), p, err) == -1)
		return -1;
	if (p->label == NULL)
		p->label = str_dup(p->id);
	for (size_t i = 0; i + 1 < all->n; i++)
		if (strcmp(all->at[i].id, p->id) == 0)
			return yaml_err(y, yaml_root(y), err, "person %s "
			    "stands in %s already; another id would be right",
			    p->id, all->at[i].path);
	*sum = digest_of2(span_of(sum->at, sizeof(sum->at)), yaml_bytes(y));
	return 0;
}

static int
is_yaml(const struct dirent *e)
{
	size_t n = strlen(e->d_name);

	return e->d_name[0] != '.' && n > 5 &&
	    strcmp(e->d_name + n - 5, ".yaml") == 0;
}

int
people_load(const char *dir, struct people **out, struct err *err)
{
	CLEANUP(people_cleanup) struct people *all = mem_get(1, sizeof(*all));
	struct digest sum = { { 0 } };
	struct dirent **names = NULL;
	int n = scandir(dir, &names, is_yaml, alphasort), got = 0;

	if (n < 0)
		return err_errno(err, EX_CONFIG, "the rules folder %s", dir);
	for (int i = 0; i < n; i++) {
		CLEANUP(str_free) char *path =
		    path_join(dir, names[i]->d_name);

		if (got == 0)
			got = read_file(all, path, &sum, err);
		free(names[i]);
	}
	free(names);
	if (got == -1)
		return -1;
	if (all->n == 0)
		return err_set(err, EX_CONFIG, "%s: no person's file; one "
		    "NAME.yaml with `person:` would be right", dir);
	digest_text(&sum, all->digest);
	*out = all;
	all = NULL;
	return 0;
}

int
people_load_file(const char *file, struct people **out, struct err *err)
{
	CLEANUP(people_cleanup) struct people *all = mem_get(1, sizeof(*all));
	struct digest sum = { { 0 } };

	if (read_file(all, file, &sum, err) == -1)
		return -1;
	digest_text(&sum, all->digest);
	*out = all;
	all = NULL;
	return 0;
}

static void
person_done(struct person *p)
{
	for (size_t i = 0; i < p->n_rules; i++)
		rule_done(&p->rules[i]);
	free(p->rules);
	free(p->path);
	free(p->id);
	free(p->label);
	strings_done(&p->addresses);
	strings_done(&p->names);
	strings_done(&p->phones);
	strings_done(&p->handles);
}

void
people_free(struct people *all)
{
	if (all == NULL)
		return;
	for (size_t i = 0; i < all->n; i++)
		person_done(&all->at[i]);
	free(all->at);
	free(all);
}

void
people_cleanup(struct people **all)
{
	people_free(*all);
	*all = NULL;
}
