#include "store/records/counts.h"

#include "base/file.h"
#include "store/records/missed.h"
#include "tests/unit/store_rig.h"

/* Receipt times around both changes of summer time in London, 2026, and
 * the day they count for. */
static const struct {
	const char *at;
	int64_t ms;
	const char *day;
} moments[] = {
	{ "2026-03-28T23:59:59Z", 1774742399000, "2026-03-28" },
	{ "2026-03-29T00:00:00Z", 1774742400000, "2026-03-29" },
	{ "2026-03-29T00:59:59Z", 1774745999000, "2026-03-29" },
	{ "2026-03-29T01:00:00Z", 1774746000000, "2026-03-29" },
	{ "2026-03-29T22:59:59Z", 1774825199000, "2026-03-29" },
	{ "2026-03-29T23:00:00Z", 1774825200000, "2026-03-30" },
	{ "2026-10-24T22:59:59Z", 1792882799000, "2026-10-24" },
	{ "2026-10-24T23:00:00Z", 1792882800000, "2026-10-25" },
	{ "2026-10-25T00:30:00Z", 1792888200000, "2026-10-25" },
	{ "2026-10-25T01:30:00Z", 1792891800000, "2026-10-25" },
	{ "2026-10-25T23:59:59Z", 1792972799000, "2026-10-25" },
	{ "2026-10-26T00:00:00Z", 1792972800000, "2026-10-26" },
};

static const struct {
	const char *last;
	int n;
	int64_t want[4];
} series[] = {
	{ "2026-03-30", 4, { 0, 1, 4, 1 } },
	{ "2026-10-26", 3, { 1, 4, 1 } },
	{ "2026-03-29", 1, { 4 } },
	{ "2027-01-01", 2, { 0, 0 } },
};

static int
put_daily(const struct daily *d, void *arg, struct err *err)
{
	char day[DAY_TEXT];

	(void)err;
	day_text(d->day, day);
	buf_addf(arg, "%s %s %s %lld %lld\n", day, d->person,
	    channel_name(d->channel), (long long)d->in, (long long)d->out);
	return 0;
}

static const char want_all[] =
	"2026-03-28 ex email 1 0\n"
	"2026-03-29 ex email 4 0\n"
	"2026-03-30 ex email 1 0\n"
	"2026-10-24 ex email 1 0\n"
	"2026-10-25 ex email 4 0\n"
	"2026-10-26 ex email 1 1\n";

static void
fill(struct rig *r)
{
	int64_t id;

	for (size_t i = 0; i < ROWS(moments); i++) {
		char utc[MOMENT_TEXT], day[DAY_TEXT];
		struct mail m = { "ex", "home", "INBOX", 1, (uint32_t)i + 1,
			moments[i].at, "", "t", STATE_CONTACT, DIRECTION_IN,
			moments[i].ms };

		moment_text_utc(moments[i].ms, utc);
		is_str(utc, moments[i].at, "the moment");
		day_text(day_of(moments[i].ms), day);
		is_str(day, moments[i].day, "its day");
		is_int(mail_record(r->s, &m, &id, &r->err), 0, "recorded");
		/* The same again must not count again. */
		is_int(mail_record(r->s, &m, &id, &r->err), 2, "known");
	}
}

static void
fill_uncounted(struct rig *r)
{
	struct mail m = { "ex", "home", "Sent", 1, 1, "sent", "", "t",
		STATE_CONTACT, DIRECTION_OUT, 1792972800000 };
	int64_t id;

	is_int(mail_record(r->s, &m, &id, &r->err), 0, "her own");
	m.bytes = "candidate";
	m.state = STATE_CANDIDATE;
	is_int(mail_record(r->s, &m, &id, &r->err), 0, "a candidate");
	m.bytes = "unreadable";
	m.state = STATE_UNREADABLE;
	m.person = "";
	is_int(mail_record(r->s, &m, &id, &r->err), 0, "unreadable");
}

