#include "conf/keys.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"

struct reading {
	struct yaml *yaml;
	const char *file;
	const struct key *key;
	void *at;		/* the member */
	void *owner;		/* the struct it is in */
	struct fy_node *name;	/* the key's node */
};

static int
wrong(struct reading *r, struct fy_node *v, struct err *err)
{
	struct span text = yaml_text(v);

	if (yaml_kind(v) == YAML_TEXT)
		return yaml_err(r->yaml, v, err, "%s: \"%.*s\" is not right; "
		    "%s would be", r->key->name, (int)(text.len < 80 ?
		    text.len : 80), text.len == 0 ? "" : text.at,
		    r->key->help);
	return yaml_err(r->yaml, v, err, "%s: a %s stands here; %s would be "
	    "right", r->key->name, yaml_kind(v) == YAML_LIST ? "list" : "map",
	    r->key->help);
}

static int
read_text(struct reading *r, struct fy_node *v, struct err *err)
{
	struct span s = yaml_text(v);
	struct err why;
	char *text;

	if (yaml_kind(v) != YAML_TEXT || s.len == 0)
		return wrong(r, v, err);
	text = str_of(s);
	*(char **)r->at = r->key->type == KEY_PATH ?
	    path_beside(r->file, text) : str_dup(text);
	free(text);
	if (r->key->check != NULL &&
	    r->key->check(*(char **)r->at, &why) == -1)
		return yaml_err(r->yaml, v, err, "%s: %s", r->key->name,
		    why.text);
	return 0;
}

static bool
parse_long(struct span s, long *out)
{
	long v = 0;

	if (s.len == 0 || s.len > 9)
		return false;
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
		v = v * 10 + (s.at[i] - '0');
	}
	*out = v;
	return true;
}

static int
read_int(struct reading *r, struct fy_node *v, struct err *err)
{
	long n;

	if (yaml_kind(v) != YAML_TEXT || !parse_long(yaml_text(v), &n) ||
	    n < r->key->least || n > r->key->most)
		return wrong(r, v, err);
	*(int *)r->at = (int)n;
	return 0;
}

static int
read_bool(struct reading *r, struct fy_node *v, struct err *err)
{
	static const char *const yes[] = { "yes", "true", "on" };
	static const char *const no[] = { "no", "false", "off" };
	struct span s = yaml_text(v);

	for (size_t i = 0; i < 3; i++) {
		if (span_ieq_str(s, yes[i]) || span_ieq_str(s, no[i])) {
			*(bool *)r->at = span_ieq_str(s, yes[i]);
			return 0;
		}
	}
	return wrong(r, v, err);
}

static int
read_word(struct reading *r, struct fy_node *v, struct err *err)
{
	struct span s = yaml_text(v);

	for (int i = 0; i < 6 && r->key->words[i] != NULL; i++) {
		if (span_eq(s, span_str(r->key->words[i]))) {
			*(int *)r->at = i;
			return 0;
		}
	}
	return wrong(r, v, err);
}

static int
read_duration(struct reading *r, struct fy_node *v, struct err *err)
{
	static const struct {
		char unit;
		long seconds;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 } };
	struct span s = yaml_text(v);
	long n;

	for (size_t i = 0; i < 4 && s.len > 1; i++) {
		if (s.at[s.len - 1] != units[i].unit ||
		    !parse_long(span_of(s.at, s.len - 1), &n) || n > 100000)
			continue;
		n *= units[i].seconds;
		if (n < r->key->least || n > r->key->most)
			break;
		*(int64_t *)r->at = n;
		return 0;
	}
	return wrong(r, v, err);
}

static int
read_size(struct reading *r, struct fy_node *v, struct err *err)
{
	static const struct {
		const char *unit;
		int64_t bytes;
	} units[] = { { "KB", 1 << 10 }, { "MB", 1 << 20 },
		{ "GB", 1 << 30 } };
	struct span s = yaml_text(v);
	long n;

	for (size_t i = 0; i < 3 && s.len > 2; i++) {
		if (!span_ieq_str(span_from(s, s.len - 2), units[i].unit) ||
		    !parse_long(span_of(s.at, s.len - 2), &n) ||
		    n * units[i].bytes < r->key->least ||
		    n * units[i].bytes > r->key->most)
			continue;
		*(int64_t *)r->at = n * units[i].bytes;
		return 0;
	}
	return wrong(r, v, err);
}

static int
check_last(struct reading *r, const struct strings *list,
    struct fy_node *item, struct err *err)
{
	struct err why;

