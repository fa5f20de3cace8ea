/*
 * Messages that were not read, and how much a phone uploads.
 */
#include "store/records/missed.h"
#include "store/records/phone.h"
#include "tests/unit/store_rig.h"

/* One message through all its turns: what is new, and what is left. */
static const struct {
	const char *what;
	uint32_t uid;
	enum miss outcome;
	int recorded, left;
} turns[] = {
	{ "read, and never missed", 7, MISS_READ, 0, 0 },
	{ "refused", 7, MISS_REFUSED, 1, 1 },
	{ "refused again", 7, MISS_REFUSED, 0, 1 },
	{ "another vanished", 8, MISS_VANISHED, 1, 2 },
	{ "read at last", 7, MISS_READ, 1, 1 },
	{ "read twice", 7, MISS_READ, 0, 1 },
	{ "refused once more", 7, MISS_REFUSED, 1, 2 },
	{ "vanished", 7, MISS_VANISHED, 1, 2 },
};

static int
count(const struct missed *m, void *arg, struct err *err)
{
	(void)err;
	is_str(m->account, "home", "account");
	++*(int *)arg;
	return 0;
}

static void
test_turns(void)
{
	struct rig r;
	int n = 0;

	rig_make(&r);
	for (size_t i = 0; i < ROWS(turns); i++) {
		struct missed m = { 0, "home", "INBOX", 1, turns[i].uid,
			MOMENT_NONE, turns[i].outcome, 5 };
		int left = 0;

		is_int(missed_record(r.s, &m, &r.err), turns[i].recorded,
		    turns[i].what);
		is_int(missed_list(r.s, NULL, count, &left, &r.err), 0,
		    "list");
		is_int(left, turns[i].left, turns[i].what);
	}
	is_int(missed_list(r.s, "work", count, &n, &r.err), 0, "list");
	is_int(n, 0, "nothing of another account");
	rig_done(&r);
}

/* Items on the days before today (day 0), oldest first, -1: no row. */
static const struct {
	const char *what;
	int items[10];
	int quiet;
	int64_t days;
	double usual;
} phones[] = {
	{ "nothing is known", { -1, -1, -1, -1, -1, -1, -1, -1, -1, -1 }, 0 },
	{ "every day", { 3, 3, 3, 3, 3, 3, 3, 3, 3, 3 }, 0 },
	{ "two days of many", { 14, 14, 14, 14, 14, 14, 14, 14, -1, -1 }, 1,
	    2, 14 },
	{ "one day of many", { 14, 14, 14, 14, 14, 14, 14, 14, 14, -1 }, 0 },
	{ "two days of few", { 1, -1, 2, -1, 1, -1, 1, 1, -1, -1 }, 0 },
	{ "many days of few", { 2, 1, -1, -1, -1, -1, -1, -1, -1, -1 }, 1, 8,
	    1.5 },
};

static void
test_phone(void)
{
	const struct day today = { 20600 };

	for (size_t i = 0; i < ROWS(phones); i++) {
		struct phone_quiet q = { 0, 0 };
		struct rig r;

		rig_make(&r);
		for (int d = 0; d < 10; d++) {
			struct phone_day p = { "home",
				{ today.n - 10 + d }, phones[i].items[d] };

			if (p.items >= 0 && (store_begin(r.s, &r.err) == -1 ||
			    phone_add(r.s, &p, &r.err) == -1 ||
			    store_commit(r.s, &r.err) == -1))
				ok(false, "filled: %s", r.err.text);
		}
		is_int(phone_is_quiet(r.s, "home", today, &q, &r.err),
		    phones[i].quiet, phones[i].what);
		if (phones[i].quiet == 1)
			ok(q.days == phones[i].days &&
			    q.usual == phones[i].usual, "%s: %lld days, %f",
			    phones[i].what, (long long)q.days, q.usual);
		is_int(phone_is_quiet(r.s, "work", today, &q, &r.err), 0,
		    "not another's");
		is_int(phone_forget(r.s, "home", &r.err), 0, "forgotten");
		is_int(phone_is_quiet(r.s, "home", today, &q, &r.err), 0,
		    "nothing is known then");
		rig_done(&r);
	}
}

int
main(void)
{
	struct err err;

	if (zone_use("Europe/London", &err) == -1)
		return 99;
	test_turns();
	test_phone();
	return tap_done();
}
