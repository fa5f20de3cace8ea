/*
 * Decisions: the newest one says how an incident stands, and lists, counts
 * and verify go by it.
 */
#include <signal.h>
#include <sys/wait.h>

#include "store/core/private.h"
#include "store/records/counts.h"
#include "store/records/decisions.h"
#include "tests/unit/store_rig.h"

#define AT_MS INT64_C(1774000000000)	/* 2026-03-20 09:46 UTC */
#define DAY_MS INT64_C(86400000)

/* 1 a contact, 2 a candidate, 3 unread, 4 the user's own. */
static const struct mail mails[] = {
	{ "ex", "home", "INBOX", 1, 1, "one", "1@x", "1", STATE_CONTACT,
	    DIRECTION_IN, AT_MS },
	{ "ex", "home", "INBOX", 1, 2, "two", "2@x", "2", STATE_CANDIDATE,
	    DIRECTION_IN, AT_MS + 1000 },
	{ "", "home", "INBOX", 1, 3, "three", "", "3", STATE_UNREADABLE,
	    DIRECTION_IN, AT_MS + 2000 },
	{ "ex", "home", "Sent", 1, 4, "four", "4@x", "4", STATE_CONTACT,
	    DIRECTION_OUT, AT_MS + 3000 },
};

/* One decision; NULL and 0 leave what was. */
struct step {
	int64_t incident;
	enum decided what;
	enum state state;
	const char *person;
	int64_t at_ms;
	enum channel channel;
	const char *counts, *list;	/* afterwards */
};

static const struct step steps[] = {
	{ 1, DECIDED_WITHDRAW, STATE_WITHDRAWN, NULL, 0, CHANNEL_EMAIL,
	    "2026-03-20 ex email 0 1",
	    "1 withdrawn ex, 2 candidate ex, 3 unreadable , 4 contact ex" },
	{ 1, DECIDED_CONFIRM, STATE_CONTACT, NULL, 0, CHANNEL_EMAIL,
	    "2026-03-20 ex email 1 1",
	    "1 contact ex, 2 candidate ex, 3 unreadable , 4 contact ex" },
	/* twice the same counts once */
	{ 1, DECIDED_CONFIRM, STATE_CONTACT, NULL, 0, CHANNEL_EMAIL,
	    "2026-03-20 ex email 1 1",
	    "1 contact ex, 2 candidate ex, 3 unreadable , 4 contact ex" },
	{ 2, DECIDED_CONFIRM, STATE_CONTACT, NULL, 0, CHANNEL_EMAIL,
	    "2026-03-20 ex email 2 1",
	    "1 contact ex, 2 contact ex, 3 unreadable , 4 contact ex" },
	{ 3, DECIDED_CONFIRM, STATE_CONTACT, "pal", 0, CHANNEL_EMAIL,
	    "2026-03-20 ex email 2 1, 2026-03-20 pal email 1 0",
	    "1 contact ex, 2 contact ex, 3 contact pal, 4 contact ex" },
	/* another day, another channel, another person */
	{ 2, DECIDED_AMEND, STATE_CONTACT, NULL, AT_MS - 3 * DAY_MS,
	    CHANNEL_EMAIL, "2026-03-17 ex email 1 0, 2026-03-20 ex email 1 1, "
	    "2026-03-20 pal email 1 0",
	    "2 contact ex, 1 contact ex, 3 contact pal, 4 contact ex" },
	{ 2, DECIDED_AMEND, STATE_CONTACT, "pal", 0, CHANNEL_PHYSICAL,
	    "2026-03-17 pal physical 1 0, 2026-03-20 ex email 1 1, "
	    "2026-03-20 pal email 1 0",
	    "2 contact pal, 1 contact ex, 3 contact pal, 4 contact ex" },
	{ 4, DECIDED_WITHDRAW, STATE_WITHDRAWN, NULL, 0, CHANNEL_EMAIL,
	    "2026-03-17 pal physical 1 0, 2026-03-20 ex email 1 0, "
	    "2026-03-20 pal email 1 0",
	    "2 contact pal, 1 contact ex, 3 contact pal, 4 withdrawn ex" },
	{ 2, DECIDED_WITHDRAW, STATE_WITHDRAWN, NULL, 0, CHANNEL_PHYSICAL,
	    "2026-03-20 ex email 1 0, 2026-03-20 pal email 1 0",
	    "2 withdrawn pal, 1 contact ex, 3 contact pal, 4 withdrawn ex" },
};

static int
copy_counted(const struct incident *in, void *arg, struct err *err)
{
	(void)err;
	*(struct incident *)arg = *in;
	return 0;
}