static void
test_days(void)
{
	CLEANUP(buf_done) struct buf all = { .max = 4000 };
	CLEANUP(buf_done) struct buf kind = { .max = 4000 };
	struct filter f = FILTER_ALL;
	struct day first, last, day;
	char text[DAY_TEXT];
	struct rig r;

	rig_make(&r);
	is_int(daily_range(r.s, &first, &last, &r.err), 1, "no day yet");
	fill(&r);
	fill_uncounted(&r);
	is_int(daily_list(r.s, &f, put_daily, &all, &r.err), 0, "listed");
	is_str(buf_str(&all), want_all, "counts a day");
	f.kind = "threat";
	is_int(daily_list(r.s, &f, put_daily, &kind, &r.err), 0, "by kind");
	is_str(buf_str(&kind), want_all, "counts a day by kind");
	for (size_t i = 0; i < ROWS(series); i++) {
		int64_t got[4];

		if (!day_parse(series[i].last, &day))
			continue;
		is_int(daily_series(r.s, "ex", day, series[i].n, got, &r.err),
		    0, "series");
		for (int j = 0; j < series[i].n; j++)
			is_int(got[j], series[i].want[j], series[i].last);
	}
	is_int(daily_range(r.s, &first, &last, &r.err), 0, "range");
	day_text(first, text);
	is_str(text, "2026-03-28", "first day");
	day_text(last, text);
	is_str(text, "2026-10-26", "last day");
	rig_done(&r);
}

#define D20 1773964800000	/* 2026-03-20T00:00Z, midnight in London */
#define HOUR 3600000LL

/* One or two sources, messages missed, and the coverage of 2026-03-20. */
static const struct {
	int64_t from[2], until[2];
	int sources;
	const char *want;
	int64_t missed[2];
} coverages[] = {
	{ { 0 }, { 0 }, 0, "none", { 0 } },
	{ { D20 }, { D20 + 24 * HOUR }, 1, "full", { 0 } },
	{ { D20 + 1 }, { D20 + 24 * HOUR }, 1, "partial (from 00:00)",
	    { 0 } },
	{ { D20 }, { D20 + 24 * HOUR - 1 }, 1, "partial (until 23:59)",
	    { 0 } },
	{ { D20 + 6 * HOUR }, { D20 + 12 * HOUR }, 1,
	    "partial (from 06:00 until 12:00)", { 0 } },
	{ { D20 - HOUR }, { D20 + 48 * HOUR }, 1, "full", { 0 } },
	{ { D20 - HOUR }, { D20 }, 1, "none", { 0 } },
	{ { D20 + 24 * HOUR }, { D20 + 48 * HOUR }, 1, "none", { 0 } },
	{ { MOMENT_NONE }, { MOMENT_NONE }, 1, "none", { 0 } },
	{ { D20 - HOUR }, { MOMENT_NONE }, 1, "none", { 0 } },
	{ { MOMENT_NONE }, { D20 + 48 * HOUR }, 1, "none", { 0 } },
	{ { D20, D20 }, { D20 + 24 * HOUR, D20 + 24 * HOUR }, 2, "full",
	    { 0 } },
	{ { D20, D20 }, { D20 + 24 * HOUR, D20 + 23 * HOUR }, 2,
	    "partial (until 23:00)", { 0 } },
	{ { D20, MOMENT_NONE }, { D20 + 24 * HOUR, MOMENT_NONE }, 2,
	    "partial (not by all accounts)", { 0 } },
	{ { D20, D20 + 12 * HOUR }, { D20 + 6 * HOUR, D20 + 24 * HOUR }, 2,
	    "partial (not by all accounts)", { 0 } },
	{ { D20 - HOUR, MOMENT_NONE }, { D20, MOMENT_NONE }, 2, "none",
	    { 0 } },
	{ { D20 - HOUR }, { D20 + 48 * HOUR }, 1,
	    "partial (1 message missed)", { D20 + HOUR, D20 - 1 } },
	{ { D20 - HOUR }, { D20 + 12 * HOUR }, 1,
	    "partial (until 12:00; 2 messages missed)",
	    { D20, D20 + 24 * HOUR - 1 } },
	{ { D20 - HOUR }, { D20 + 48 * HOUR }, 1, "full",
	    { D20 + 24 * HOUR } },
};

