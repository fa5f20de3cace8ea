#include "conf/keys.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"

struct reading {
	struct yaml *yaml;
	const struct key *key;
	void *at;		/* the member */
	void *owner;		/* the struct it is in */
	struct fy_node *name;	/* the key's node */
};

static int
key_wrong(struct reading *r, struct fy_node *v, struct err *err)
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
key_text(struct reading *r, struct fy_node *v, struct err *err)
{
	struct span s = yaml_text(v);
	struct err why;
	char *text;

	if (yaml_kind(v) != YAML_TEXT || s.len == 0)
		return key_wrong(r, v, err);
	text = str_of(s);
	*(char **)r->at = r->key->type == KEY_PATH ?
	    path_beside(yaml_path(r->yaml), text) : str_dup(text);
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

static bool
key_set_text(const struct key *k, struct span s, void *at)
{
	(void)k;
	*(char **)at = str_of(s);
	return true;
}

static bool
set_int(const struct key *k, struct span s, void *at)
{
	long n;

	if (!parse_long(s, &n) || n < k->least || n > k->most)
		return false;
	*(int *)at = (int)n;
	return true;
}

static bool
set_bool(const struct key *k, struct span s, void *at)
{
	static const char *const yes[] = { "yes", "true", "on" };
	static const char *const no[] = { "no", "false", "off" };

	(void)k;
	for (size_t i = 0; i < 3; i++) {
		if (span_ieq_str(s, yes[i]) || span_ieq_str(s, no[i])) {
			*(bool *)at = span_ieq_str(s, yes[i]);
			return true;
		}
	}
	return false;
}

static bool
set_word(const struct key *k, struct span s, void *at)
{
	for (int i = 0; i < 6 && k->words[i] != NULL; i++) {
		if (span_eq(s, span_str(k->words[i]))) {
			*(int *)at = i;
			return true;
		}
	}
	return false;
}

static bool
set_duration(const struct key *k, struct span s, void *at)
{
	static const struct {
		char unit;
		long seconds;
	} units[] = { { 's', 1 }, { 'm', 60 }, { 'h', 3600 }, { 'd', 86400 } };
	long n;

	for (size_t i = 0; i < 4 && s.len > 1; i++) {
		if (s.at[s.len - 1] != units[i].unit ||
		    !parse_long(span_of(s.at, s.len - 1), &n) || n > 100000)
			continue;
		n *= units[i].seconds;
		if (n < k->least || n > k->most)
			break;
		*(int64_t *)at = n;
		return true;
	}
	return false;
}

static bool
set_size(const struct key *k, struct span s, void *at)
{
	static const struct {
		const char *unit;
		int64_t bytes;
	} units[] = { { "KB", 1 << 10 }, { "MB", 1 << 20 },
		{ "GB", 1 << 30 } };
	long n;

	for (size_t i = 0; i < 3 && s.len > 2; i++) {
		if (!span_ieq_str(span_from(s, s.len - 2), units[i].unit) ||
		    !parse_long(span_of(s.at, s.len - 2), &n) ||
		    n * units[i].bytes < k->least ||
		    n * units[i].bytes > k->most)
			continue;
		*(int64_t *)at = n * units[i].bytes;
		return true;
	}
	return false;
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
		return key_wrong(r, v, err);
	while ((item = yaml_next(v, &iter, &key)) != NULL) {
		if (yaml_kind(item) != YAML_TEXT || yaml_text(item).len == 0)
			return key_wrong(r, item, err);
		strings_add(r->at, yaml_text(item));
		if (check_last(r, r->at, item, err) == -1)
			return -1;
	}
	return 0;
}

/* The list of a KEY_MAPS.  Its pointer is copied: it is none to void. */
static char *
list_of(const struct key *k, void *owner, size_t **n)
{
	void *all;

	memcpy(&all, (char *)owner + k->offset, sizeof(all));
	*n = (size_t *)(void *)((char *)owner + k->count);
	return all;
}

/* One more of the list, zero. */
static void *
key_list_add(const struct key *k, void *owner, size_t *before)
{
	size_t *n, size = k->of->size;
	char *all = list_of(k, owner, &n);

	*before = (*n)++;
	all = mem_grow(all, *n, size);
	memcpy((char *)owner + k->offset, &all, sizeof(all));
	return memset(all + *before * size, 0, size);
}

static const char *
first_text(const struct keys *keys, const char *it)
{
	return *(char *const *)(const void *)(it + keys->at[0].offset);
}

/* The last of the list against those before it. */
static int
check_twice(struct reading *r, struct fy_node *item, const char *last,
    size_t before, struct err *err)
{
	const struct keys *of = r->key->of;
	const char *name = of->many == NULL ? NULL : first_text(of, last);

	for (size_t i = before; name != NULL && i > 0; i--)
		if (strcmp(first_text(of, last - i * of->size), name) == 0)
			return yaml_err(r->yaml, item, err, "two %s are "
			    "called %s; different %ss would be right",
			    of->many, name, of->at[0].name);
	return 0;
}

static int
read_struct(struct yaml *y, struct fy_node *map, const struct keys *keys,
    void *out, size_t before, struct err *err);

static int
read_maps(struct reading *r, struct fy_node *v, struct err *err)
{
	const struct key *k = r->key;
	struct fy_node *key, *item;
	void *iter = NULL;
	size_t n = 0;

	if (yaml_kind(v) != YAML_LIST)
		return key_wrong(r, v, err);
	for (; (item = yaml_next(v, &iter, &key)) != NULL; n++) {
		size_t before;
		void *it = key_list_add(k, r->owner, &before);

		if (read_struct(r->yaml, item, k->of, it, before, err) ==
		    -1 || check_twice(r, item, it, before, err) == -1)
			return -1;
	}
	if (k->needed && n == 0)
		return yaml_err(r->yaml, r->name, err, "%s is empty; %s would "
		    "be right", k->name, k->help);
	return 0;
}

static int
read_map(struct reading *r, struct fy_node *v, struct err *err)
{
	if (yaml_kind(v) != YAML_MAP)
		return key_wrong(r, v, err);
	return read_struct(r->yaml, v, r->key->of, r->at, 0, err);
}

static int
key_refused(struct reading *r, struct fy_node *v, struct err *err)
{
	return yaml_err(r->yaml, v, err, "%s is refused; %s would be right",
	    r->key->name, r->key->help);
}

static void
free_text(const struct key *k, void *owner)
{
	free(*(char **)(void *)((char *)owner + k->offset));
}

static void
free_list(const struct key *k, void *owner)
{
	strings_done((void *)((char *)owner + k->offset));
}

static void
free_maps(const struct key *k, void *owner)
{
	size_t *n;
	char *all = list_of(k, owner, &n);

	for (size_t i = 0; i < *n; i++)
		keys_free(k->of, all + i * k->of->size);
	free(all);
}

static void
free_map(const struct key *k, void *owner)
{
	keys_free(k->of, (char *)owner + k->offset);
}

/* A type is read by `read`; or by `set` from a scalar, and from what stands
 * for it where it is not given. */
static const struct {
	bool (*set)(const struct key *, struct span, void *at);
	int (*read)(struct reading *, struct fy_node *, struct err *);
	void (*free)(const struct key *, void *owner);
} types[] = {
	[KEY_TEXT] = { key_set_text, key_text, free_text },
	[KEY_PATH] = { key_set_text, key_text, free_text },
	[KEY_INT] = { set_int, NULL, NULL },
	[KEY_BOOL] = { set_bool, NULL, NULL },
	[KEY_WORD] = { set_word, NULL, NULL },
	[KEY_DURATION] = { set_duration, NULL, NULL },
	[KEY_SIZE] = { set_size, NULL, NULL },
	[KEY_LIST] = { NULL, read_list, free_list },
	[KEY_MAPS] = { NULL, read_maps, free_maps },
	[KEY_MAP] = { NULL, read_map, free_map },
	[KEY_REFUSED] = { NULL, key_refused, NULL },
};

static int
key_value(struct reading *r, struct fy_node *v, struct err *err)
{
	enum key_type type = r->key->type;

	if (types[type].read != NULL)
		return types[type].read(r, v, err);
	return types[type].set(r->key, yaml_text(v), r->at) ? 0 :
	    key_wrong(r, v, err);
}

static int
unknown_key(struct yaml *y, struct fy_node *k, const struct keys *keys,
    struct err *err)
{
	CLEANUP(buf_done) struct buf known = { .max = 400, .truncate = true };
	struct span name = yaml_text(k);

	for (size_t i = 0; i < keys->n; i++)
		if (keys->at[i].type != KEY_REFUSED)
			buf_addf(&known, "%s%s", known.len > 0 ? ", " : "",
			    keys->at[i].name);
	return yaml_err(y, k, err, "unknown key \"%.*s\"; %s may have: %s",
	    (int)(name.len < 60 ? name.len : 60),
	    name.len == 0 ? "" : name.at, keys->what, buf_str(&known));
}

static const struct key *
key_find(const struct keys *keys, struct span name)
{
	for (size_t i = 0; i < keys->n; i++)
		if (span_eq(name, span_str(keys->at[i].name)))
			return &keys->at[i];
	return NULL;
}

/* *seen: a bit for each key that stands there. */
static int
read_given(struct yaml *y, struct fy_node *map, const struct keys *keys,
    void *out, uint64_t *seen, struct err *err)
{
	struct fy_node *k, *v;
	void *iter = NULL;

	while ((v = yaml_next(map, &iter, &k)) != NULL || k != NULL) {
		const struct key *key = key_find(keys, yaml_text(k));
		struct reading r = { y, key, NULL, out, k };

		if (key == NULL)
			return unknown_key(y, k, keys, err);
		if (*seen & UINT64_C(1) << (key - keys->at))
			return yaml_err(y, k, err, "%s stands twice; once "
			    "would be right", key->name);
		*seen |= UINT64_C(1) << (key - keys->at);
		r.at = (char *)out + key->offset;
		if (key_value(&r, v != NULL ? v : k, err) == -1)
			return -1;
	}
	return 0;
}

static void
set_otherwise(const struct key *k, void *out)
{
	bool good = types[k->type].set(k, span_str(k->otherwise),
	    (char *)out + k->offset);

	assert(good);
	(void)good;
}

static int
read_struct(struct yaml *y, struct fy_node *map, const struct keys *keys,
    void *out, size_t before, struct err *err)
{
	uint64_t seen = 0;

	if (yaml_kind(map) != YAML_MAP)
		return yaml_err(y, map, err, "%s is a map; `%s: …` lines "
		    "would be right", keys->what, keys->at[0].name);
	if (read_given(y, map, keys, out, &seen, err) == -1)
		return -1;
	for (size_t i = 0; i < keys->n; i++) {
		const struct key *k = &keys->at[i];

		if (seen & UINT64_C(1) << i)
			continue;
		if (k->needed)
			return yaml_err(y, map, err, "%s has no %s; %s would "
			    "be right", keys->what, k->name, k->help);
		if (k->otherwise != NULL)
			set_otherwise(k, out);
	}
	return keys->check == NULL ? 0 :
	    keys->check(y, map, out, before, err);
}

int
keys_read(struct yaml *y, struct fy_node *map, const struct keys *keys,
    void *out, struct err *err)
{
	return read_struct(y, map, keys, out, 0, err);
}

void
keys_free(const struct keys *keys, void *owner)
{
	for (size_t i = 0; i < keys->n; i++)
		if (types[keys->at[i].type].free != NULL)
			types[keys->at[i].type].free(&keys->at[i], owner);
	if (keys->done != NULL)
		keys->done(owner);
}
