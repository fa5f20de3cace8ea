/*
 * What is claimed of an account is a row of the ledger: when the claim changes
 * by a day, and at no other pass.
 */
#include "store/records/counts.h"
#include "store/records/cursors.h"
#include "tests/unit/store_rig.h"

#define NOON INT64_C(1774440000000)	/* 2026-03-25 12:00 in London */
#define HOUR INT64_C(3600000)
#define DAY (24 * HOUR)
#define NONE MOMENT_NONE

static const struct step {
	const char *name;
	int64_t oldest_ms, from_ms, until_ms;
	const char *zone;
	int rows;		/* of coverage after it */
	const char *why, *days;	/* of the newest */
} steps[] = {
	{ "configured", NONE, NONE, NONE, "Europe/London", 1, "known", "///" },
	{ "the same", NONE, NONE, NONE, "Europe/London", 1, "known", "///" },
	{ "a pass under way", NOON - 9 * DAY, NONE, NONE, "Europe/London", 2,
	    "oldest", "///" },
	{ "its end", NOON - 9 * DAY, NOON - 9 * DAY, NOON, "Europe/London", 3,
	    "begun", "2026-03-16/2026-03-17/2026-03-24/2026-03-25" },
	{ "for news", NOON - 9 * DAY, NOON - 9 * DAY, NOON + HOUR,
	    "Europe/London", 3, "begun",
	    "2026-03-16/2026-03-17/2026-03-24/2026-03-25" },
	{ "the last of the day", NOON - 9 * DAY, NOON - 9 * DAY,
	    NOON + 12 * HOUR - 1, "Europe/London", 3, "begun",
	    "2026-03-16/2026-03-17/2026-03-24/2026-03-25" },
	{ "the next day", NOON - 9 * DAY, NOON - 9 * DAY, NOON + 13 * HOUR,
	    "Europe/London", 4, "day",
	    "2026-03-16/2026-03-17/2026-03-25/2026-03-26" },
	{ "older mail is being read", NOON - 99 * DAY, NOON - 9 * DAY,
	    NOON + 13 * HOUR, "Europe/London", 5, "oldest",
	    "2026-03-16/2026-03-17/2026-03-25/2026-03-26" },
	{ "and was", NOON - 99 * DAY, NOON - 99 * DAY, NOON + 14 * HOUR,
	    "Europe/London", 6, "widened",
	    "2025-12-16/2025-12-17/2026-03-25/2026-03-26" },
	{ "the clock was set back", NOON - 99 * DAY, NOON - 99 * DAY,
	    NOON - DAY, "Europe/London", 7, "set-back",
	    "2025-12-16/2025-12-17/2026-03-23/2026-03-24" },
	{ "by a clock before all mail", NOON - 99 * DAY, NOON - 99 * DAY,
	    NOON - 365 * DAY, "Europe/London", 8, "set-back", "///" },
	{ "and right again", NOON - 99 * DAY, NOON - 99 * DAY, NOON - DAY,
	    "Europe/London", 9, "day",
	    "2025-12-16/2025-12-17/2026-03-23/2026-03-24" },
	{ "another zone", NOON - 99 * DAY, NOON - 99 * DAY, NOON - DAY,
	    "Pacific/Auckland", 10, "zone",
	    "2025-12-17/2025-12-18/2026-03-24/2026-03-25" },
};

static int
set(struct store *s, const struct step *t, struct err *err)
{
	const struct source_state state = { .account = "home",
		.from_ms = t->from_ms, .until_ms = t->until_ms,
		.tried_ms = t->until_ms, .detail = "", .state = "ok",
		.sandbox = "", .oldest_ms = t->oldest_ms,
		.recorded_ms = NOON };

	return source_set(s, &state, err);
}

/* As text, from the newest row. */
static bool
newest_is(const char *path, const char *what)
{
	char sql[400];

	snprintf(sql, sizeof(sql), "SELECT why || ' ' || first_day || '/' ||"
	    " first_whole || '/' || last_whole || '/' || last_day = '%s'"
	    " FROM coverage ORDER BY id DESC LIMIT 1", what);
	return raw_int(path, sql) == 1;
}

