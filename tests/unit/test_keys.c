/*
 * Every key of every table: read, its default, and freed.  What is written
 * follows from the tables, so that a new row is tried, too.
 */
#include <malloc.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "conf/keys.h"
#include "tests/tap.h"

#define ROWS(a) (sizeof(a) / sizeof((a)[0]))

static char dir[] = "/tmp/floodmark-keys.XXXXXX";
static char *path;

/* Where the type alone does not say what a value may be; NULL: not beside the
 * others. */
static const struct {
	const char *key, *value;
} values[] = {
	{ "timezone", "Europe/London" },
	{ "country", "FR" },
	{ "dkim_providers", "[isp.example, b.example]" },
	{ "resolver", "192.0.2.1" },
	{ "password_command", NULL },
	{ "at", "[flood, new-channel-sms]" },
	{ "quiet_hours", "22:00-07:00" },
	{ "url", "https://tsa.example/" },
	{ "addresses", "[jd@example.org, \"*@jd.example\"]" },
	{ "in", "[text, \"header:Subject\", \"header:X\"]" },
};

/* What is needed beside a key, though it is not marked so. */
static const char *const beside[] = { "password_file" };

static void write_map(struct buf *, const struct keys *, const char *name,
    bool needed, const struct key *one);

/* `name`: the first key of a struct, which is to be its own. */
static void
write_value(struct buf *out, const struct key *k, const char *name,
    bool needed)
{
	for (size_t i = 0; i < ROWS(values); i++)
		if (strcmp(values[i].key, k->name) == 0) {
			buf_add_str(out, values[i].value);
			return;
		}
	switch (k->type) {
	case KEY_MAPS:
		buf_add_str(out, "[");
		write_map(out, k->of, "a", needed, NULL);
		buf_add_str(out, ", ");
		write_map(out, k->of, "b", needed, NULL);
		buf_add_str(out, "]");
		break;
	case KEY_MAP:
		write_map(out, k->of, "a", needed, NULL);
		break;
	case KEY_LIST:
		buf_add_str(out, "[x, y]");
		break;
	case KEY_INT:
		buf_addf(out, "%ld", k->most);
		break;
	case KEY_WORD:
		buf_add_str(out, k->words[k->words[1] != NULL]);
		break;
	default:
		buf_add_str(out, k->type == KEY_BOOL ? "yes" : k->type ==
		    KEY_DURATION ? "10m" : k->type == KEY_SIZE ? "2MB" : name);
	}
}

static bool
is_written(const struct key *k, bool needed, const struct key *one)
{
	if (k == one)
		return true;
	for (size_t i = 0; i < ROWS(beside); i++)
		if (strcmp(beside[i], k->name) == 0)
			return one == NULL ||
			    strcmp(one->name, "password_command") != 0;
	if (needed)
		return k->needed;
	for (size_t i = 0; i < ROWS(values); i++)
		if (strcmp(values[i].key, k->name) == 0)
			return values[i].value != NULL;
	return k->type != KEY_REFUSED;
}

/* All keys, or those that are needed, and `one` as it would be without. */
static void
write_map(struct buf *out, const struct keys *keys, const char *name,
    bool needed, const struct key *one)
{
	const char *between = "{";

	for (size_t i = 0; i < keys->n; i++) {
		const struct key *k = &keys->at[i];

		if (!is_written(k, needed, one))
			continue;
		buf_addf(out, "%s%s: ", between, k->name);
		if (k == one)
			buf_add_str(out, k->otherwise);
		else
			write_value(out, k, name, needed);
		between = ", ";
	}
	buf_add_str(out, "}");
}

static void
write_file(const struct buf *text)
{
	struct err err;

	unlink(path);
	if (file_write(path, buf_span(text), 0600, &err) == -1)
		printf("Bail out! %s\n", err.text);
}

/* The file, into memory of its own, as far as it can be read. */
static void *
read_file(const struct keys *keys, struct err *err)
{
	CLEANUP(yaml_cleanup) struct yaml *y = NULL;
	void *out = mem_get(1, keys->size);

	*err = (struct err){ 0 };
	if (yaml_open(path, &y, err) == 0 &&
	    keys_read(y, yaml_root(y), keys, out, err) == 0)
		err->text[0] = '\0';
	return out;
}

static void *
read_map(const struct keys *keys, const struct buf *text)
{
	struct err err;
	void *out;

	write_file(text);
	out = read_file(keys, &err);
	if (err.text[0] != '\0')
		ok(false, "%s: %s", keys->what, err.text);
	return out;
}

static void
drop(const struct keys *keys, void *it)
{
	keys_free(keys, it);
	free(it);
}

static size_t
count_in(const struct key *k, const char *it)
{
	return *(const size_t *)(const void *)(it + k->count);
}

