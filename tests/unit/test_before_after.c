/*
 * Contacts before and after milestones: which moment divides them.
 */
#include "base/day.h"
#include "draw/before_after.h"
#include "store/records/milestones.h"
#include "tests/unit/store_rig.h"

#define HOUR_MS INT64_C(3600000)

static const struct {
	const char *label;
	const char *person, *made;
	const char *known;	/* "" or a day and an hour, UTC */
	int hour;
	bool exact;
	/* of ten contacts, one every six hours from 10 March 00:00Z on, the
	 * even ones of "ex", the odd ones of "friend" */
	int before, after, on_day;
	int next;		/* number of the first after, or -1 */
} rows[] = {
	{ "all, to the hour", "", "", "2026-03-11", 6, true, 5, 5, 0, 5 },
	{ "a contact of that moment is after", "", "", "2026-03-10", 0, true,
	    0, 10, 0, 0 },
	{ "a day counts from its start", "", "", "2026-03-11", 0, false, 4, 6,
	    4, 4 },
	{ "the day it was made, when no other is known", "", "2026-03-12",
	    "", 0, false, 8, 2, 2, 8 },
	{ "known goes before made", "", "2026-03-12", "2026-03-11", 0, false,
	    4, 6, 4, 4 },
	{ "one person's", "ex", "", "2026-03-11", 0, false, 2, 3, 2, 4 },
	{ "after all of them", "", "", "2026-04-01", 0, true, 10, 0, 0, -1 },
	{ "no date", "", "", "", 0, false, 0, 0, 0, -1 },
};

/* A milestone at 06:00 on the 11th, and a contact entered with a day alone,
 * which stands at the day's beginning. */
static const struct {
	const char *label;
	int day;		/* of March */
	int before, after, on_day;
} untimed[] = {
	{ "of the day before, without a time: before", 10, 1, 0, 0 },
	{ "of that day, without a time: not before", 11, 0, 1, 1 },
	{ "of the day after, without a time: after", 12, 0, 1, 0 },
};

static int64_t
moment(const char *day, int hour)
{
	struct day d;

	return day_parse(day, &d) ? day_start_ms(d) + hour * HOUR_MS :
	    MOMENT_NONE;
}

static void
fill(struct rig *r)
{
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct milestone m = { .person = rows[i].person,
			.type = "notice-served", .issuer = "",
			.reference = "", .note = "", .made = rows[i].made,
			.known_ms = moment(rows[i].known, rows[i].hour),
			.known_exact = rows[i].exact, .recorded_ms = 1 };
		int64_t number;

		if (milestone_record(r->s, &m, NULL, &number, &r->err) != 0)
			printf("Bail out! %s\n", r->err.text);
		is_int(number, (int64_t)i + 1, "a milestone");
	}
}

static void
count_all(struct before_afters *b)
{
	for (int i = 0; i < 10; i++) {
		struct incident in = { .state = STATE_CONTACT,
			.direction = DIRECTION_IN,
			.person = i % 2 == 0 ? "ex" : "friend",
			.at_ms = moment("2026-03-10", 6 * i) };

		in.day = day_of(in.at_ms);
		before_afters_count(b, &in);
		in.direction = DIRECTION_OUT;
		before_afters_count(b, &in);
		in.direction = DIRECTION_IN;
		in.state = STATE_CANDIDATE;
		before_afters_count(b, &in);
		in.state = STATE_WITHDRAWN;
		before_afters_count(b, &in);
	}
}

static void
check(const struct before_after *b)
{
	size_t i = (size_t)b->number - 1;
	int64_t next = rows[i].next < 0 ? MOMENT_NONE :
	    moment("2026-03-10", 6 * rows[i].next);

	ok(b->before == rows[i].before && b->after == rows[i].after &&
	    b->on_day == rows[i].on_day && b->next_ms == next,
	    "%s: %lld before, %lld after, %lld on the day", rows[i].label,
	    (long long)b->before, (long long)b->after,
	    (long long)b->on_day);
	/* with each one in went one out */
	ok(b->out_before == b->before && b->out_after == b->after,
	    "and as many out");
}

static void
test_untimed(void)
{
	for (size_t i = 0; i < ROWS(untimed); i++) {
		struct before_after b = { .person = (char[]){ "" },
			.from = BEFORE_KNOWN, .next_ms = MOMENT_NONE,
			.from_ms = moment("2026-03-11", 6) };
		struct before_afters all = { &b, 1 };
		struct incident in = { .state = STATE_CONTACT,
			.person = "ex", .at_ms = moment("2026-03-10",
			24 * (untimed[i].day - 10)),
			.flags = UINT64_C(1) << LETTER_DAY_ONLY };

		b.day = day_of(b.from_ms);
		in.day = day_of(in.at_ms);
		before_afters_count(&all, &in);
		ok(b.before == untimed[i].before &&
		    b.after == untimed[i].after &&
		    b.on_day == untimed[i].on_day && !b.next_exact, "%s",
		    untimed[i].label);
	}
}

int
main(void)
{
	struct rig r;
	CLEANUP(before_afters_done) struct before_afters b = { 0 };
	CLEANUP(before_afters_done) struct before_afters one = { 0 };

	rig_make(&r);
	if (zone_use("UTC", &r.err) != 0)
		return 99;
	fill(&r);
	is_int(before_afters_read(r.s, NULL, &b, &r.err), 0, "read");
	is_int((int)b.n, ROWS(rows), "all of them");
	count_all(&b);
	for (size_t i = 0; i < b.n; i++)
		check(&b.at[i]);
	is_int(before_afters_read(r.s, "friend", &one, &r.err), 0, "of one");
	is_int((int)one.n, ROWS(rows) - 1, "theirs, and those for all");
	test_untimed();
	rig_done(&r);
	return tap_done();
}
