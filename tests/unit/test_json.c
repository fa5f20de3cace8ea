/* What is made, read within limits and written as JSON. */
#include "base/json.h"

#include <math.h>

#include "tests/tap.h"

static const struct json_limits wide = { .bytes = 1 << 20,
	.depth = JSON_DEPTH_MAX };

static const struct row {
	const char *text;
	struct json_limits limits;
	bool read;
	const char *what;
} rows[] = {
	{ "{\"a\":1}", { 7, 1, false, false }, true, "an object that fits" },
	{ "{\"a\":1}", { 6, 1, false, false }, false, "a byte too many" },
	{ "[[1]]", { 99, 2, false, false }, true, "as deep as it may be" },
	{ "[[1]]", { 99, 1, false, false }, false, "one deeper" },
	{ "[[1],{\"a\":[]}]", { 99, 2, false, false }, false,
	    "deeper behind what was shallow" },
	{ "[[],[],[],{}]", { 99, 2, false, false }, true,
	    "many, but not in one another" },
	{ "[\"[[[[\"]", { 99, 1, false, false }, true,
	    "brackets of a text" },
	{ "[\"\\\"[[[\"]", { 99, 1, false, false }, true,
	    "brackets behind a quote of a text" },
	{ "[\"\\\\\",[[]]]", { 99, 2, false, false }, false,
	    "brackets behind a backslash and the end of a text" },
	{ "]]][[[", { 99, 2, false, false }, false, "no JSON, closed first" },
	{ "{\"a\":1,\"a\":2}", { 99, 9, false, false }, false,
	    "a key twice" },
	{ "{\"a\":1,\"a\":2}", { 99, 9, true, false }, true,
	    "a key twice where it may be" },
	{ "[\"\\u0000\"]", { 99, 9, false, false }, false, "a NUL" },
	{ "[\"\\u0000\"]", { 99, 9, false, true }, true,
	    "a NUL where it may be" },
	{ "[\"\xff\"]", { 99, 9, true, true }, false, "no UTF-8" },
	{ "[] []", { 99, 9, true, true }, false, "two values" },
	{ "1", { 99, 9, true, true }, false, "a number alone" },
	{ "", { 99, 9, true, true }, false, "nothing" },
};

static void
check_row(const struct row *r)
{
	CLEANUP(json_free) struct json *j = json_read(span_str(r->text),
	    &r->limits);

	ok((j != NULL) == r->read, "%s: %s", r->what,
	    r->read ? "read" : "refused");
}

/* A megabyte of brackets, with and without the library's own end. */
static void
check_deep(unsigned depth)
{
	CLEANUP(buf_done) struct buf text = { .max = 1 << 20 };
	struct json_limits l = { .bytes = 1 << 20, .depth = depth };
	struct json *j;

	for (size_t i = 0; i < text.max; i++)
		buf_add_char(&text, '[');
	j = json_read(buf_span(&text), &l);
	ok(j == NULL, "a megabyte of brackets, %u allowed: refused", depth);
	json_free(&j);
}

static struct json *
specimen(void)
{
	struct json *o = json_new_object(), *list = json_new_array();

	json_set_text(o, "z", "a\"\\\n\x7f\xc3\xa9/");
	json_set(o, "list", list);
	json_add(list, json_new_int(INT64_MIN));
	json_add(list, json_new_real(1.0 / 3));
	json_add(list, json_new_bool(true));
	json_add(list, json_new_null());
	json_add_first(list, json_new_object());
	json_set_safe(o, "a", "one\ntwo\x1b", SAFE_ONE_LINE);
	return o;
}

/* The ledger's hashes are of the first of these. */
static void
check_forms(void)
{
	static const char *const want[] = {
		[JSON_FORM_CANONICAL] = "{\"a\":\"one two\\\\u{001B}\","
		    "\"list\":[{},-9223372036854775808,0.33333333333333331,"
		    "true,null],\"z\":\"a\\\"\\\\\\n\x7f\xc3\xa9/\"}",
		[JSON_FORM_LINE] = "{\"z\":\"a\\\"\\\\\\n\x7f\xc3\xa9/\","
		    "\"list\":[{},-9223372036854775808,0.333333,true,null],"
		    "\"a\":\"one two\\\\u{001B}\"}",
		[JSON_FORM_PAGE] = "{\n  \"z\": \"a\\\"\\\\\\n\x7f\xc3\xa9/\","
		    "\n  \"list\": [\n    {},\n    -9223372036854775808,\n"
		    "    0.33333333333333331,\n    true,\n    null\n  ],\n"
		    "  \"a\": \"one two\\\\u{001B}\"\n}",
	};
	CLEANUP(json_free) struct json *o = specimen();

	for (int i = 0; i <= JSON_FORM_PAGE; i++) {
		CLEANUP(buf_done) struct buf out = { .max = 4096 };
		CLEANUP(json_free) struct json *again = NULL;

		json_write(o, (enum json_form)i, &out);
		is_str(buf_str(&out), want[i], "written as it always was");
		again = json_read(buf_span(&out), &wide);
		ok(again != NULL, "and read again");
	}
}