static size_t
bytes_of(const struct key *k)
{
	return k->type == KEY_BOOL ? sizeof(bool) : k->type == KEY_INT ||
	    k->type == KEY_WORD ? sizeof(int) : sizeof(int64_t);
}

static bool
is_text(const struct key *k)
{
	return k->type == KEY_TEXT || k->type == KEY_PATH;
}

static const char *
text_in(const struct key *k, const char *it)
{
	return *(char *const *)(const void *)(it + k->offset);
}

static void check_read(const struct keys *, const char *it);

/* A member that is not as the memory was before. */
static bool
is_set(const struct key *k, const char *it)
{
	static const char zero[16];
	void *list;

	if (k->type == KEY_REFUSED || strcmp(k->name, "password_command") ==
	    0 || (k->type == KEY_WORD && k->words[1] == NULL))
		return true;
	if (k->type == KEY_LIST)
		return ((const struct strings *)(const void *)(it +
		    k->offset))->n >= 2;
	if (k->type == KEY_MAP)
		check_read(k->of, it + k->offset);
	if (k->type != KEY_MAPS)
		return k->type == KEY_MAP ||
		    memcmp(it + k->offset, zero, bytes_of(k)) != 0;
	memcpy(&list, it + k->offset, sizeof(list));
	for (size_t i = 0; i < count_in(k, it); i++)
		check_read(k->of, (char *)list + i * k->of->size);
	return count_in(k, it) == 2;
}

static void
check_read(const struct keys *keys, const char *it)
{
	for (size_t i = 0; i < keys->n; i++)
		ok(is_set(&keys->at[i], it), "%s: %s is read", keys->what,
		    keys->at[i].name);
}

/* Without the key it is as with what its row says. */
static void
check_default(const struct keys *keys, const struct key *k)
{
	CLEANUP(buf_done) struct buf without = { .max = 1 << 16 };
	CLEANUP(buf_done) struct buf with = { .max = 1 << 16 };
	char *a, *b;

	write_map(&without, keys, "a", true, NULL);
	write_map(&with, keys, "a", true, k);
	a = read_map(keys, &without);
	b = read_map(keys, &with);
	ok(is_text(k) ? text_in(k, a) != NULL && text_in(k, b) != NULL &&
	    strcmp(text_in(k, a), text_in(k, b)) == 0 :
	    memcmp(a + k->offset, b + k->offset, bytes_of(k)) == 0,
	    "%s: %s is %s where it is not given", keys->what, k->name,
	    k->otherwise);
	drop(keys, a);
	drop(keys, b);
}

static void
check_defaults(const struct keys *keys)
{
	for (size_t i = 0; i < keys->n; i++) {
		const struct key *k = &keys->at[i];

		if (k->otherwise != NULL)
			check_default(keys, k);
		if (k->of != NULL)
			check_defaults(k->of);
	}
}

#define ROUNDS 100
#define LEAST_BLOCK 16

/* What malloc has given grows by no block a round.  It keeps some that are
 * free, and counts them, so that the first rounds tell nothing; a sanitizer
 * counts for itself, and here there is nothing to see. */
static void
check_freed(const struct keys *keys, const struct buf *text,
    const char *says, const char *what)
{
	size_t before = 0, after;
	struct err err;

	write_file(text);
	for (int i = 0; i < 2 * ROUNDS; i++) {
		if (i == ROUNDS)
			before = mallinfo2().uordblks;
		drop(keys, read_file(keys, &err));
	}
	after = mallinfo2().uordblks;
	if (!ok(after < before + ROUNDS * LEAST_BLOCK, "%s: %s is freed",
	    keys->what, what))
		printf("# %zu bytes a round are not\n", (after - before) /
		    ROUNDS);
	if (strstr(err.text, says) == NULL)
		ok(false, "%s: %s", keys->what, err.text);
}

static void
test_table(const struct keys *keys)
{
	CLEANUP(buf_done) struct buf text = { .max = 1 << 16 };
	char *it;

	write_map(&text, keys, "a", false, NULL);
	it = read_map(keys, &text);
	check_read(keys, it);
	drop(keys, it);
	check_defaults(keys);
	check_freed(keys, &text, "", "all");
	text.len--;
	buf_add_str(&text, ", nobody: x}");
	check_freed(keys, &text, "unknown key \"nobody\"",
	    "what was read before a mistake");
}

int
main(void)
{
	if (mkdtemp(dir) == NULL)
		return 99;
	path = path_join(dir, "x.yaml");
	test_table(&config_keys);
	test_table(&person_keys);
	test_table(&platforms_keys);
	unlink(path);
	rmdir(dir);
	free(path);
	return tap_done();
}
