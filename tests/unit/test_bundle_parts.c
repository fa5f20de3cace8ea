#include <string.h>

#include "bundle/documents/words.h"
#include "bundle/write/bag.h"
#include "bundle/write/entry.h"
#include "bundle/write/jsonl.h"
#include "bundle/write/row_field.h"
#include "bundle/write/schedule.h"
#include "draw/grid.h"
#include "tests/tap.h"

static void
test_grid(void)
{
	CLEANUP(grid_done) struct grid g = { 0 };
	struct cell c;

	ok(grid_add(&g, (struct day){ 100 }, "b", CHANNEL_SMS, DIRECTION_IN),
	    "a first day");
	ok(grid_add(&g, (struct day){ 300 }, "a", CHANNEL_EMAIL,
	    DIRECTION_OUT), "a later day");
	ok(grid_add(&g, (struct day){ 90 }, "b", CHANNEL_EMAIL, DIRECTION_IN),
	    "an earlier day");
	is_int(g.first.n, 90, "first");
	is_int(grid_last(&g).n, 300, "last");
	is_int((int)g.n_rows, 3, "rows");
	is_str(g.rows[0].person, "a", "in order");
	is_int(g.rows[1].channel, CHANNEL_EMAIL, "of channels too");
	is_int(g.rows[2].days[10].in, 1, "moved with its day");
	c = grid_day(&g, 210);
	is_int(c.out, 1, "out is out");
	is_int(c.in, 0, "and not in");
	ok(!grid_add(&g, (struct day){ 90 + GRID_DAYS_MAX }, "b",
	    CHANNEL_SMS, DIRECTION_IN), "too late");
	ok(!grid_reach(&g, (struct day){ INT32_MIN }), "too early");
	is_int(g.n, 211, "as it was");
}

/* Nobody abroad is told to ring 999. */
static const struct {
	const char *country, *help;
} countries[] = {
	{ NULL, "Help (United Kingdom)" }, { "GB", "Help (United Kingdom)" },
	{ "DE", "Help" }, { "", "Help" },
};

static void
test_words(void)
{
	for (size_t i = 0; i < sizeof(countries) / sizeof(countries[0]);
	    i++) {
		const struct words_local *w = words_for(countries[i].country);

		is_str(w->help[0].text, countries[i].help, "help");
		ok((strstr(w->help[1].text, "999") != NULL) ==
		    (strcmp(w->help[0].text, "Help") != 0) &&
		    (strstr(w->statement[0].text, "England") != NULL) ==
		    (strcmp(w->help[0].text, "Help") != 0),
		    "numbers and draft of country %zu", i);
	}
}

/* As a bundle made to fill the memory of who checks it. */
static void
test_grid_bounds(void)
{
	CLEANUP(grid_done) struct grid g = { 0 };
	char person[16];
	int n = 0;

	do
		snprintf(person, sizeof(person), "p%d", n);
	while (grid_add(&g, (struct day){ n++ % 500 * 100 }, person,
	    CHANNEL_SMS, DIRECTION_IN) && n < 100000);
	ok(n < 100000 && (int64_t)g.cap * (int64_t)g.n_rows <=
	    2 * (int64_t)GRID_CELLS_MAX, "stops after %d persons", n);
}

static const struct {
	const char *text;
	bool good;
} infos[] = {
	{ "", true },
	{ "Payload-Oxum: 10.2\n", true },
	{ "Payload-Oxum: 10.2", true },
	{ "Some-Label: anything\n", true },
	{ "Payload-Oxum: 10\n", false },
	{ "Payload-Oxum: -1.2\n", false },
	{ "Payload-Oxum: 1.9999999999999999999\n", false },
	{ "Floodmark-Format: 1 \n", false },
	{ "Floodmark-Format: 0x1\n", false },
	{ "no colon\n", false },
	{ "\n", false },
	{ ": value\n", false },
	{ "Bagging-Date: 2026-01-01\nBagging-Date: 2026-01-02\n", false },
	{ "Bagging-Date: 2026-01-01 and rather more\n", false },
};

static void
test_info(void)
{
	for (size_t i = 0; i < sizeof(infos) / sizeof(infos[0]); i++) {
		struct bag_info info;

		ok(bag_info_read(span_str(infos[i].text), &info) ==
		    infos[i].good, "bag-info %zu %s", i,
		    infos[i].good ? "is read" : "is refused");
	}
}

