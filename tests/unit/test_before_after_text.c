/*
 * Before and after a milestone, to the letter.
 */
#include <fcntl.h>

#include "base/file.h"
#include "cmd/output/count_options.h"
#include "cmd/output/before_after.h"
#include "store/records/milestones.h"
#include "tests/unit/store_rig.h"

#define FIRST INT64_C(1774000000000)	/* 2026-03-20 09:46:40 UTC */
#define MINUTE 60000

static void
add(struct rig *r, int64_t known_ms, bool exact, const char *person)
{
	struct milestone m = { .person = person, .type = "notice-served",
		.issuer = "", .reference = "", .note = "", .made = "",
		.known_ms = known_ms, .known_exact = exact,
		.recorded_ms = FIRST };
	int64_t number;

	if (store_begin(r->s, &r->err) == -1 ||
	    milestone_record(r->s, &m, NULL, &number, &r->err) != 0 ||
	    store_commit(r->s, &r->err) == -1)
		printf("Bail out! %s\n", r->err.text);
}

/* What is printed for days from..to around that of the first contact. */
static void
tell(struct rig *r, enum format format, struct count_options o, int from,
    int to, struct buf *got)
{
	CLEANUP(cells_done) struct cells c = { 0 };
	struct call call = { .store = r->s, .format = (int)format,
		.options = &o };
	char path[100];
	int out = dup(STDOUT_FILENO), file, code;

	snprintf(path, sizeof(path), "%s/out", r->dir);
	o.filter.from = day_add(day_of(FIRST), from);
	o.filter.to = day_add(day_of(FIRST), to);
	code = cells_load(r->s, &o.filter, o.split, &c, &r->err);
	fflush(stdout);
	file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
	dup2(file, STDOUT_FILENO);
	if (code == 0)
		code = o.by == BY_MILESTONE ?
		    before_after_rows(&call, &c, &r->err) :
		    before_after_print(r->s, &o.filter, &c, &r->err);
	fflush(stdout);
	dup2(out, STDOUT_FILENO);
	close(out);
	close(file);
	buf_reset(got);
	if (code != 0 || file_read(path, got, &r->err) == -1)
		printf("Bail out! %s\n", r->err.text);
}

/* Thirty contacts, a minute apart, read by a source that never came to an
 * end: what is counted is there, and nothing was collected. */
static const struct {
	const char *what;
	int64_t known_ms;
	bool exact;
	const char *person;
	int from, to;
	const char *text;
} rows[] = {
	{ "a moment", FIRST + 10 * MINUTE, true, "", 0, 1,
	    "\nnotice served (known from 20 Mar 2026, 09:56)\n"
	    "    before:        9 in, 9.0 a day over 1 day (1 not fully "
	    "collected)\n"
	    "    from then on:  21 in, 10.5 a day over 2 days (2 not fully "
	    "collected)\n"
	    "    the first from then on: 20 Mar 2026, 09:56\n" },
	{ "a day", FIRST, false, "ex", -2, 0,
	    "\nnotice served, ex (known from Fri 20 Mar 2026)\n"
	    "    before:        not known: nothing was collected on those "
	    "days\n"
	    "    from then on:  30 in, 30.0 a day over 1 day (1 not fully "
	    "collected)\n"
	    "    30 of the later ones on the day itself, at a time that may "
	    "be before it\n"
	    "    the first from then on: 20 Mar 2026, 09:47\n" },
	{ "somebody else's", FIRST, true, "pal", 0, 1,
	    "\nnotice served, pal (known from 20 Mar 2026, 09:46)\n"
	    "    before:        not known: nothing was collected on that "
	    "day\n"
	    "    from then on:  not known: nothing was collected on those "
	    "days\n" },
	{ "on the first day", FIRST, false, "", 0, 0,
	    "\nnotice served (known from Fri 20 Mar 2026)\n"
	    "    before:        none of the days looked at\n"
	    "    from then on:  30 in, 30.0 a day over 1 day (1 not fully "
	    "collected)\n"
	    "    30 of the later ones on the day itself, at a time that may "
	    "be before it\n"
	    "    the first from then on: 20 Mar 2026, 09:47\n" },
	{ "not in these days", FIRST, true, "", 1, 2, "" },
};

