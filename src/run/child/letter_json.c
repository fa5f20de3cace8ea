#include "run/child/letter_json.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/safe.h"
#include "read/read.h"

#define RANGES_MAX 1000

void
letter_json_prepare(void)
{
	json_object_seed(0);
}

/* jansson refuses what is not UTF-8. */
static json_t *
text_json(struct span s)
{
	CLEANUP(buf_done) struct buf clean = { .max = s.len * 3 + 16 };
	json_t *out = json_stringn(s.at == NULL ? "" : s.at, s.len);

	if (out != NULL)
		return out;
	safe_utf8(&clean, s);
	return json_stringn(buf_str(&clean), clean.len);
}

static json_t *
addresses_json(const struct address *a)
{
	json_t *list = json_array();

	for (; a != NULL; a = a->next)
		json_array_append_new(list, json_pack("{s:o,s:o}", "name",
		    text_json(a->name), "address", text_json(a->addr)));
	return list;
}

static json_t *
letter_flags(const struct letter *l)
{
	json_t *list = json_array();

	for (int i = 0; i < LETTER_FLAG_COUNT; i++)
		if (letter_flag_is(l, (enum letter_flag)i))
			json_array_append_new(list, json_string(
			    letter_flag_name((enum letter_flag)i)));
	return list;
}

static json_t *
hits_json(struct letter *l, struct passage *p, struct matcher *m)
{
	static struct range ranges[RANGES_MAX];
	json_t *list = json_array();
	size_t n = m == NULL ? 0 : matcher_ranges(m, l, p, ranges, RANGES_MAX);

	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, json_pack("[I,I]",
		    (json_int_t)ranges[i].start, (json_int_t)ranges[i].end));
	return list;
}

static json_t *
marks_json(unsigned marks)
{
	static const char *const names[] = { "quoted", "forwarded", "hidden",
		"attached", "target" };
	json_t *list = json_array();

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (marks >> i & 1)
			json_array_append_new(list, json_string(names[i]));
	return list;
}

static json_t *
passages_json(struct letter *l, struct matcher *m)
{
	json_t *list = json_array();

	if (m != NULL)
		matcher_ranges_begin(m);
	for (struct passage *p = l->passages; p != NULL; p = p->next)
		json_array_append_new(list, json_pack("{s:o,s:o,s:o,s:I}",
		    "text", text_json(p->text), "marks", marks_json(p->marks),
		    "hits", hits_json(l, p, m), "part", (json_int_t)p->part));
	return list;
}

static void
json_key(struct buf *out, const char *key)
{
	buf_addf(out, "%c\"%s\":", out->len == 0 ? '{' : ',', key);
}

static void
put_escape(struct buf *out, unsigned char c)
{
	static const char letters[] = "\b\f\n\r\t\"\\", names[] = "bfnrt\"\\";
	static const char hex[] = "0123456789ABCDEF";
	const char *at = c == '\0' ? NULL : strchr(letters, c);

	if (at != NULL) {
		const char two[] = { '\\', names[at - letters] };

		buf_add(out, two, sizeof(two));
	} else {
		const char six[] = { '\\', 'u', '0', '0', hex[c >> 4],
			hex[c & 15] };

		buf_add(out, six, sizeof(six));
	}
}

/*
 * A string as jansson spells it (RFC 8259, section 7).  A text is megabytes,
 * and jansson prints each of its control characters with a printf: a message
 * made of them took a second longer.
 */
static void
put_string(struct buf *out, struct span s)
{
	size_t from = 0, used;

	buf_add_char(out, '"');
	for (size_t i = 0; i < s.len;) {
		unsigned char c = (unsigned char)s.at[i];
		bool bad = false;

		used = 1;
		if (c >= 0x80)
			bad = safe_decode(span_from(s, i), &used) == -1;
		if (c >= 0x80 ? !bad : c >= 0x20 && c != '"' && c != '\\') {
			i += used;
			continue;
		}
		buf_add(out, s.at + from, i - from);
		if (bad)
			buf_add_str(out, "\xef\xbf\xbd");
		else
			put_escape(out, c);
		i += used;
		from = i;
	}
	if (from < s.len)
		buf_add(out, s.at + from, s.len - from);
	buf_add_char(out, '"');
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
	put_string(out, buf_span(&all));
}

static json_t *
date_json(int64_t at_ms)
{
	char text[MOMENT_TEXT];

	if (at_ms == MOMENT_NONE)
		return json_null();
	moment_text_utc(at_ms, text);
	return json_string(text);
}

static int
json_more(const char *text, size_t len, void *arg)
{
	struct buf *out = arg;

	buf_add(out, text, len);
	return out->over ? -1 : 0;
}

/* Each value is written as soon as it is made and let go: eight megabytes
 * of text are several times in one letter. */
static void
json_put(struct buf *out, const char *key, json_t *value)
{
	json_key(out, key);
	if (value == NULL || json_dump_callback(value, json_more, out,
	    JSON_COMPACT | JSON_ENCODE_ANY) == -1)
		out->over = true;
	json_decref(value);
}

void
letter_json(struct letter *l, struct buf *out)
{
	json_put(out, "from", addresses_json(l->from));
	json_put(out, "reply_to", addresses_json(l->reply_to));
	json_put(out, "to", addresses_json(l->to));
	json_put(out, "subject", text_json(l->subject));
	json_put(out, "date", date_json(l->date_ms));
	json_put(out, "message_id", text_json(l->message_id));
	json_put(out, "channel", json_string(channel_name(l->channel)));
	put_joined(out, "text", l, false);
	put_joined(out, "folded", l, true);
	json_put(out, "parts", json_integer(l->parts));
	json_put(out, "flags", letter_flags(l));
	buf_add_char(out, '}');
}

void
letter_json_passages(struct letter *l, struct matcher *m,
    struct buf *out)
{
	json_put(out, "subject", text_json(l->subject));
	json_put(out, "passages", passages_json(l, m));
	buf_add_char(out, '}');
}