static void
test_jsonl(void)
{
	CLEANUP(buf_done) struct buf line = { .max = 1000 };
	struct digest zero = { { 0 } }, head, got;
	struct span row;

	head = jsonl_next(&zero, span_str("{\"a\":1}"));
	jsonl_line(&line, span_str("{\"a\":1}"), &head);
	ok(line.at[line.len - 1] == '\n', "a line ends");
	line.len--;
	ok(jsonl_split(buf_span(&line), &row, &got) &&
	    span_eq(row, span_str("{\"a\":1}")) && digest_eq(&got, &head),
	    "and is read back");
	for (size_t i = 0; i < line.len; i++) {
		bool in_row = i >= JSONL_ROW_AT && i < line.len - 1;
		char was = line.at[i];
		bool split;

		line.at[i] ^= 0x20;
		split = jsonl_split(buf_span(&line), &row, &got) &&
		    digest_eq(&got, &head);
		line.at[i] = was;
		if (split != in_row) {
			ok(false, "byte %zu", i);
			return;
		}
	}
	ok(true, "nothing but the row may differ");
	for (size_t n = 0; n < line.len; n++)
		if (jsonl_split(span_of(line.at, n), &row, &got)) {
			head = jsonl_next(&zero, row);
			ok(!digest_eq(&head, &got), "cut at %zu", n);
		}
}

static const char *const bad_rows[] = {
	"", "[]", "{", "{\"a\":1,\"a\":2}", "{\"a\":\"\xff\"}",
	"{\"a\":1} ", "nul", "{\"a\":\"\\u0000\"}",
};

static void
test_entry(void)
{
	CLEANUP(entry_drop) struct entry *e = entry_read(span_str(
	    "{\"n\":7,\"s\":\"x\",\"z\":null,\"f\":1.5}"));
	struct incident i;

	ok(e != NULL, "a row");
	is_int(entry_int(e, "n", 1), 7, "number");
	is_int(entry_int(e, "z", 1), 1, "null is none");
	is_int(entry_int(e, "f", 1), 1, "a fraction is none");
	is_str(entry_str(e, "s"), "x", "text");
	is_str(entry_str(e, "n"), "", "a number is no text");
	ok(!entry_incident(e, &i), "no incident");
	for (size_t n = 0; n < sizeof(bad_rows) / sizeof(bad_rows[0]); n++) {
		struct entry *bad = entry_read(span_str(bad_rows[n]));

		ok((bad != NULL) == (n == 5), "row %zu", n);
		entry_drop(&bad);
	}
}

/* What a parser and a look must agree on. */
static const struct {
	const char *row, *key, *value;
	int64_t n;		/* as a number, -99: none */
} peeks[] = {
	{ "{\"a\":1,\"b\":22}", "a", "1", 1 },
	{ "{\"a\":1,\"b\":22}", "b", "22", 22 },
	{ "{\"a\":1,\"b\":-22}", "b", "-22", -22 },
	{ "{\"a\":1}", "c", "", -99 },
	{ "{\"ab\":1}", "b", "", -99 },
	{ "{\"s\":\",\\\"b\\\":7\",\"z\":0}", "b", "", -99 },
	{ "{\"s\":\"{\\\"b\\\":7\",\"t\":0}", "b", "", -99 },
	{ "{\"a\":\"\\\\\",\"b\":3}", "b", "3", 3 },
	{ "{\"a\":\",}\",\"b\":null}", "a", "\",}\"", -99 },
	{ "{\"a\":\"x", "a", "\"x", -99 },
	{ "{\"a\":\"\\", "a", "\"\\", -99 },
	{ "{\"a\":1.5}", "a", "1.5", -99 },
	{ "{\"a\":1234567890123456789}", "a", "1234567890123456789", -99 },
	{ "{\"a\":", "a", "", -99 },
	{ "", "a", "", -99 },
};

static void
test_peek(void)
{
	for (size_t i = 0; i < sizeof(peeks) / sizeof(peeks[0]); i++) {
		struct span row = span_str(peeks[i].row);

		ok(span_eq(row_field(row, peeks[i].key),
		    span_str(peeks[i].value)), "a look at %s in %s",
		    peeks[i].key, peeks[i].row);
		is_int(row_field_int(row, peeks[i].key, -99), peeks[i].n,
		    "as a number");
	}
	ok(row_field_is(span_str("{\"id\":1,\"table\":\"setting\"}"),
	    "setting"), "a row of its table");
	ok(!row_field_is(span_str("{\"id\":1,\"table\":\"settings\"}"),
	    "setting"), "and of no other");
}

static void
test_claims(void)
{
	static const struct {
		int64_t claimed, at;
		bool differs;
	} rows[] = {
		{ MOMENT_NONE, 0, false }, { 0, 0, false },
		{ 86400000, 0, false }, { 86400001, 0, true },
		{ -86400000, 0, false }, { -86400001, 0, true },
		{ INT64_MAX, -5, false }, { INT64_MAX, 0, true },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct incident in = { .claimed_ms = rows[i].claimed,
			.at_ms = rows[i].at };

		ok(schedule_claim_differs(&in) == rows[i].differs,
		    "claim %zu", i);
	}
}

int
main(void)
{
	test_words();
	test_grid();
	test_grid_bounds();
	test_info();
	test_jsonl();
	test_entry();
	test_peek();
	test_claims();
	return tap_done();
}
