/* Times along a ledger that go back: told, and called no fault. */
#include "base/timekeeping.h"
#include "store/records/clocks.h"
#include "store/records/times.h"
#include "tests/unit/store_rig.h"

#define AT INT64_C(1774000000000)
#define MINUTE 60000
#define MONTHS (INT64_C(330) * 86400000)

static const struct {
	const char *name;
	const char *rows[4];
	int64_t row;		/* of the one note; 0: there is none */
	const char *what;
} cases[] = {
	{ "nothing", { NULL }, 0, NULL },
	{ "on and on", { "{\"recorded_ms\":1774000000000,\"x\":1}",
	    "{\"recorded_ms\":1774000000000,\"x\":1}",
	    "{\"recorded_ms\":1774000060000,\"x\":1}" }, 0, NULL },
	{ "begun before it was written", { "{\"recorded_ms\":1774000900000}",
	    "{\"recorded_ms\":1774000000000}" }, 0, NULL },
	{ "eleven months back", { "{\"recorded_ms\":1774000000000}",
	    "{\"recorded_ms\":1745488000000}",
	    "{\"recorded_ms\":1774000000000}" }, 2, "2025-04-24T09:46:40Z, "
	    "behind 2026-03-20T09:46:40Z in row 1" },
	{ "the furthest of two", { "{\"recorded_ms\":1774000000000}",
	    "{\"recorded_ms\":1773000000000}",
	    "{\"recorded_ms\":1772000000000}" }, 3, "2 rows state" },
	{ "no time of its own", { "{\"recorded_ms\":1774000000000}",
	    "{\"digest\":\"00\"}", "{\"recorded_ms\":\"1\"}" }, 0, NULL },
	{ "a text that looks like one", { "{\"recorded_ms\":1774000000000}",
	    "{\"note\":\"\\\"recorded_ms\\\":1\"}" }, 0, NULL },
	{ "cut", { "{\"recorded_ms\":1774000000000}",
	    "{\"recorded_ms\":1" }, 0, NULL },
	{ "the clock was set", {
	    "{\"boot\":\"a\",\"recorded_ms\":1774000000000,\"table\":"
	    "\"clock\",\"uptime_ms\":1000}",
	    "{\"boot\":\"a\",\"recorded_ms\":1774007200000,\"table\":"
	    "\"clock\",\"uptime_ms\":61000}" }, 2, "it shows "
	    "2026-03-20T11:46:40Z, and by the uptime since row 1 it is "
	    "2026-03-20T09:47:40Z" },
	{ "another boot", {
	    "{\"boot\":\"a\",\"recorded_ms\":1774000000000,\"table\":"
	    "\"clock\",\"uptime_ms\":1000}",
	    "{\"boot\":\"b\",\"recorded_ms\":1774007200000,\"table\":"
	    "\"clock\",\"uptime_ms\":61000}" }, 0, NULL },
	{ "nobody knows which boot", {
	    "{\"boot\":\"unknown\",\"recorded_ms\":1774000000000,\"table\":"
	    "\"clock\",\"uptime_ms\":1000}",
	    "{\"boot\":\"unknown\",\"recorded_ms\":1774007200000,\"table\":"
	    "\"clock\",\"uptime_ms\":61000}" }, 0, NULL },
	{ "a build for tests", {
	    "{\"boot\":\"FLOODMARK_NOW\",\"recorded_ms\":1774000000000,"
	    "\"table\":\"clock\",\"uptime_ms\":1000}" }, 1,
	    "a build for tests" },
};

static void
test_rows(void)
{
	for (size_t i = 0; i < ROWS(cases); i++) {
		char what[TIMES_NOTE] = "";
		struct times t = { 0 };

		for (int k = 0; k < 4 && cases[i].rows[k] != NULL; k++)
			times_take(&t, k + 1, span_str(cases[i].rows[k]));
		is_int(times_note(&t, 0, what), cases[i].row, cases[i].name);
		if (cases[i].row != 0)
			ok(strstr(what, cases[i].what) != NULL, "%s", what);
		is_int(times_note(&t, 1, what), 0, "no other");
	}
}

/* From one reading to the next, and whether that is a row. */
static const struct {
	const char *name;
	struct timekeeping now;
	int rows;
} readings[] = {
	{ "the first", { AT, 1000, "a", "yes" }, 1 },
	{ "an hour on", { AT + 60 * MINUTE, 1000 + 60 * MINUTE, "a", "yes" },
	    1 },
	{ "slewed", { AT + 61 * MINUTE, 20000 + 60 * MINUTE, "a", "yes" },
	    1 },
	{ "set back", { AT - MONTHS, 1000 + 62 * MINUTE, "a", "yes" }, 2 },
	{ "and again", { AT + 63 * MINUTE, 1000 + 63 * MINUTE, "a", "yes" },
	    3 },
	{ "nobody keeps it", { AT + 64 * MINUTE, 1000 + 64 * MINUTE, "a",
	    "no" }, 4 },
	{ "booted", { AT + 65 * MINUTE, 1000, "b", "no" }, 5 },
	{ "the same name, and before", { AT + 65 * MINUTE, 500, "b", "no" },
	    6 },
};

static void
test_readings(void)
{
	struct verified sum;
	struct rig r;

	rig_make(&r);
	for (size_t i = 0; i < ROWS(readings); i++) {
		if (store_begin(r.s, &r.err) == -1 ||
		    clock_record(r.s, &readings[i].now, &r.err) == -1 ||
		    store_commit(r.s, &r.err) == -1)
			ok(false, "recorded: %s", r.err.text);
		is_int(raw_int(r.path, "SELECT count(*) FROM clock"),
		    readings[i].rows, readings[i].name);
	}
	is_int(rig_faults(&r, &sum), 0, "no fault");
	rig_done(&r);
}

/* A program: the first row of a batch has it before it. */
static void
test_kept(void)
{
	struct rig r;

	rig_make(&r);
	store_keep_clock(r.s);
	is_int(mail_fill(r.s, 1, 4, 2, &r.err), 0, "two batches");
	is_int(raw_int(r.path, "SELECT count(*) FROM clock"), 1, "one row");
	is_int(raw_int(r.path, "SELECT seq FROM ledger WHERE tbl = 'clock'"),
	    1, "before all others");
	is_int(raw_int(r.path, "SELECT length(boot) > 0 AND synced IN"
	    " ('yes', 'no', 'unknown') AND uptime_ms > 0 FROM clock"), 1,
	    "of this machine");
	rig_done(&r);
}

int
main(void)
{
	test_rows();
	test_readings();
	test_kept();
	return tap_done();
}
