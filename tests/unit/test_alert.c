/*
 * When alert commands run and what they get: commands that are real, on a
 * store that is real, at moments that are set.
 */
#include <fcntl.h>

#include "base/file.h"
#include "base/log.h"
#include "run/alert/alert.h"
#include "run/alert/alert_payload.h"
#include "tests/unit/store_rig.h"

#define NOON 1774440000		/* 2026-03-25 12:00 UTC, in seconds */
#define DAY_N 20537		/* its day */
#define HOUR 3600

static void
set_now(long seconds)
{
	char text[32];

	snprintf(text, sizeof(text), "%ld", seconds);
	setenv("FLOODMARK_NOW", text, 1);
}

static void
add_flag(struct rig *r, int day, const char *kind, const char *level)
{
	struct escalation e = { .at_ms = NOON * 1000LL, .day = { day },
		.person = "ex", .kind = kind, .level = level, .count = 21,
		.usual = 1.5, .limit = 20, .reason = "21st of the day",
		.recorded_ms = NOON * 1000LL };
	int64_t id;

	if (store_begin(r->s, &r->err) == -1 ||
	    escalation_record(r->s, &e, &id, &r->err) != 0 ||
	    store_commit(r->s, &r->err) == -1)
		printf("Bail out! %s\n", r->err.text);
}

/* Until nothing runs; what the command wrote since it was asked last. */
static void
work(struct rig *r, struct alerter *a, struct buf *told)
{
	char path[100];

	do {
		if (alerter_work(a, r->s, &r->err) == -1)
			printf("Bail out! %s\n", r->err.text);
		usleep(2000);
	} while (alerter_busy(a));
	snprintf(path, sizeof(path), "%s/told", r->dir);
	buf_reset(told);
	if (access(path, F_OK) == 0 && file_read(path, told, &r->err) == -1)
		printf("Bail out! %s\n", r->err.text);
	unlink(path);
}

static int64_t
left(struct rig *r)
{
	return raw_int(r->path,
	    "SELECT count(*) FROM outbox WHERE done_ms IS NULL");
}

struct bench {
	struct rig r;
	char command[200];
	struct alert alert;
	struct config config;
	struct alerter a;
	struct buf told;
};

static void
bench_make(struct bench *b)
{
	*b = (struct bench){ .told = { .max = 1 << 20 } };
	rig_make(&b->r);
	snprintf(b->command, sizeof(b->command), "cat >>%s/told", b->r.dir);
	b->alert = (struct alert){ .command = b->command, .every_s = HOUR };
	b->config.alerts = &b->alert;
	b->config.n_alerts = 1;
	alerter_init(&b->a, &b->config);
	set_now(NOON);
}

static void
bench_done(struct bench *b)
{
	alerter_done(&b->a);
	buf_done(&b->told);
	strings_done(&b->alert.at);
	rig_done(&b->r);
}

static void
test_digest(void)
{
	struct bench b;

	bench_make(&b);
	add_flag(&b.r, DAY_N, "volume", "flood");
	work(&b.r, &b.a, &b.told);
	is_str(buf_str(&b.told), "{\"total\":1,\"level\":\"flood\",\"flags\":["
	    "{\"day\":\"2026-03-25\",\"person\":\"ex\",\"kind\":\"volume\","
	    "\"level\":\"flood\",\"count\":21,\"usual\":1.5,\"limit\":20.0,"
	    "\"reason\":\"21st of the day\"}]}", "the first flag, at once");
	is_int(left(&b.r), 0, "nothing is left");
	add_flag(&b.r, DAY_N, "night", "noted");
	add_flag(&b.r, DAY_N - 1, "volume", "raised");
	set_now(NOON + HOUR - 1);
	work(&b.r, &b.a, &b.told);
	is_str(buf_str(&b.told), "", "later ones wait");
	is_int(left(&b.r), 2, "in the outbox");
	alerter_done(&b.a);
	alerter_init(&b.a, &b.config);
	work(&b.r, &b.a, &b.told);
	is_str(buf_str(&b.told), "", "also over a restart");
	set_now(NOON + HOUR);
	work(&b.r, &b.a, &b.told);
	ok(strstr(buf_str(&b.told), "{\"total\":2,\"level\":\"raised\"") ==
	    b.told.at, "and are told together");
	alerter_done(&b.a);
	alerter_init(&b.a, &b.config);
	set_now(NOON + 9 * HOUR);
	work(&b.r, &b.a, &b.told);
	is_str(buf_str(&b.told), "", "nothing is told twice");
	bench_done(&b);
}