	if (r->key->check == NULL ||
	    r->key->check(list->at[list->n - 1], &why) == 0)
		return 0;
	return yaml_err(r->yaml, item, err, "%s: %s", r->key->name, why.text);
}

static int
read_list(struct reading *r, struct fy_node *v, struct err *err)
{
	struct fy_node *key, *item;
	void *iter = NULL;

	if (yaml_kind(v) != YAML_LIST)
		return wrong(r, v, err);
	while ((item = yaml_next(v, &iter, &key)) != NULL) {
		if (yaml_kind(item) != YAML_TEXT || yaml_text(item).len == 0)
			return wrong(r, item, err);
		strings_add(r->at, yaml_text(item));
		if (check_last(r, r->at, item, err) == -1)
			return -1;
	}
	return 0;
}

static int
read_maps(struct reading *r, struct fy_node *v, struct err *err)
{
	struct fy_node *key;
	void *iter = NULL;

	if (yaml_kind(v) != YAML_LIST)
		return wrong(r, v, err);
	if (r->key->needed && yaml_next(v, &iter, &key) == NULL)
		return yaml_err(r->yaml, r->name, err, "%s is empty; %s would "
		    "be right", r->key->name, r->key->help);
	return r->key->maps(r->yaml, v, r->owner, err);
}

static int
read_map(struct reading *r, struct fy_node *v, struct err *err)
{
	if (yaml_kind(v) != YAML_MAP)
		return wrong(r, v, err);
	return r->key->maps(r->yaml, v, r->owner, err);
}

static int
read_refused(struct reading *r, struct fy_node *v, struct err *err)
{
	return yaml_err(r->yaml, v, err, "%s is refused; %s would be right",
	    r->key->name, r->key->help);
}

static int (*const readers[])(struct reading *, struct fy_node *,
    struct err *) = {
	[KEY_TEXT] = read_text,
	[KEY_PATH] = read_text,
	[KEY_INT] = read_int,
	[KEY_BOOL] = read_bool,
	[KEY_WORD] = read_word,
	[KEY_DURATION] = read_duration,
	[KEY_SIZE] = read_size,
	[KEY_LIST] = read_list,
	[KEY_MAPS] = read_maps,
	[KEY_MAP] = read_map,
	[KEY_REFUSED] = read_refused,
};

static int
unknown_key(struct yaml *y, struct fy_node *k, const char *what,
    const struct key *keys, size_t n, struct err *err)
{
	CLEANUP(buf_done) struct buf known = { .max = 400, .truncate = true };
	struct span name = yaml_text(k);

	for (size_t i = 0; i < n; i++)
		if (keys[i].type != KEY_REFUSED)
			buf_addf(&known, "%s%s", known.len > 0 ? ", " : "",
			    keys[i].name);
	return yaml_err(y, k, err, "unknown key \"%.*s\"; %s may have: %s",
	    (int)(name.len < 60 ? name.len : 60),
	    name.len == 0 ? "" : name.at, what, buf_str(&known));
}

static const struct key *
find_key(const struct key *keys, size_t n, struct span name)
{
	for (size_t i = 0; i < n; i++)
		if (span_eq(name, span_str(keys[i].name)))
			return &keys[i];
	return NULL;
}

int
keys_read(struct yaml *y, struct fy_node *map, const char *file,
    const char *what, const struct key *keys, size_t n_keys, void *out,
    struct err *err)
{
	uint64_t seen = 0;
	struct fy_node *k, *v;
	void *iter = NULL;

	if (yaml_kind(map) != YAML_MAP)
		return yaml_err(y, map, err, "%s is a map; `%s: …` lines "
		    "would be right", what, keys[0].name);
	while ((v = yaml_next(map, &iter, &k)) != NULL || k != NULL) {
		const struct key *key = find_key(keys, n_keys, yaml_text(k));
		struct reading r = { y, file, key, NULL, out, k };

		if (key == NULL)
			return unknown_key(y, k, what, keys, n_keys, err);
		if (seen & UINT64_C(1) << (key - keys))
			return yaml_err(y, k, err, "%s stands twice; once "
			    "would be right", key->name);
		seen |= UINT64_C(1) << (key - keys);
		r.at = (char *)out + key->offset;
		if (readers[key->type](&r, v != NULL ? v : k, err) == -1)
			return -1;
	}
	for (size_t i = 0; i < n_keys; i++)
		if (keys[i].needed && !(seen & UINT64_C(1) << i))
			return yaml_err(y, map, err, "%s has no %s; %s would "
			    "be right", what, keys[i].name, keys[i].help);
	return 0;
}
