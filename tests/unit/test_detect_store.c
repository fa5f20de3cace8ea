/*
 * What the detector says of a store: an onset that is known is found on its
 * first days and written down once, and what is no contact changes nothing.
 */
#include "run/detect_run.h"

#include "run/escalation_run.h"
#include "store/records/counts.h"
#include "store/records/milestones.h"
#include "tests/unit/store_rig.h"

#define FIRST_N 20454			/* 2026-01-01 */
#define DAYS 120
#define ONSET 100			/* days after the first */

/* Contacts of one sort, so many a day. */
struct stretch {
	int from, until, a_day;
	enum state state;
	enum direction direction;
	const char *person, *account, *kind;
};

#define QUIET { 0, DAYS, 1, STATE_CONTACT, DIRECTION_IN, "ex", "a", "contact" }
#define MORE(n) ONSET, ONSET + 10, n

static const struct {
	const char *what;
	struct stretch all[2];
	const char *kind;	/* of the flag that is raised; NULL: none */
	int day, within;	/* and when */
} rows[] = {
	{ "one a day", { QUIET }, NULL, 0, 0 },
	{ "a flood from a known day", { QUIET, { MORE(20), STATE_CONTACT,
	    DIRECTION_IN, "ex", "a", "contact" } }, "volume", ONSET, 0 },
	{ "a rise from a known day", { QUIET, { MORE(5), STATE_CONTACT,
	    DIRECTION_IN, "ex", "a", "contact" } }, "volume", ONSET, 3 },
	{ "candidates do not count", { QUIET, { MORE(20), STATE_CANDIDATE,
	    DIRECTION_IN, "ex", "a", "contact" } }, NULL, 0, 0 },
	{ "nor what she wrote", { QUIET, { MORE(20), STATE_CONTACT,
	    DIRECTION_OUT, "ex", "a", "contact" } }, NULL, 0, 0 },
	{ "nor another person's", { QUIET, { MORE(20), STATE_CONTACT,
	    DIRECTION_IN, "other", "a", "contact" } }, NULL, 0, 0 },
	{ "a threat", { QUIET, { ONSET, ONSET + 1, 1, STATE_CONTACT,
	    DIRECTION_IN, "ex", "a", "threat" } }, "threat", ONSET, 0 },
	{ "another's account", { QUIET, { ONSET, ONSET + 3, 1,
	    STATE_CONTACT, DIRECTION_IN, "ex", "b", "contact" } },
	    "new-target", ONSET, 0 },
};

static char ex[] = "ex", a[] = "a", b[] = "b", self[] = TARGET_SELF,
	child[] = "child";
static struct person person = { .id = ex };
static struct people people = { .at = &person, .n = 1 };
static struct account accounts[] = { { .name = a, .target = self },
	{ .name = b, .target = child } };
static struct config config = { .accounts = accounts, .n_accounts = 2 };

static int64_t
noon_of(int day)
{
	return day_start_ms((struct day){ FIRST_N + day }) + 12 * 3600000;
}

static int
add_stretch(struct rig *r, const struct stretch *s, uint32_t *uid)
{
	for (int i = 0; i < s->a_day * (s->until - s->from); i++) {
		char bytes[60];
		struct mail m = { s->person, s->account, "INBOX", 1, ++*uid,
			bytes, "", bytes, s->state, s->direction,
			noon_of(s->from + i / s->a_day) + i % s->a_day * 1000 };
		struct incident in;
		struct sighting seen = { m.account, m.folder, 1, m.uid,
			m.at_ms };
		int64_t id;

		snprintf(bytes, sizeof(bytes), "message %u", m.uid);
		in = mail_incident(&m);
		in.kind = s->kind;
		if (incident_record(r->s, &in, &seen, span_str(bytes), NULL, 0,
		    &id, &r->err) == -1)
			return -1;
	}
	return 0;
}

/* Everything was read, from before the first day until after the last. */
static int
fill(struct rig *r, const struct stretch *all, size_t n)
{
	uint32_t uid = 0;

	if (store_begin(r->s, &r->err) == -1)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (all[i].person != NULL &&
		    add_stretch(r, &all[i], &uid) == -1)
			return -1;
	for (size_t i = 0; i < ROWS(accounts); i++) {
		const struct source_state s = { .account = accounts[i].name,
			.from_ms = noon_of(-1), .until_ms = noon_of(DAYS),
			.tried_ms = noon_of(DAYS), .detail = "",
			.state = "ok", .sandbox = "" };

		if (source_set(r->s, &s, &r->err) == -1)
			return -1;
	}
	return store_commit(r->s, &r->err);
}