static void
put_missed(struct rig *r, uint32_t uid, int64_t at_ms)
{
	const struct missed m = { 0, "home", "INBOX", 1, uid, at_ms,
		MISS_VANISHED, 5 };

	if (at_ms != 0)
		is_int(missed_record(r->s, &m, &r->err), 1, "missed");
}

static void
test_coverage(void)
{
	struct day day = { 20532 };

	for (size_t i = 0; i < ROWS(coverages); i++) {
		CLEANUP(coverage_cleanup) struct coverage_map *map = NULL;
		struct rig r;

		rig_make(&r);
		for (int j = 0; j < coverages[i].sources; j++) {
			struct source_state s = { j == 0 ? "home" : "work",
				coverages[i].from[j], coverages[i].until[j],
				D20, 3, 1, "", "ok", "seccomp" };

			is_int(source_set(r.s, &s, &r.err), 0, "source");
			is_int(source_set(r.s, &s, &r.err), 0, "again");
		}
		put_missed(&r, 1, coverages[i].missed[0]);
		put_missed(&r, 2, coverages[i].missed[1]);
		if (is_int(coverage_open(r.s, &map, &r.err), 0, "coverage")) {
			CLEANUP(buf_done) struct buf b = { .max = 200 };
			struct coverage_day d = coverage_of(map, day);

			coverage_text(&d, day, &b);
			is_str(buf_str(&b), coverages[i].want, "of the day");
		}
		rig_done(&r);
	}
}

static const char *const zones[] = { "Europe/London", "Pacific/Apia",
	"America/Sao_Paulo", "Asia/Kathmandu", "UTC" };

/* The definition of coverage, word for word. */
static enum coverage
define(const struct source_state *all, int n, struct day d)
{
	int64_t from = day_start_ms(d), until = day_start_ms(day_add(d, 1));
	int whole = 0, some = 0;

	for (int i = 0; i < n; i++) {
		if (all[i].from_ms >= all[i].until_ms)
			continue;
		whole += all[i].from_ms <= from && all[i].until_ms >= until;
		some += all[i].from_ms < until && all[i].until_ms > from;
	}
	return some == 0 ? COVERAGE_NONE : whole == n ? COVERAGE_FULL :
	    COVERAGE_PARTIAL;
}

#define STRETCH 40

/* Two sources that begin and end at, before and after the starts of days,
 * around the day that Samoa left out (2011-12-30). */
static void
test_coverage_of_days(struct rig *r, struct day first)
{
	static const int64_t off[] = { -1, 0, 1, 5 * HOUR };
	for (int i = 0; i < 4 * 4 * 8; i++) {
		struct source_state all[2] = {
			{ .account = "a", .from_ms = day_start_ms(day_add(
			first, i % 5)) + off[i % 4], .until_ms =
			day_start_ms(day_add(first, 10 + i % 21)) +
			off[i / 4 % 4], .tried_ms = 0, .detail = "",
			.state = "ok", .sandbox = "" },
			{ .account = "b", .from_ms = day_start_ms(day_add(
			first, -3)), .until_ms = day_start_ms(day_add(first,
			i % 50)), .tried_ms = 0, .detail = "",
			.state = "ok", .sandbox = "" } };
		CLEANUP(coverage_cleanup) struct coverage_map *map = NULL;
		int wrong = 0;

		if (source_set(r->s, &all[0], &r->err) == -1 ||
		    source_set(r->s, &all[1], &r->err) == -1 ||
		    coverage_open(r->s, &map, &r->err) == -1)
			wrong = -1;
		for (int d = 0; wrong >= 0 && d < STRETCH; d++)
			wrong += coverage_of(map, day_add(first, d)).what !=
			    define(all, 2, day_add(first, d));
		if (wrong != 0)
			is_int(wrong, 0, "days that differ");
	}
}