static int
decide(struct rig *r, const struct step *s)
{
	struct decision d = { .incident = s->incident, .what = s->what,
		.reason = "because", .recorded_ms = AT_MS + 9 * DAY_MS };
	char person[20];

	if (incident_get(r->s, s->incident, copy_counted, &d.now,
	    &r->err) != 0)
		return -1;
	/* its strings are gone with the query */
	d.now.sender = d.now.identifier = "jd@example.org";
	d.now.kind = "threat";
	snprintf(person, sizeof(person), "%s", s->incident == 3 ? "" : "ex");
	d.now.person = s->person != NULL ? s->person : person;
	if (s->person == NULL && s->what == DECIDED_WITHDRAW &&
	    s->incident == 2)
		d.now.person = "pal";
	d.now.state = s->state;
	d.now.channel = s->channel;
	if (s->at_ms != 0) {
		d.now.at_ms = s->at_ms;
		d.now.day = day_of(s->at_ms);
	}
	return decision_record(r->s, &d, &r->err);
}

static int
put_count(const struct daily *d, void *arg, struct err *err)
{
	struct buf *out = arg;
	char day[DAY_TEXT];

	(void)err;
	day_text(d->day, day);
	buf_addf(out, "%s%s %s %s %lld %lld", out->len > 0 ? ", " : "", day,
	    d->person, channel_name(d->channel), (long long)d->in,
	    (long long)d->out);
	return 0;
}

static int
put_incident(const struct incident *in, void *arg, struct err *err)
{
	struct buf *out = arg;

	(void)err;
	buf_addf(out, "%s%lld %s %s", out->len > 0 ? ", " : "",
	    (long long)in->id, state_name(in->state), in->person);
	return 0;
}

static void
is_counts(struct rig *r, const struct filter *f, const char *want,
    const char *what)
{
	CLEANUP(buf_done) struct buf got = { .max = 4096 };

	if (daily_list(r->s, f, put_count, &got, &r->err) == -1)
		ok(false, "%s", r->err.text);
	is_str(buf_str(&got), want, what);
}

static void
is_list(struct rig *r, const struct filter *f, const char *want,
    const char *what)
{
	CLEANUP(buf_done) struct buf got = { .max = 4096 };

	if (incident_list(r->s, f, put_incident, &got, &r->err) == -1)
		ok(false, "%s", r->err.text);
	is_str(buf_str(&got), want, what);
}

static void
fill(struct rig *r)
{
	rig_make(r);
	for (size_t i = 0; i < ROWS(mails); i++) {
		int64_t id;

		is_int(mail_record(r->s, &mails[i], &id, &r->err), 0, "mail");
	}
}

static void
test_steps(struct rig *r)
{
	const struct filter all = FILTER_ALL;
	struct verified sum;

	for (size_t i = 0; i < ROWS(steps); i++) {
		char what[40];

		snprintf(what, sizeof(what), "step %zu", i);
		is_int(decide(r, &steps[i]), 0, what);
		is_counts(r, &all, steps[i].counts, "counts");
		is_list(r, &all, steps[i].list, "list");
		is_int(rig_faults(r, &sum), 0, "verify");
	}
	is_int(sum.contacts, 2, "contacts as they stand");
	is_int(sum.incidents, 4, "incidents stay");
}

/* The filter asks how incidents stand, not how they came. */
static const struct {
	struct filter filter;
	const char *list, *counts;
} asked[] = {
	{ { { INT32_MIN }, { INT32_MAX }, "pal", -1, NULL },
	    "2 withdrawn pal, 3 contact pal", "2026-03-20 pal email 1 0" },
	{ { { INT32_MIN }, { INT32_MAX }, "ex", -1, NULL },
	    "1 contact ex, 4 withdrawn ex", "2026-03-20 ex email 1 0" },
	{ { { INT32_MIN }, { INT32_MAX }, NULL, CHANNEL_PHYSICAL, NULL },
	    "2 withdrawn pal", "" },
	{ { { 20529 }, { 20529 }, NULL, -1, NULL }, "2 withdrawn pal", "" },
	{ { { 20532 }, { 20532 }, NULL, -1, NULL },
	    "1 contact ex, 3 contact pal, 4 withdrawn ex",
	    "2026-03-20 ex email 1 0, 2026-03-20 pal email 1 0" },
	{ { { INT32_MIN }, { INT32_MAX }, NULL, -1, "threat" },
	    "2 withdrawn pal, 1 contact ex, 3 contact pal, 4 withdrawn ex",
	    "2026-03-20 ex email 1 0, 2026-03-20 pal email 1 0" },
	{ { { INT32_MIN }, { INT32_MAX }, NULL, -1, "nothing" }, "", "" },
};

static void
test_filters(struct rig *r)
{
	for (size_t i = 0; i < ROWS(asked); i++) {
		is_list(r, &asked[i].filter, asked[i].list, "list");
		is_counts(r, &asked[i].filter, asked[i].counts, "counts");
	}
}

static int
count_one(const struct decision *d, void *arg, struct err *err)
{
	(void)err;
	buf_addf(arg, "%s to %s of %s; ", decided_name(d->what),
	    state_name(d->now.state), d->now.person);
	return 0;
}