static void
check_room(void)
{
	CLEANUP(json_free) struct json *o = specimen();
	CLEANUP(buf_done) struct buf out = { .max = 20 };

	json_write(o, JSON_FORM_LINE, &out);
	ok(out.over, "what does not fit is told");
}

/* By hand it is spelled as the library spells it. */
static void
check_text(void)
{
	CLEANUP(buf_done) struct buf all = { .max = 4096 };
	CLEANUP(buf_done) struct buf ours = { .max = 4096 };
	CLEANUP(buf_done) struct buf theirs = { .max = 4096 };
	CLEANUP(json_free) struct json *j = NULL;

	for (unsigned c = 0; c < 0x250; c++)
		buf_add_utf8(&all, c);
	buf_add_utf8(&all, 0x1f6d1);
	j = json_new_text(buf_span(&all));
	json_write(j, JSON_FORM_LINE, &theirs);
	json_write_text(&ours, buf_span(&all));
	is_str(buf_str(&ours), buf_str(&theirs), "every character alike");
	buf_reset(&ours);
	json_write_text(&ours, span_str("a\xff\xed\xa0\x80z"));
	is_str(buf_str(&ours), "\"a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"
	    "\xef\xbf\xbdz\"", "bytes that are no UTF-8");
}

static void
check_real(double v, unsigned digits, const char *want)
{
	CLEANUP(buf_done) struct buf out = { .max = 100 };

	json_write_real(&out, v, digits);
	is_str(buf_str(&out), want, "a number");
}

static void
check_refused(void)
{
	CLEANUP(json_free) struct json *o = json_new_object();
	struct json *clean = json_new_clean(span_str("a\xff"));

	ok(!json_set(o, "a", json_new_text(span_str("a\xff"))),
	    "a text that is no UTF-8 is not set");
	ok(!json_set(o, "b", json_new_real(NAN)) &&
	    !json_set(o, "c", json_new_real(-INFINITY)),
	    "nor what is no number");
	ok(json_get(o, "a") == NULL && json_get(o, "b") == NULL,
	    "and is not there");
	is_str(json_str(clean), "a\xef\xbf\xbd", "made clean it is");
	json_free(&clean);
}

static void
check_got(void)
{
	CLEANUP(json_free) struct json *o = json_read(span_str("{\"s\":"
	    "\"x\\u0000y\",\"n\":-7,\"r\":7.0,\"l\":[1,2,3],\"t\":true}"),
	    &(struct json_limits){ 999, 2, false, true });
	CLEANUP(buf_done) struct buf keys = { .max = 100 };
	const char *key = NULL;
	int64_t n;

	while (json_next(o, &key) != NULL)
		buf_add_str(&keys, key);
	is_str(buf_str(&keys), "snrlt", "members in their order");
	is_int((long long)json_span(json_get(o, "s")).len, 3,
	    "a text to its end");
	ok(json_int(json_get(o, "n"), &n) && n == -7, "a whole number");
	ok(!json_int(json_get(o, "r"), &n) && n == 0, "another is none");
	ok(!json_int(json_get(o, "none"), &n), "nor is nothing");
	ok(json_kind(json_get(o, "t")) == JSON_KIND_TRUE &&
	    json_kind(json_get(o, "r")) == JSON_KIND_REAL &&
	    json_kind(json_get(o, "none")) == JSON_KIND_NONE, "kinds");
	json_keep_last(json_get(o, "l"), 2);
	ok(json_count(json_get(o, "l")) == 2 &&
	    json_int(json_at(json_get(o, "l"), 0), &n) && n == 2,
	    "the last of a list");
	ok(json_same(json_get(o, "n"), json_get(o, "n")) &&
	    !json_same(json_get(o, "n"), json_get(o, "r")) &&
	    !json_same(NULL, NULL), "the same or not");
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_row(&rows[i]);
	check_deep(64);
	check_deep(JSON_DEPTH_MAX);
	check_forms();
	check_room();
	check_text();
	check_real(12.5, 10, "12.5");
	check_real(3, 10, "3.0");
	check_real(0.1, 6, "0.1");
	check_real(1e300 * 1e300, 6, "null");
	check_refused();
	check_got();
	return tap_done();
}
