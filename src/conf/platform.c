#include "conf/platform.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "conf/keys.h"

#define AT(type, member) offsetof(struct type, member)
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* The file, and the list that it adds to. */
struct reading {
	const char *file;
	struct platform **at;
	size_t *n;
};

static int read_platforms(struct yaml *, struct fy_node *, void *,
    struct err *);
static int read_notices(struct yaml *, struct fy_node *, void *,
    struct err *);

static const struct key file_keys[] = {
	{ "platforms", KEY_MAPS, 0, true, .maps = read_platforms,
	    .help = "a list of platforms, each starting with `- platform:`" },
};

static const struct key platform_keys[] = {
	{ "platform", KEY_TEXT, AT(platform, id), true, .check = word_check,
	    .help = "a short id such as facebook" },
	{ "senders", KEY_LIST, AT(platform, senders), true,
	    .help = "a list such as [\"notification*@facebookmail.com\"]" },
	{ "domains", KEY_LIST, AT(platform, domains), true,
	    .help = "a list of the domains that sign its mail" },
	{ "handles_only", KEY_BOOL, AT(platform, handles_only), false,
	    .help = "yes or no" },
	{ "notices", KEY_MAPS, 0, true, .maps = read_notices,
	    .help = "a list of patterns, each starting with `- id:`" },
};

static int
read_notices(struct yaml *y, struct fy_node *list, void *owner,
    struct err *err)
{
	struct platform *p = owner;

	return rules_read(y, list, p->path, &p->notices, &p->n_notices, err);
}

static int
check_twice(struct reading *r, struct yaml *y, struct fy_node *item,
    struct err *err)
{
	const struct platform *last = &(*r->at)[*r->n - 1];

	for (const struct platform *p = *r->at; p < last; p++)
		if (strcmp(p->id, last->id) == 0)
			return yaml_err(y, item, err, "platform %s stands in "
			    "%s already; another id would be right", p->id,
			    p->path);
	return 0;
}

static int
read_platforms(struct yaml *y, struct fy_node *list, void *owner,
    struct err *err)
{
	struct reading *r = owner;
	struct fy_node *key, *item;
	void *iter = NULL;

	while ((item = yaml_next(list, &iter, &key)) != NULL) {
		struct platform *p;

		*r->at = mem_grow(*r->at, *r->n + 1, sizeof(**r->at));
		p = &(*r->at)[(*r->n)++];
		*p = (struct platform){ .path = str_dup(r->file) };
		if (keys_read(y, item, r->file, "a platform", platform_keys,
		    COUNT(platform_keys), p, err) == -1 ||
		    check_twice(r, y, item, err) == -1)
			return -1;
	}
	return 0;
}

int
platforms_read(struct yaml *y, const char *file, struct platform **at,
    size_t *n, struct err *err)
{
	struct reading r = { file, at, n };

	return keys_read(y, yaml_root(y), file, "a platforms' file",
	    file_keys, COUNT(file_keys), &r, err);
}

void
platforms_done(struct platform *at, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		free(at[i].path);
		free(at[i].id);
		strings_done(&at[i].senders);
		strings_done(&at[i].domains);
		rules_done(at[i].notices, at[i].n_notices);
	}
	free(at);
}