static void
test_zones(void)
{
	struct err err;

	for (size_t i = 0; i < ROWS(zones); i++) {
		struct rig r;

		if (zone_use(zones[i], &err) == -1) {
			ok(false, "%s", err.text);
			continue;
		}
		rig_make(&r);
		test_coverage_of_days(&r, day_from_civil(2011, 12, 15));
		test_coverage_of_days(&r, day_from_civil(2011, 12, 28));
		test_coverage_of_days(&r, day_from_civil(2026, 3, 10));
		test_coverage_of_days(&r, day_from_civil(2018, 10, 20));
		ok(true, "many days at once are as each of them: %s",
		    zones[i]);
		rig_done(&r);
	}
	if (zone_use("Europe/London", &err) == -1)
		ok(false, "%s", err.text);
}

static const struct {
	const char *person;
	int channel;
	const char *want;
} pairs[] = {
	{ NULL, -1, " a:call a:email b:sms z:email" },
	{ "a", -1, " a:call a:email" },
	{ NULL, CHANNEL_EMAIL, " a:email z:email" },
	{ "b", CHANNEL_EMAIL, "" },
	{ "none", -1, "" },
};

static int
put_pair(const char *person, enum channel channel, void *arg,
    struct err *err)
{
	(void)err;
	buf_addf(arg, " %s:%s", person, channel_name(channel));
	return 0;
}

static void
test_pairs(void)
{
	CLEANUP(buf_done) struct buf got = { .max = 4000 };
	struct filter f = FILTER_ALL;
	struct rig r;

	rig_make(&r);
	is_int(daily_pairs(r.s, &f, put_pair, &got, &r.err), 0, "asked");
	is_str(buf_str(&got), "", "of an empty store");
	is_int(raw_sql(r.path, "INSERT INTO daily VALUES"
	    "('2026-01-02','z','email',1,0),('2026-01-01','a','email',1,0),"
	    "('2026-01-02','a','email',1,0),('2026-01-02','a','call',1,0),"
	    "('2026-01-03','b','sms',0,1),('2026-01-04','b','sms',1,0)"), 0,
	    "rows");
	for (size_t i = 0; i < ROWS(pairs); i++) {
		f.person = pairs[i].person;
		f.channel = pairs[i].channel;
		buf_reset(&got);
		is_int(daily_pairs(r.s, &f, put_pair, &got, &r.err), 0,
		    "asked");
		is_str(buf_str(&got), pairs[i].want, "each pair once");
	}
	rig_done(&r);
}

/* Rows that share days and persons with the row before. */
#define FIRST "2026-01-01 a email 1 0\n"
#define SECOND \
	"2026-01-02 a call 1 0\n" "2026-01-02 a email 2 1\n" \
	"2026-01-02 z email 1 0\n"
#define THIRD "2026-01-03 b sms 0 1\n"

static const struct {
	const char *from, *to, *person, *want;
} lists[] = {
	{ NULL, NULL, NULL, FIRST SECOND THIRD },
	{ "2026-01-02", NULL, NULL, SECOND THIRD },
	{ NULL, "2026-01-02", NULL, FIRST SECOND },
	{ "2026-01-02", "2026-01-02", NULL, SECOND },
	{ NULL, "2025-12-31", NULL, "" },
	{ NULL, "2026-01-01", "a", FIRST },
};

/* What only another program can have written, and who tells it. */
static const struct {
	const char *row, *says;
	int list, sum, pairs;
} odd[] = {
	{ "('2026-1-04','a','email',1,0)",
	    "table daily holds a day that this program does not know",
	    -1, -1, 0 },
	{ "('2026-01-04','a','fax',1,0)",
	    "table daily holds a channel that this program does not know",
	    -1, 0, -1 },
};

static void
is_told(struct rig *r, int rc, int want, const char *says)
{
	is_int(rc, want, says);
	if (want == -1)
		is_str(r->err.text, says, "is told");
}

static int
add(const struct daily *d, void *arg, struct err *err)
{
	(void)err;
	*(int64_t *)arg += d->in * 100 + d->out;
	return 0;
}