static void
test_one(struct rig *r)
{
	CLEANUP(buf_done) struct buf got = { .max = 4096 };
	CLEANUP(buf_done) struct buf now = { .max = 4096 };
	CLEANUP(buf_done) struct buf then = { .max = 4096 };
	const struct decision nobody = { .incident = 99, .reason = "",
		.now = { .person = "", .sender = "", .identifier = "",
		.kind = "" } };
	struct day first, last;

	is_int(decision_list(r->s, 2, count_one, &got, &r->err), 0, "all");
	is_str(buf_str(&got), "confirm to contact of ex; amend to contact of "
	    "ex; amend to contact of pal; withdraw to withdrawn of pal; ",
	    "in their order");
	is_int(incident_get(r->s, 2, put_incident, &now, &r->err), 0, "now");
	is_str(buf_str(&now), "2 withdrawn pal", "as it stands");
	is_int(incident_recorded(r->s, 2, put_incident, &then, &r->err), 0,
	    "then");
	is_str(buf_str(&then), "2 candidate ex", "as it came");
	is_int(decision_record(r->s, &nobody, &r->err), 1, "no incident 99");
	is_int(daily_range(r->s, &first, &last, &r->err), 0, "range");
	is_int(first.n, 20529, "an amended day is within the days");
}

/* The same mail again: seen again, and as withdrawn as before. */
static void
test_seen_again(struct rig *r)
{
	const struct filter all = FILTER_ALL;
	struct mail again = mails[3];
	struct verified sum;
	int64_t id;

	again.folder = "Archive";
	again.uid = 77;
	is_int(mail_record(r->s, &again, &id, &r->err), RECORDED_SEEN_AGAIN,
	    "a copy of the withdrawn one");
	is_int(id, 4, "is the same incident");
	is_counts(r, &all, "2026-03-20 ex email 1 0, "
	    "2026-03-20 pal email 1 0", "still not counted");
	is_int(rig_faults(r, &sum), 0, "verify");
}

static void
die(sqlite3_context *c, int n, sqlite3_value **v)
{
	(void)c;
	(void)n;
	(void)v;
	raise(SIGKILL);
}

/* Each statement of the step in turn kills the process before its end. */
static const char *const deaths[] = {
	"CREATE TEMP TRIGGER t BEFORE UPDATE ON daily BEGIN"
	    " SELECT die(); END",
	"CREATE TEMP TRIGGER t AFTER UPDATE ON daily BEGIN"
	    " SELECT die(); END",
	"CREATE TEMP TRIGGER t BEFORE INSERT ON decision BEGIN"
	    " SELECT die(); END",
	"CREATE TEMP TRIGGER t AFTER INSERT ON decision BEGIN"
	    " SELECT die(); END",
	"CREATE TEMP TRIGGER t AFTER INSERT ON ledger BEGIN"
	    " SELECT die(); END",
	"CREATE TEMP TRIGGER t AFTER DELETE ON daily BEGIN"
	    " SELECT die(); END",
};

static void
test_killed(void)
{
	const struct filter all = FILTER_ALL;

	for (size_t i = 0; i < ROWS(deaths); i++) {
		const struct step *s = &steps[0];
		struct verified sum;
		struct rig r;
		int status;
		pid_t pid;

		fill(&r);
		/* the last in its cell, so that the cell goes, too */
		if (i == ROWS(deaths) - 1)
			is_int(decide(&r, &steps[7]), 0, "prepared");
		rig_close(&r);
		fflush(stdout);
		pid = fork();
		if (pid == 0) {
			if (!rig_open(&r, STORE_WRITE))
				_exit(1);
			sqlite3_create_function(r.s->db, "die", 0,
			    SQLITE_UTF8, NULL, die, NULL, NULL);
			sqlite3_exec(r.s->db, deaths[i], NULL, NULL, NULL);
			_exit(decide(&r, s) == 0 ? 2 : 3);
		}
		waitpid(pid, &status, 0);
		ok(WIFSIGNALED(status), "killed: %s", deaths[i]);
		ok(rig_open(&r, STORE_WRITE), "opened again");
		is_int(rig_faults(&r, &sum), 0, "it is whole");
		is_int(sum.contacts, i == ROWS(deaths) - 1 ? 1 : 2,
		    "nothing of it is there");
		is_int(decide(&r, s), 0, "and can be done again");
		is_counts(&r, &all, i == ROWS(deaths) - 1 ? "" :
		    "2026-03-20 ex email 0 1", "once");
		rig_done(&r);
	}
}

int
main(void)
{
	struct err err;
	struct rig r;

	if (zone_use("Europe/London", &err) == -1)
		return 99;
	fill(&r);
	test_steps(&r);
	test_filters(&r);
	test_one(&r);
	test_seen_again(&r);
	rig_done(&r);
	test_killed();
	return tap_done();
}
