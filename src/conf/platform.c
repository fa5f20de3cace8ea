#include "conf/platform.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "conf/keys.h"
#include "conf/people.h"

/* Also against those of other files. */
static int
check_platform(struct yaml *y, struct fy_node *item, void *it, size_t before,
    struct err *err)
{
	struct platform *last = it;

	last->path = str_dup(yaml_path(y));
	for (const struct platform *p = last - before; p < last; p++)
		if (strcmp(p->id, last->id) == 0)
			return yaml_err(y, item, err, "platform %s stands in "
			    "%s already; another id would be right", p->id,
			    p->path);
	return 0;
}

static void
free_path(void *it)
{
	struct platform *p = it;

	free(p->path);
}

static const struct key platform_rows[] = {
	{ "platform", KEY_TEXT, AT(platform, id), true, .check = word_check,
	    .help = "a short id such as facebook" },
	{ "senders", KEY_LIST, AT(platform, senders), true,
	    .help = "a list such as [\"notification*@facebookmail.com\"]" },
	{ "domains", KEY_LIST, AT(platform, domains), true,
	    .help = "a list of the domains that sign its mail" },
	{ "handles_only", KEY_BOOL, AT(platform, handles_only), false,
	    .otherwise = "no", .help = "yes or no" },
	{ "notices", KEY_MAPS, AT(platform, notices), true,
	    .of = &rule_keys, .count = AT(platform, n_notices),
	    .help = "a list of patterns, each starting with `- id:`" },
};

static const struct keys platform_keys = { "a platform",
	KEY_ROWS(platform_rows), sizeof(struct platform),
	.check = check_platform, .done = free_path };

/* Adds them to those at hand. */
static const struct key file_rows[] = {
	{ "platforms", KEY_MAPS, AT(people, platforms), true,
	    .of = &platform_keys, .count = AT(people, n_platforms),
	    .help = "a list of platforms, each starting with `- platform:`" },
};

const struct keys platforms_keys = { "a platforms' file",
	KEY_ROWS(file_rows), sizeof(struct people) };
