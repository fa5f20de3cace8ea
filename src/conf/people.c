#include "conf/people.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/file.h"
#include "conf/keys.h"
#include "conf/rule.h"

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

/* When all of the map was read. */
static int
check_addresses(struct yaml *y, struct fy_node *map, void *it, size_t before,
    struct err *err)
{
	struct fy_node *list = yaml_value(map, "addresses"), *key, *item;
	void *iter = NULL;

	(void)it;
	(void)before;
	while (list != NULL && (item = yaml_next(list, &iter, &key)) != NULL) {
		CLEANUP(str_free) char *s = str_of(yaml_text(item));

		if (!is_address(s))
			return yaml_err(y, item, err, "addresses: \"%.80s\" "
			    "is not right; name@domain or \"*@domain\" "
			    "would be", s);
	}
	return 0;
}

static const struct key identifier_rows[] = {
	{ "addresses", KEY_LIST, AT(person, addresses), false,
	    .help = "a list such as [jd@example.org, \"*@jd.example\"]" },
	{ "names", KEY_LIST, AT(person, names), false,
	    .help = "a list of display names" },
	{ "phones", KEY_LIST, AT(person, phones), false,
	    .help = "a list such as [\"+44 7700 900123\"]" },
	{ "handles", KEY_LIST, AT(person, handles), false,
	    .help = "a list of user names" },
};

/* Their lists are members of the person itself. */
static const struct keys identifier_keys = { "identifiers",
	KEY_ROWS(identifier_rows), sizeof(struct person),
	.check = check_addresses };

static const struct key person_rows[] = {
	{ "person", KEY_TEXT, AT(person, id), true, .check = word_check,
	    .help = "a short id such as ex" },
	{ "label", KEY_TEXT, AT(person, label), false,
	    .help = "a text for reports such as J.D." },
	{ "identifiers", KEY_MAP, 0, false, .of = &identifier_keys,
	    .help = "a map of addresses, names, phones and handles" },
	{ "rules", KEY_MAPS, AT(person, rules), false,
	    .of = &rule_keys, .count = AT(person, n_rules),
	    .help = "a list of rules, each starting with `- id:`" },
};

const struct keys person_keys = { "a person's file", KEY_ROWS(person_rows),
	sizeof(struct person) };

static int
read_person(struct people *all, struct yaml *y, const char *path,
    struct err *err)
{
	struct person *p;

	all->at = mem_grow(all->at, all->n + 1, sizeof(*all->at));
	p = &all->at[all->n++];
	*p = (struct person){ .path = str_dup(path) };
	if (keys_read(y, yaml_root(y), &person_keys, p, err) == -1)
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
	    keys_read(y, yaml_root(y), &platforms_keys, all, err) :
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

void
people_free(struct people *all)
{
	if (all == NULL)
		return;
	for (size_t i = 0; i < all->n; i++) {
		keys_free(&person_keys, &all->at[i]);
		free(all->at[i].path);
	}
	free(all->at);
	keys_free(&platforms_keys, all);
	free(all);
}

void
people_cleanup(struct people **all)
{
	people_free(*all);
	*all = NULL;
}
