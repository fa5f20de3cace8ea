/*
 * What the counts leave out, with its reasons, and what was seen several
 * times and is counted once.
 */
#include "bundle/write/exclusions.h"
#include "store/records/decisions.h"
#include "store/records/missed.h"
#include "tests/unit/store_rig.h"

#define AT_MS INT64_C(1774000000000)	/* 2026-03-20 09:46 UTC */
#define DAY_MS INT64_C(86400000)

/* 1 seen in three folders, 2 with other bytes in the other account, 3 once,
 * 4 withdrawn below, 5 a candidate, 6 unread. */
static const struct mail mails[] = {
	{ "ex", "home", "INBOX", 1, 1, "one", "1@x", "1", STATE_CONTACT,
	    DIRECTION_IN, AT_MS },
	{ "ex", "home", "Junk", 1, 1, "one", "1@x", "1", STATE_CONTACT,
	    DIRECTION_IN, AT_MS },
	{ "ex", "home", "All", 1, 1, "one", "1@x", "1", STATE_CONTACT,
	    DIRECTION_IN, AT_MS },
	{ "ex", "home", "INBOX", 1, 2, "two", "2@x", "2", STATE_CONTACT,
	    DIRECTION_IN, AT_MS + 1000 },
	{ "ex", "other", "INBOX", 1, 9, "two, by another way", "2@x", "2",
	    STATE_CONTACT, DIRECTION_IN, AT_MS + 1000 },
	{ "ex", "home", "INBOX", 1, 3, "three", "3@x", "3", STATE_CONTACT,
	    DIRECTION_IN, AT_MS + 2000 },
	{ "ex", "home", "INBOX", 1, 4, "four", "4@x", "4", STATE_CONTACT,
	    DIRECTION_IN, AT_MS + 3000 },
	{ "ex", "home", "INBOX", 1, 5, "five", "5@x", "5", STATE_CANDIDATE,
	    DIRECTION_IN, AT_MS + 4000 },
	{ "", "home", "INBOX", 1, 6, "six", "", "6", STATE_UNREADABLE,
	    DIRECTION_IN, AT_MS + 5000 },
};

static int
decide(const struct incident *in, void *arg, struct err *err)
{
	struct rig *r = arg;
	static const char *const reasons[] = { "a mistake",
		"it was the school's" };

	for (int i = 0; i < 2; i++) {
		struct decision d = { .incident = in->id,
			.what = DECIDED_WITHDRAW, .reason = reasons[i],
			.now = *in, .recorded_ms = AT_MS + DAY_MS };

		d.now.state = STATE_WITHDRAWN;
		if (decision_record(r->s, &d, err) != 0)
			return -1;
	}
	return 0;
}

struct taking {
	struct exclusions x;
	struct store *s;
	int64_t n;
};

static int
take(const struct incident *in, void *arg, struct err *err)
{
	struct taking *t = arg;

	return exclusions_take(&t->x, t->s, in, ++t->n, err);
}

static void
check_incidents(struct rig *r)
{
	struct filter all = FILTER_ALL;
	struct taking t = { .s = r->s };
	const struct exclusions *x = &t.x;

	is_int(incident_list(r->s, &all, take, &t, &r->err), 0, "taken");
	is_int(t.n, 6, "six incidents");
	is_int(x->copied, 2, "seen in several places");
	is_int(x->places, 5, "so many places");
	is_int(x->n_versions_all, 1, "one with other bytes");
	ok(x->n_versions == 1 && x->versions[0].n == 2 &&
	    x->versions[0].originals == 2 && x->versions[0].places == 2,
	    "exhibit 2, two originals in two places");
	is_int(x->n_out_all, 2, "two are left out with a reason");
	if (is_int((long long)x->n_out, 2, "and listed")) {
		is_int(x->out[0].n, 4, "exhibit 4 first");
		is_str(x->out[0].reason, "it was the school's",
		    "by the newest reason");
		ok(x->out[1].state == STATE_UNREADABLE &&
		    x->out[1].n == 6, "then the unread one");
		is_str(x->out[1].reason, "", "which needs none");
	}
	exclusions_done(&t.x);
}

/* Days by the filter; what has no date counts on any. */
static const struct {
	int64_t from_ms, to_ms;
	int64_t missed;
} periods[] = {
	{ AT_MS, AT_MS, 2 }, { AT_MS + DAY_MS, AT_MS + DAY_MS, 1 },
	{ AT_MS - DAY_MS, AT_MS + DAY_MS, 2 },
};

static void
check_missed(struct rig *r)
{
	struct missed m[] = {
		{ 0, "home", "INBOX", 1, 7, AT_MS, MISS_VANISHED, AT_MS },
		{ 0, "home", "INBOX", 1, 8, MOMENT_NONE, MISS_REFUSED, AT_MS },
		{ 0, "home", "INBOX", 1, 10, AT_MS, MISS_REFUSED, AT_MS },
		{ 0, "home", "INBOX", 1, 10, AT_MS, MISS_READ, AT_MS },
	};

	for (size_t i = 0; i < ROWS(m); i++)
		ok(missed_record(r->s, &m[i], &r->err) >= 0, "missed %zu", i);
	for (size_t i = 0; i < ROWS(periods); i++) {
		struct exclusions x = { .missed = 0 };
		struct filter f = FILTER_ALL;

		f.from = day_of(periods[i].from_ms);
		f.to = day_of(periods[i].to_ms);
		is_int(exclusions_missed(&x, r->s, &f, &r->err), 0, "asked");
		is_int(x.missed, periods[i].missed, "period");
	}
}

int
main(void)
{
	struct rig r;
	int64_t id;

	rig_make(&r);
	for (size_t i = 0; i < ROWS(mails); i++)
		ok(mail_record(r.s, &mails[i], &id, &r.err) >= 0, "mail %zu",
		    i);
	is_int(incident_get(r.s, 4, decide, &r, &r.err), 0, "is withdrawn");
	check_incidents(&r);
	check_missed(&r);
	rig_done(&r);
	return tap_done();
}