#define HEAD "id,type,person,channel,counted_from,basis,in_before,in_after," \
	"in_on_day,first_after,out_before,out_after,days_before,days_after," \
	"coverage_before,coverage_after\n"

/* The same as rows; a milestone without any date, too. */
static const struct {
	const char *what;
	int64_t known_ms;	/* MOMENT_NONE: no date at all */
	bool exact;
	int format;
	bool split;
	const char *text;
} sheets[] = {
	{ "csv of a moment", FIRST + 10 * MINUTE, true, FORMAT_CSV, false,
	    HEAD "1,notice-served,,all,2026-03-20T09:56:40+00:00,moment,9,21,"
	    "0,2026-03-20T09:56:40+00:00,0,0,2,2,none,none\n" },
	{ "csv of a day", FIRST, false, FORMAT_CSV, true,
	    HEAD "1,notice-served,,email,2026-03-20,day,0,30,30,"
	    "2026-03-20T09:47:40+00:00,0,0,1,2,none,none\n" },
	{ "csv without a date", MOMENT_NONE, false, FORMAT_CSV, false,
	    HEAD "1,notice-served,,all,,unknown,,,,,,,0,0,,\n" },
	{ "json", FIRST, false, FORMAT_JSON, false,
	    "[\n{\"id\":1,\"type\":\"notice-served\",\"person\":\"\","
	    "\"channel\":\"all\",\"counted_from\":\"2026-03-20\",\"basis\":"
	    "\"day\",\"in_before\":0,\"in_after\":30,\"in_on_day\":30,"
	    "\"first_after\":\"2026-03-20T09:47:40+00:00\",\"out_before\":0,"
	    "\"out_after\":0,\"days_before\":1,\"days_after\":2,"
	    "\"coverage_before\":\"none\",\"coverage_after\":\"none\"}\n]\n" },
	{ "a table", FIRST, false, FORMAT_TABLE, false,
	    "id  milestone      person  channel  counted from  before  a day"
	    "  coverage  after  a day  coverage  first after\n"
	    " 1  notice served  all     all      2026-03-20         -  -    "
	    "  none         30  15.00  none      2026-03-20 09:47\n" },
	{ "a table without a date", MOMENT_NONE, false, FORMAT_TABLE, false,
	    "id  milestone      person  channel  counted from      before"
	    "  a day  coverage  after  a day  coverage  first after\n"
	    " 1  notice served  all     all      no date is known  -     "
	    "  -      -         -      -      -         -\n" },
};

static void
test_rows(struct buf *got)
{
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct count_options o = { .filter = FILTER_ALL };
		int64_t known = rows[i].exact ? rows[i].known_ms :
		    day_start_ms(day_of(rows[i].known_ms));
		struct rig r;

		rig_make(&r);
		if (mail_fill(r.s, 1, 30, 30, &r.err) == -1)
			printf("Bail out! %s\n", r.err.text);
		add(&r, known, rows[i].exact, rows[i].person);
		tell(&r, FORMAT_TABLE, o, rows[i].from, rows[i].to, got);
		is_str(buf_str(got), rows[i].text, rows[i].what);
		rig_done(&r);
	}
}

static void
test_sheets(struct buf *got)
{
	for (size_t i = 0; i < ROWS(sheets); i++) {
		struct count_options o = { .filter = FILTER_ALL,
			.by = BY_MILESTONE, .split = sheets[i].split };
		int64_t known = sheets[i].known_ms;
		struct rig r;

		if (!sheets[i].exact && known != MOMENT_NONE)
			known = day_start_ms(day_of(known));
		rig_make(&r);
		if (mail_fill(r.s, 1, 30, 30, &r.err) == -1)
			printf("Bail out! %s\n", r.err.text);
		add(&r, known, sheets[i].exact, "");
		tell(&r, sheets[i].format, o, -1, 1, got);
		is_str(buf_str(got), sheets[i].text, sheets[i].what);
		rig_done(&r);
	}
}

int
main(void)
{
	CLEANUP(buf_done) struct buf got = { .max = 1 << 16 };
	struct err err;

	if (zone_use("UTC", &err) == -1)
		return 99;
	test_rows(&got);
	test_sheets(&got);
	return tap_done();
}