static void
test_failure(void)
{
	struct bench b;
	char wrong[] = "cat >/dev/null; exit 1";

	bench_make(&b);
	b.alert.command = wrong;
	add_flag(&b.r, DAY_N, "volume", "flood");
	work(&b.r, &b.a, &b.told);
	is_int(b.a.told[0].failures, 1, "a command that fails");
	ok(b.a.told[0].retry_ms > clock_ticks_ms(), "is not run at once");
	work(&b.r, &b.a, &b.told);
	is_int(b.a.told[0].failures, 1, "but later");
	is_int(left(&b.r), 1, "and its flag waits");
	b.alert.command = b.command;
	b.a.told[0].retry_ms = 0;
	work(&b.r, &b.a, &b.told);
	ok(b.told.len > 0 && left(&b.r) == 0, "until it is told");
	bench_done(&b);
}

/* Which flags an alert wants. */
static const struct {
	const char *at, *kind, *level;
	int days_ago;
	bool told;
} wants[] = {
	{ NULL, "volume", "raised", 0, true },
	{ NULL, "threat", "noted", 0, true },
	{ NULL, "volume", "flood", PAYLOAD_DAYS, true },
	{ NULL, "volume", "flood", PAYLOAD_DAYS + 1, false },
	{ "flood", "volume", "flood", 0, true },
	{ "flood", "volume", "raised", 0, false },
	{ "new-channel", "new-channel-sms", "noted", 0, true },
	{ "new-channel-sms", "new-channel-call", "noted", 0, false },
	{ "milestone", "breach-3", "milestone", 0, true },
	{ "breach", "breach-3", "milestone", 0, true },
	{ "noted", "breach-3", "milestone", 0, false },
	{ "noted", "threat", "noted", 0, true },
	{ "volume", "volume-sms", "easing", 0, true },
	{ "milestone", "breach-3", "noted", 0, true },
	{ "milestone", "volume", "flood", 0, false },
	{ "night", "nightly", "noted", 0, false },
};

static void
test_wants(void)
{
	for (size_t i = 0; i < ROWS(wants); i++) {
		struct bench b;

		bench_make(&b);
		if (wants[i].at != NULL)
			strings_add(&b.alert.at, span_str(wants[i].at));
		add_flag(&b.r, DAY_N - wants[i].days_ago, wants[i].kind,
		    wants[i].level);
		work(&b.r, &b.a, &b.told);
		ok((b.told.len > 0) == wants[i].told && left(&b.r) == 0,
		    "%s: %s %s, %d days old",
		    wants[i].at == NULL ? "all" : wants[i].at, wants[i].kind,
		    wants[i].level, wants[i].days_ago);
		bench_done(&b);
	}
}

/* How grave an alert is: "KIND LEVEL" of what it tells, comma-separated. */
static const struct {
	const char *flags, *level;
} grave[] = {
	{ "breach-1 milestone", "milestone" },
	{ "breach-1 milestone,night noted", "milestone" },
	{ "volume raised,breach-1 milestone", "milestone" },
	{ "breach-1 milestone,volume flood", "flood" },
	{ "night noted,volume raised", "raised" },
	{ "volume easing,threat noted", "noted" },
	{ "volume usual,volume-sms easing", "easing" },
	{ "volume usual", "" },
	{ "volume of-a-later-version", "" },
};

