#include "run/child/letter_json.h"

#include "base/json.h"
#include "read/read.h"

#define RANGES_MAX 1000

static struct json *
addresses_json(const struct address *a)
{
	struct json *list = json_new_array();

	for (; a != NULL; a = a->next) {
		struct json *o = json_new_object();

		json_set(o, "name", json_new_clean(a->name));
		json_set(o, "address", json_new_clean(a->addr));
		json_add(list, o);
	}
	return list;
}

static struct json *
letter_flags(const struct letter *l)
{
	struct json *list = json_new_array();

	for (int i = 0; i < LETTER_FLAG_COUNT; i++)
		if (letter_flag_is(l, (enum letter_flag)i))
			json_add(list, json_new_text(span_str(
			    letter_flag_name((enum letter_flag)i))));
	return list;
}

static struct json *
hits_json(struct letter *l, struct passage *p, struct matcher *m)
{
	static struct range ranges[RANGES_MAX];
	struct json *list = json_new_array();
	size_t n = m == NULL ? 0 : matcher_ranges(m, l, p, ranges, RANGES_MAX);

	for (size_t i = 0; i < n; i++) {
		struct json *pair = json_new_array();

		json_add(pair, json_new_int((int64_t)ranges[i].start));
		json_add(pair, json_new_int((int64_t)ranges[i].end));
		json_add(list, pair);
	}
	return list;
}

static struct json *
marks_json(unsigned marks)
{
	static const char *const names[] = { "quoted", "forwarded", "hidden",
		"attached", "target" };
	struct json *list = json_new_array();

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (marks >> i & 1)
			json_add(list, json_new_text(span_str(names[i])));
	return list;
}

static struct json *
passages_json(struct letter *l, struct matcher *m)
{
	struct json *list = json_new_array();

	if (m != NULL)
		matcher_ranges_begin(m);
	for (struct passage *p = l->passages; p != NULL; p = p->next) {
		struct json *o = json_new_object();

		json_set(o, "text", json_new_clean(p->text));
		json_set(o, "marks", marks_json(p->marks));
		json_set(o, "hits", hits_json(l, p, m));
		json_set_int(o, "part", p->part);
		json_add(list, o);
	}
	return list;
}

static void
json_key(struct buf *out, const char *key)
{
	buf_addf(out, "%c\"%s\":", out->len == 0 ? '{' : ',', key);
}

/* All passages as one text, a line between them. */
static void
put_joined(struct buf *out, const char *key, struct letter *l,
    bool folded)
{
	CLEANUP(buf_done) struct buf all = { .max = 64u << 20,
		.truncate = true };

	for (struct passage *p = l->passages; p != NULL; p = p->next) {
		if (folded)
			passage_fold(l, p);
		if (all.len > 0 && all.at[all.len - 1] != '\n')
			buf_add_char(&all, '\n');
		buf_add_span(&all, folded ? p->folded : p->text);
	}
	json_key(out, key);
	json_write_text(out, buf_span(&all));
}

static struct json *
date_json(int64_t at_ms)
{
	char text[MOMENT_TEXT];

	if (at_ms == MOMENT_NONE)
		return json_new_null();
	moment_text_utc(at_ms, text);
	return json_new_text(span_str(text));
}

/* Each value is written as soon as it is made and let go: eight megabytes
 * of text are several times in one letter. */
static void
json_put(struct buf *out, const char *key, struct json *value)
{
	json_key(out, key);
	json_write(value, JSON_FORM_LINE, out);
	json_free(&value);
}

void
letter_json(struct letter *l, struct buf *out)
{
	json_put(out, "from", addresses_json(l->from));
	json_put(out, "reply_to", addresses_json(l->reply_to));
	json_put(out, "to", addresses_json(l->to));
	json_put(out, "subject", json_new_clean(l->subject));
	json_put(out, "date", date_json(l->date_ms));
	json_put(out, "message_id", json_new_clean(l->message_id));
	json_put(out, "channel", json_new_text(span_str(
	    channel_name(l->channel))));
	put_joined(out, "text", l, false);
	put_joined(out, "folded", l, true);
	json_put(out, "parts", json_new_int(l->parts));
	json_put(out, "flags", letter_flags(l));
	buf_add_char(out, '}');
}

void
letter_json_passages(struct letter *l, struct matcher *m,
    struct buf *out)
{
	json_put(out, "subject", json_new_clean(l->subject));
	json_put(out, "passages", passages_json(l, m));
	buf_add_char(out, '}');
}
