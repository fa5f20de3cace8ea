#include "model/diary.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/file.h"
#include "base/json.h"

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

/* Of a document; what it holds it holds in memory already. */
static const struct json_limits limits = { .bytes = SIZE_MAX,
	.depth = JSON_DEPTH_MAX };

bool
diary_is_target(const char *s)
{
	for (size_t i = 0; i < sizeof(targets) / sizeof(targets[0]); i++)
		if (strcmp(s, targets[i]) == 0)
			return true;
	return false;
}

const char **
diary_text_at(const struct diary *d, const struct diary_text *t)
{
	return (const char **)((uintptr_t)d + t->at);
}

/* The moment as a person reads it, and as it is counted by. */
static void
put_when(struct json *o, const char *key, const struct when *w)
{
	char text[MOMENT_TEXT];
	struct json *at = json_new_object();

	when_text(w, text);
	json_set_int(at, "ms", w->ms);
	json_set_text(at, "text", text);
	json_set(at, "exact", json_new_bool(w->exact));
	json_set(o, key, at);
}

static void
put_files(struct json *o, const struct diary *d)
{
	struct json *list = json_new_array();

	for (size_t i = 0; i < d->n_files; i++) {
		char hex[DIGEST_TEXT];
		struct json *file = json_new_object();

		digest_text(&d->files[i].digest, hex);
		json_set_text(file, "name", d->files[i].name);
		json_set_text(file, "media", d->files[i].media);
		json_set_text(file, "digest", hex);
		json_add(list, file);
	}
	json_set(o, "files", list);
}

void
diary_write(const struct diary *d, bool recorded, struct buf *out)
{
	CLEANUP(json_free) struct json *o = json_new_object();
	char text[MOMENT_TEXT];

	json_set_text(o, "form", FORM);
	put_when(o, "from", &d->from);
	if (d->to.ms != MOMENT_NONE)
		put_when(o, "to", &d->to);
	if (recorded) {
		moment_text(d->recorded_ms, text);
		json_set_text(o, "recorded", text);
		json_set_int(o, "recorded_ms", d->recorded_ms);
	}
	for (size_t i = 0; i < WORDS; i++)
		json_set_text(o, words[i].key, *diary_text_at(d, &words[i]));
	for (size_t i = 0; i < n_diary_texts; i++)
		json_set_text(o, diary_texts[i].key,
		    *diary_text_at(d, &diary_texts[i]));
	put_files(o, d);
	json_write(o, JSON_FORM_CANONICAL, out);
}

void
diary_private_write(struct span text, struct buf *out)
{
	CLEANUP(json_free) struct json *o = json_new_object();
	unsigned char salt[32];
	char hex[DIGEST_TEXT];
	struct digest d;

	if (getrandom(salt, sizeof(salt), 0) != sizeof(salt))
		abort();
	memcpy(d.at, salt, sizeof(d.at));
	digest_text(&d, hex);
	json_set(o, "private", json_new_text(text));
	json_set_text(o, "salt", hex);
	json_write(o, JSON_FORM_CANONICAL, out);
}

bool
diary_private_read(struct span s, struct buf *text)
{
	CLEANUP(json_free) struct json *o = json_read(s, &limits);
	const char *said = json_str(json_get(o, "private"));

	if (said != NULL)
		buf_add_str(text, said);
	return said != NULL;
}

static bool
diary_get_text(const struct json *o, const char *key, const char **out)
{
	*out = json_str(json_get(o, key));
	return *out != NULL;
}

static bool
get_when(const struct json *o, const char *key, struct when *w)
{
	const struct json *at = json_get(o, key);
	const char *text;
	char day[DAY_TEXT] = "";

	if (!json_int(json_get(at, "ms"), &w->ms) ||
	    !diary_get_text(at, "text", &text) || strlen(text) < 10)
		return false;
	memcpy(day, text, 10);
	w->exact = json_kind(json_get(at, "exact")) == JSON_KIND_TRUE;
	return day_parse(day, &w->day);
}

static bool
get_files(const struct json *list, struct diary *d)
{
	if (json_kind(list) != JSON_KIND_ARRAY)
		return false;
	d->files = mem_get(json_count(list) + 1, sizeof(*d->files));
	for (; d->n_files < json_count(list); d->n_files++) {
		const struct json *o = json_at(list, d->n_files);
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
read_document(const struct json *o, struct diary *d)
{
	const char *form;

	d->to = (struct when){ .ms = MOMENT_NONE };
	if (!diary_get_text(o, "form", &form) || strcmp(form, FORM) != 0 ||
	    !get_when(o, "from", &d->from) ||
	    (json_get(o, "to") != NULL &&
	    !get_when(o, "to", &d->to)))
		return false;
	(void)json_int(json_get(o, "recorded_ms"), &d->recorded_ms);
	for (size_t i = 0; i < WORDS; i++)
		if (!diary_get_text(o, words[i].key,
		    diary_text_at(d, &words[i])))
			return false;
	for (size_t i = 0; i < n_diary_texts; i++)
		if (!diary_get_text(o, diary_texts[i].key,
		    diary_text_at(d, &diary_texts[i])))
			return false;
	return get_files(json_get(o, "files"), d);
}

bool
diary_read(struct span s, struct diary *d)
{
	*d = (struct diary){ .document = json_read(s, &limits) };
	return d->document != NULL && read_document(d->document, d);
}

void
diary_done(struct diary *d)
{
	free(d->files);
	json_free(&d->document);
	*d = (struct diary){ 0 };
}