static void
test_grave(void)
{
	for (size_t i = 0; i < ROWS(grave); i++) {
		struct bench b;
		char flags[100], want[40], *at = flags, *flag;

		bench_make(&b);
		snprintf(flags, sizeof(flags), "%s", grave[i].flags);
		while ((flag = strsep(&at, ",")) != NULL) {
			char *kind = strsep(&flag, " ");

			add_flag(&b.r, DAY_N, kind, flag);
		}
		work(&b.r, &b.a, &b.told);
		snprintf(want, sizeof(want), "\"level\":\"%s\",\"flags\"",
		    grave[i].level);
		if (!ok(strstr(buf_str(&b.told), want) != NULL, "%s: \"%s\"",
		    grave[i].flags, grave[i].level))
			printf("# got: %.40s\n", buf_str(&b.told));
		bench_done(&b);
	}
}

/* Two alerts, one of which may not speak yet. */
static void
test_two(void)
{
	struct bench b;
	char hours[] = "11:00-13:00";
	struct alert both[2];

	bench_make(&b);
	both[0] = both[1] = b.alert;
	both[1].quiet_hours = hours;
	if (hours_parse(hours, &both[1].quiet, &b.r.err) == -1)
		printf("Bail out! %s\n", b.r.err.text);
	strings_add(&both[1].at, span_str("flood"));
	b.config.alerts = both;
	b.config.n_alerts = 2;
	add_flag(&b.r, DAY_N, "volume", "flood");
	work(&b.r, &b.a, &b.told);
	work(&b.r, &b.a, &b.told);
	is_int(left(&b.r), 1, "one told, one in its quiet hours");
	set_now(NOON + 2 * HOUR);
	work(&b.r, &b.a, &b.told);
	ok(strstr(buf_str(&b.told), "\"total\":1") != NULL,
	    "told when they are over");
	is_int(left(&b.r), 0, "then nothing is left");
	strings_done(&both[1].at);
	bench_done(&b);
}

/* A digest longer than a pipe must not stop the daemon. */
static void
test_many(void)
{
	struct bench b;

	bench_make(&b);
	for (int i = 0; i < 100; i++) {
		char kind[20];

		snprintf(kind, sizeof(kind), "threat-%d", i);
		add_flag(&b.r, DAY_N, kind, "noted");
	}
	work(&b.r, &b.a, &b.told);
	ok(strstr(buf_str(&b.told), "{\"total\":100,") == b.told.at,
	    "a hundred flags are counted");
	ok(strstr(buf_str(&b.told), "threat-99") != NULL &&
	    strstr(buf_str(&b.told), "threat-59\"") == NULL,
	    "and the newest listed");
	bench_done(&b);
}

static const struct {
	int failures, wait_s;
} waits[] = {
	{ 1, 60 }, { 2, 120 }, { 3, 240 }, { 6, 1920 }, { 7, 3600 },
	{ 1000, 3600 },
};

static void
test_waits(void)
{
	struct alert a = { .every_s = HOUR };
	struct hours none = { 0, 0 };

	for (size_t i = 0; i < ROWS(waits); i++)
		is_int(hook_retry_ms(waits[i].failures) / 1000,
		    waits[i].wait_s, "waits longer each time");
	ok(alert_may(&a, &none, 5000, 4000), "a clock put back");
}

int
main(void)
{
	struct err err;

	if (zone_use("UTC", &err) == -1)
		return 99;
	if (clock_note()[0] == '\0') {
		printf("1..0 # SKIP FLOODMARK_NOW needs configure "
		    "--enable-test-clock\n");
		return 0;
	}
	log_open("test", LOG_LEVEL_ERROR);
	test_digest();
	test_failure();
	test_wants();
	test_grave();
	test_two();
	test_many();
	test_waits();
	return tap_done();
}