static void
test_steps(void)
{
	struct verified sum;
	struct rig r;

	rig_make(&r);
	for (size_t i = 0; i < ROWS(steps); i++) {
		char want[200];

		if (zone_use(steps[i].zone, &r.err) == -1 ||
		    set(r.s, &steps[i], &r.err) == -1)
			ok(false, "%s: %s", steps[i].name, r.err.text);
		is_int(raw_int(r.path, "SELECT count(*) FROM coverage"),
		    steps[i].rows, steps[i].name);
		snprintf(want, sizeof(want), "%s %s", steps[i].why,
		    steps[i].days);
		ok(newest_is(r.path, want), "%s", want);
		is_int(rig_faults(&r, &sum), 0, "verify finds nothing");
	}
	rig_done(&r);
}

/* Seven years of `full` by one UPDATE: no claim of it, and it is found. */
static void
test_widened_by_hand(void)
{
	CLEANUP(coverage_cleanup) struct coverage_map *map = NULL;
	struct day first, last, then = { 18000 };
	struct verified sum;
	struct rig r;

	rig_make(&r);
	if (zone_use("Europe/London", &r.err) == -1 ||
	    set(r.s, &steps[3], &r.err) == -1)
		ok(false, "set: %s", r.err.text);
	is_int(raw_sql(r.path, "UPDATE source SET from_ms = 1550000000000"),
	    0, "changed");
	is_int(coverage_open(r.s, &map, &r.err), 0, "opened");
	is_int(coverage_of(map, then).what, COVERAGE_NONE, "2019 is none");
	is_int(coverage_of(map, day_of(NOON - DAY)).what, COVERAGE_FULL,
	    "the day before is full");
	is_int(daily_range(r.s, &first, &last, &r.err), 0, "days");
	ok(day_of(NOON - 9 * DAY).n == first.n, "from the first on");
	is_int(rig_faults(&r, &sum), 1, "verify finds it");
	rig_done(&r);
}

/* A thousand passes a day, for a week: a row a day, and one a folder that
 * had news. */
static void
test_growth(void)
{
	struct step t = steps[3];
	struct verified sum;
	struct rig r;

	rig_make(&r);
	for (int i = 0; i < 7000; i++) {
		const struct cursor c = { "home", i % 2 == 0 ? "INBOX" :
			"Junk", 1, 1 + (uint32_t)(i % 2 == 0 ? i : 0), NOON };

		t.until_ms = NOON + 1 + i * DAY / 1000;
		if ((i % 100 == 0 && store_begin(r.s, &r.err) == -1) ||
		    cursor_set(r.s, &c, &r.err) == -1 ||
		    set(r.s, &t, &r.err) == -1 ||
		    (i % 100 == 99 && store_commit(r.s, &r.err) == -1))
			ok(false, "pass %d: %s", i, r.err.text);
	}
	is_int(raw_int(r.path, "SELECT count(*) FROM coverage"), 8, "rows");
	is_int(raw_int(r.path, "SELECT count(*) FROM reached WHERE folder ="
	    " 'Junk'"), 1, "of a folder without news");
	ok(raw_int(r.path, "SELECT count(*) FROM reached WHERE folder ="
	    " 'INBOX'") <= 9, "of one with news");
	is_int(rig_faults(&r, &sum), 0, "verify finds nothing");
	rig_done(&r);
}

/* What is not committed claims nothing. */
static void
test_rollback(void)
{
	struct rig r;

	rig_make(&r);
	is_int(store_begin(r.s, &r.err), 0, "a batch");
	is_int(set(r.s, &steps[3], &r.err), 0, "set");
	store_rollback(r.s);
	is_int(raw_int(r.path, "SELECT (SELECT count(*) FROM source) +"
	    " (SELECT count(*) FROM coverage) + (SELECT count(*) FROM"
	    " ledger)"), 0, "nothing of it");
	rig_done(&r);
}

int
main(void)
{
	struct err err;

	if (zone_use("Europe/London", &err) == -1)
		return 99;
	test_steps();
	test_widened_by_hand();
	test_growth();
	test_rollback();
	return tap_done();
}
