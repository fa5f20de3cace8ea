#include "conf/people.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/file.h"
#include "conf/keys.h"
#include "conf/rule.h"

#define AT(type, member) offsetof(struct type, member)
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static int read_identifiers(struct yaml *, struct fy_node *, void *,
    struct err *);
static int read_rules(struct yaml *, struct fy_node *, void *, struct err *);

static const struct key person_keys[] = {
	{ "person", KEY_TEXT, AT(person, id), true, .check = word_check,
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
	struct fy_node *list = yaml_value(map, "addresses"), *key, *item;
	void *iter = NULL;

	while (list != NULL && (item = yaml_next(list, &iter, &key)) != NULL) {
		CLEANUP(str_free) char *s = str_of(yaml_text(item));

		if (!is_address(s))
			return yaml_err(y, item, err, "addresses: \"%.80s\" "
			    "is not right; name@domain or \"*@domain\" "
			    "would be", s);
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

static int
read_rules(struct yaml *y, struct fy_node *list, void *owner,
    struct err *err)
{
	struct person *p = owner;

	return rules_read(y, list, p->path, &p->rules, &p->n_rules, err);
}

static int
read_person(struct people *all, struct yaml *y, const char *path,
    struct err *err)
{
	struct person *p;

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
	return 0;
}

static int
read_file(struct people *all, const char *path, struct digest *sum,
    struct err *err)
{
	CLEANUP(yaml_cleanup) struct yaml *y = NULL;
	int got;

	if (yaml_open(path, &y, err) == -1)
		return -1;
	got = yaml_value(yaml_root(y), "platforms") != NULL ?
	    platforms_read(y, path, &all->platforms, &all->n_platforms, err) :
	    read_person(all, y, path, err);
	if (got == 0)
		*sum = digest_of2(span_of(sum->at, sizeof(sum->at)),
		    yaml_bytes(y));
	return got;
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
	rules_done(p->rules, p->n_rules);
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
	platforms_done(all->platforms, all->n_platforms);
	free(all);
}

void
people_cleanup(struct people **all)
{
	people_free(*all);
	*all = NULL;
}