/* Channels or not, it is the same sum. */
static void
is_sum(struct rig *r, const struct filter *f)
{
	int64_t apart = 0, together = 0;

	is_int(daily_list(r->s, f, add, &apart, &r->err), 0, "listed");
	is_int(daily_sums(r->s, f, add, &together, &r->err), 0, "added");
	is_int(together, apart, "channels are added");
}

static void
list(struct rig *r, size_t i)
{
	CLEANUP(buf_done) struct buf got = { .max = 4000 };
	struct filter f = FILTER_ALL;

	if (lists[i].from != NULL && !day_parse(lists[i].from, &f.from))
		abort();
	if (lists[i].to != NULL && !day_parse(lists[i].to, &f.to))
		abort();
	f.person = lists[i].person;
	is_int(daily_list(r->s, &f, put_daily, &got, &r->err), 0, "listed");
	is_str(buf_str(&got), lists[i].want, "the rows of the filter");
	is_sum(r, &f);
}

static void
list_odd(struct rig *r, size_t i)
{
	CLEANUP(buf_done) struct buf got = { .max = 4000 };
	CLEANUP(str_free) char *sql = NULL;
	struct filter f = FILTER_ALL;
	int64_t n = 0;

	if (asprintf(&sql, "DELETE FROM daily; INSERT INTO daily VALUES %s",
	    odd[i].row) < 0)
		abort();
	is_int(raw_sql(r->path, sql), 0, "an odd row");
	is_told(r, daily_list(r->s, &f, put_daily, &got, &r->err),
	    odd[i].list, odd[i].says);
	is_told(r, daily_sums(r->s, &f, add, &n, &r->err), odd[i].sum,
	    odd[i].says);
	is_told(r, daily_pairs(r->s, &f, put_pair, &got, &r->err),
	    odd[i].pairs, odd[i].says);
}

static void
test_lists(void)
{
	struct rig r;

	rig_make(&r);
	is_int(raw_sql(r.path, "INSERT INTO daily VALUES"
	    "('2026-01-02','z','email',1,0),('2026-01-01','a','email',1,0),"
	    "('2026-01-02','a','email',2,1),('2026-01-02','a','call',1,0),"
	    "('2026-01-03','b','sms',0,1)"), 0, "rows");
	for (size_t i = 0; i < ROWS(lists); i++)
		list(&r, i);
	for (size_t i = 0; i < ROWS(odd); i++)
		list_odd(&r, i);
	rig_done(&r);
}

static int
check_source(const struct source_state *s, void *arg, struct err *err)
{
	(void)err;
	ok(s->from_ms == D20 && s->until_ms == MOMENT_NONE &&
	    s->tried_ms == D20 + 1 && s->behind == 3 && s->skipped == 1,
	    "source comes back");
	is_str(s->detail, "no route", "detail");
	is_str(s->state, "error", "state");
	is_str(s->sandbox, "seccomp", "sandbox");
	++*(int *)arg;
	return 0;
}

static void
test_source(void)
{
	struct source_state s = { "home", D20, MOMENT_NONE, D20 + 1, 3, 1,
		"no route", "error", "seccomp" };
	struct day first, last;
	struct rig r;
	int n = 0;

	rig_make(&r);
	is_int(source_set(r.s, &s, &r.err), 0, "set");
	is_int(source_list(r.s, check_source, &n, &r.err), 0, "list");
	is_int(n, 1, "one");
	is_int(daily_range(r.s, &first, &last, &r.err), 1, "no coverage yet");
	s.until_ms = D20 + 24 * HOUR;
	is_int(source_set(r.s, &s, &r.err), 0, "set");
	is_int(daily_range(r.s, &first, &last, &r.err), 0, "coverage");
	ok(first.n == 20532 && last.n == 20532, "gives the range");
	rig_done(&r);
}

int
main(void)
{
	struct err err;

	if (zone_use("Europe/London", &err) == -1)
		return 99;
	test_days();
	test_coverage();
	test_zones();
	test_pairs();
	test_lists();
	test_source();
	return tap_done();
}
