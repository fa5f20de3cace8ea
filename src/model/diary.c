#include "model/diary.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/file.h"

#define FORM "floodmark diary 1"
#define AT(member) offsetof(struct diary, member)

const struct diary_text diary_texts[] = {
	{ "identifier", AT(identifier), false },
	{ "place", AT(place), false },
	{ "told", AT(told), false },
	{ "witnesses", AT(witnesses), false },
	{ "target", AT(target), false },
	{ "reference", AT(reference), false },
	{ "officer", AT(officer), false },
	{ "what", AT(what), true },
	{ "impact", AT(impact), true },
};
const size_t n_diary_texts = sizeof(diary_texts) / sizeof(diary_texts[0]);

/* What the incident's row says, too. */
static const struct diary_text words[] = {
	{ "person", AT(person), false },
	{ "channel", AT(channel), false },
	{ "direction", AT(direction), false },
	{ "kind", AT(kind), false },
};

#define WORDS (sizeof(words) / sizeof(words[0]))

static const char *const targets[] = {
	"self", "child", "family", "friend", "employer", "other",
};

bool
diary_is_target(const char *s)
{
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
		if (strcmp(s, targets[i]) == 0)
			return true;
	return false;
}

static const char **
text_at(const struct diary *d, const struct diary_text *t)
{
	return (const char **)((uintptr_t)d + t->at);
}

/* The moment as a person reads it, and as it is counted by. */
static void
put_when(json_t *o, const char *key, const struct when *w)
{
	char text[MOMENT_TEXT];
	json_t *at = json_object();

	when_text(w, text);
	json_object_set_new(at, "ms", json_integer(w->ms));
	json_object_set_new(at, "text", json_string(text));
	json_object_set_new(at, "exact", json_boolean(w->exact));
	json_object_set_new(o, key, at);
}

static void
put_files(json_t *o, const struct diary *d)
{
	json_t *list = json_array();

	for (size_t i = 0; i < d->n_files; i++) {
		char hex[DIGEST_TEXT];
		json_t *file = json_object();

		digest_text(&d->files[i].digest, hex);
		json_object_set_new(file, "name",
		    json_string(d->files[i].name));
		json_object_set_new(file, "media",
		    json_string(d->files[i].media));
		json_object_set_new(file, "digest", json_string(hex));
		json_array_append_new(list, file);
	}
	json_object_set_new(o, "files", list);
}

static int
diary_dump(const char *text, size_t len, void *arg)
{
	buf_add(arg, text, len);
	return 0;
}

void
diary_write(const struct diary *d, bool recorded, struct buf *out)
{
	json_t *o = json_object();
	char text[MOMENT_TEXT];

	json_object_set_new(o, "form", json_string(FORM));
	put_when(o, "from", &d->from);
	if (d->to.ms != MOMENT_NONE)
		put_when(o, "to", &d->to);
	if (recorded) {
		moment_text(d->recorded_ms, text);
		json_object_set_new(o, "recorded", json_string(text));
		json_object_set_new(o, "recorded_ms",
		    json_integer(d->recorded_ms));
	}
	for (size_t i = 0; i < WORDS; i++)
		json_object_set_new(o, words[i].key,
		    json_string(*text_at(d, &words[i])));
	for (size_t i = 0; i < n_diary_texts; i++)
		json_object_set_new(o, diary_texts[i].key,
		    json_string(*text_at(d, &diary_texts[i])));
	put_files(o, d);
	json_dump_callback(o, diary_dump, out, JSON_SORT_KEYS | JSON_COMPACT);
	json_decref(o);
}

void
diary_private_write(struct span text, struct buf *out)
{
	json_t *o = json_object();
	unsigned char salt[32];
	char hex[DIGEST_TEXT];
	struct digest d;

	if (getrandom(salt, sizeof(salt), 0) != sizeof(salt))
		abort();
	memcpy(d.at, salt, sizeof(d.at));
	digest_text(&d, hex);
	json_object_set_new(o, "private", json_stringn(text.at, text.len));
	json_object_set_new(o, "salt", json_string(hex));
	json_dump_callback(o, diary_dump, out, JSON_SORT_KEYS | JSON_COMPACT);
	json_decref(o);
}

bool
diary_private_read(struct span s, struct buf *text)
{
	json_t *o = json_loadb(s.at, s.len, JSON_REJECT_DUPLICATES, NULL);
	const char *said = json_string_value(json_object_get(o, "private"));

	if (said != NULL)
		buf_add_str(text, said);
	json_decref(o);
	return said != NULL;
}

static bool
diary_get_text(const json_t *o, const char *key, const char **out)
{
	*out = json_string_value(json_object_get(o, key));
	return *out != NULL;
}

static bool
get_when(const json_t *o, const char *key, struct when *w)
{
	const json_t *at = json_object_get(o, key);
	const char *text;
	char day[DAY_TEXT] = "";

	if (!json_is_integer(json_object_get(at, "ms")) ||
	    !diary_get_text(at, "text", &text) || strlen(text) < 10)
		return false;
	memcpy(day, text, 10);
	w->ms = json_integer_value(json_object_get(at, "ms"));
	w->exact = json_is_true(json_object_get(at, "exact"));
	return day_parse(day, &w->day);
}

static bool
get_files(const json_t *list, struct diary *d)
{
	if (!json_is_array(list))
		return false;
	d->files = mem_get(json_array_size(list) + 1, sizeof(*d->files));
	for (; d->n_files < json_array_size(list); d->n_files++) {
		const json_t *o = json_array_get(list, d->n_files);
		struct diary_file *f = &d->files[d->n_files];
		const char *hex;

		if (!diary_get_text(o, "name", &f->name) ||
		    !diary_get_text(o, "media", &f->media) ||
		    !diary_get_text(o, "digest", &hex) ||
		    !digest_parse(span_str(hex), &f->digest))
			return false;
	}
	return true;
}

static bool
read_document(const json_t *o, struct diary *d)
{
	const char *form;

	d->to = (struct when){ .ms = MOMENT_NONE };
	if (!diary_get_text(o, "form", &form) || strcmp(form, FORM) != 0 ||
	    !get_when(o, "from", &d->from) ||
	    (json_object_get(o, "to") != NULL &&
	    !get_when(o, "to", &d->to)))
		return false;
	d->recorded_ms = json_integer_value(json_object_get(o,
	    "recorded_ms"));
	for (size_t i = 0; i < WORDS; i++)
		if (!diary_get_text(o, words[i].key, text_at(d, &words[i])))
			return false;
	for (size_t i = 0; i < n_diary_texts; i++)
		if (!diary_get_text(o, diary_texts[i].key,
		    text_at(d, &diary_texts[i])))
			return false;
	return get_files(json_object_get(o, "files"), d);
}

bool
diary_read(struct span s, struct diary *d)
{
	*d = (struct diary){ .document = json_loadb(s.at, s.len,
	    JSON_REJECT_DUPLICATES, NULL) };
	return d->document != NULL && read_document(d->document, d);
}

void
diary_done(struct diary *d)
{
	free(d->files);
	json_decref(d->document);
	*d = (struct diary){ 0 };
}