/* The first flag of that kind; NULL: there is none. */
static const struct flag *
first_of(const struct detections *d, const char *kind)
{
	for (size_t i = 0; i < d->at[0].flags.n; i++)
		if (strncmp(d->at[0].flags.at[i].kind, kind,
		    strlen(kind)) == 0)
			return &d->at[0].flags.at[i];
	return NULL;
}

static void
test_row(size_t row)
{
	struct detections d;
	struct rig r;
	const struct flag *f;
	bool good;

	rig_make(&r);
	if (fill(&r, rows[row].all, 2) == -1 ||
	    detect_run(r.s, &config, &people, &d, &r.err) == -1)
		printf("Bail out! %s\n", r.err.text);
	f = rows[row].kind == NULL ? NULL : first_of(&d, rows[row].kind);
	good = rows[row].kind == NULL ? d.at[0].flags.n == 0 : f != NULL &&
	    f->day.n >= FIRST_N + rows[row].day &&
	    f->day.n <= FIRST_N + rows[row].day + rows[row].within;
	if (!ok(good, "%s", rows[row].what))
		for (size_t i = 0; i < d.at[0].flags.n; i++)
			printf("# day %d: %s %s\n", d.at[0].flags.at[i].day.n -
			    FIRST_N, d.at[0].flags.at[i].kind,
			    d.at[0].flags.at[i].level);
	detections_done(&d);
	rig_done(&r);
}

static int
write_down(struct rig *r)
{
	int flags = -1;

	if (store_begin(r->s, &r->err) == -1 || escalations_write(r->s,
	    &config, &people, noon_of(DAYS), &flags, &r->err) == -1 ||
	    store_commit(r->s, &r->err) == -1)
		printf("Bail out! %s\n", r->err.text);
	return flags;
}

/* Once, however often it is run, and with whatever comes later. */
static void
test_once(void)
{
	const struct stretch more = { ONSET + 10, ONSET + 15, 20,
		STATE_CONTACT, DIRECTION_IN, "ex", "c", "contact" };
	struct rig r;
	uint32_t uid = 10000;
	int64_t first;

	rig_make(&r);
	if (fill(&r, rows[1].all, 2) == -1)
		printf("Bail out! %s\n", r.err.text);
	ok(write_down(&r) > 0, "flags are written down");
	is_int(write_down(&r), 0, "once");
	first = raw_int(r.path, "SELECT min(id) FROM escalation WHERE kind "
	    "= 'volume' AND level = 'flood'");
	if (store_begin(r.s, &r.err) == -1 ||
	    add_stretch(&r, &more, &uid) == -1 ||
	    store_commit(r.s, &r.err) == -1)
		printf("Bail out! %s\n", r.err.text);
	(void)write_down(&r);
	is_int(raw_int(r.path, "SELECT min(id) FROM escalation WHERE kind = "
	    "'volume' AND level = 'flood'"), first, "and stay as they are");
	is_int(raw_int(r.path, "SELECT count(*) FROM escalation WHERE kind "
	    "= 'volume' AND level = 'flood'"), 1, "one spell, one flag");
	rig_done(&r);
}

/* Contact after an order was served breaks it. */
static void
test_breach(void)
{
	const struct milestone m = { .person = "ex", .type = "order-served",
		.issuer = "", .reference = "", .note = "",
		.made = "2026-03-01", .known_ms = noon_of(50),
		.recorded_ms = noon_of(50) };
	struct detections d;
	struct rig r;
	int64_t number;

	rig_make(&r);
	if (fill(&r, rows[0].all, 1) == -1 || milestone_record(r.s, &m, NULL,
	    &number, &r.err) != 0 ||
	    detect_run(r.s, &config, &people, &d, &r.err) == -1)
		printf("Bail out! %s\n", r.err.text);
	ok(first_of(&d, "breach") != NULL &&
	    first_of(&d, "breach")->day.n >= FIRST_N + 50,
	    "contact after an order was served");
	detections_done(&d);
	rig_done(&r);
}

static void
test_empty(void)
{
	struct detections d;
	struct rig r;

	rig_make(&r);
	ok(detect_run(r.s, &config, &people, &d, &r.err) == 0 && d.n == 1 &&
	    d.at[0].flags.n == 0, "an empty store");
	detections_done(&d);
	rig_done(&r);
}

int
main(void)
{
	struct err err;

	if (zone_use("UTC", &err) == -1)
		return 99;
	for (size_t i = 0; i < ROWS(rows); i++)
		test_row(i);
	test_once();
	test_breach();
	test_empty();
	return tap_done();
}
