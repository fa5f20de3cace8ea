/*
 * Rows of what messages bear, and the messages that wait for theirs.
 */
#include <string.h>

#include "base/file.h"
#include "store/records/dkim.h"
#include "tests/unit/store_rig.h"

static const struct signature signature = { .place = 1, .good = true,
	.domain = "mail.example", .selector = "s1",
	.algorithm = "rsa-sha256", .fields = "from to",
	.detail = "relaxed/relaxed", .flags = 1 << DKIM_EXPIRED };
static const struct signature wrong = { .place = 2,
	.detail = "s= is no selector" };
static const struct checked passed = { .place = 1, .result = DKIM_PASS,
	.bits = 2048, .flags = 1 << DKIM_TESTING };
static const struct checked unusable = { .place = 1,
	.result = DKIM_KEY_BAD, .detail = "key type unknown" };

/* What an answer and a check become. */
static const struct {
	const char *what;
	const struct signature *signature;
	enum key_answer answer;
	const struct checked *checked;
	enum dkim_result result;
	const char *detail, *flags;
	bool repeat;
} made[] = {
	{ "passes", &signature, ANSWER_FOUND, &passed, DKIM_PASS,
	    "relaxed/relaxed", "expired testing", true },
	{ "a bad key", &signature, ANSWER_FOUND, &unusable, DKIM_KEY_BAD,
	    "relaxed/relaxed; key type unknown", "expired", true },
	{ "the checker ended", &signature, ANSWER_FOUND, NULL,
	    DKIM_UNDECIDED, "relaxed/relaxed", "expired", false },
	{ "no name", &signature, ANSWER_NO_NAME, NULL, DKIM_NO_KEY,
	    "relaxed/relaxed", "expired", false },
	{ "no record", &signature, ANSWER_NO_RECORD, NULL, DKIM_NO_KEY,
	    "relaxed/relaxed", "expired", false },
	{ "several", &signature, ANSWER_SEVERAL, NULL, DKIM_KEY_SEVERAL,
	    "relaxed/relaxed", "expired", false },
	{ "too large", &signature, ANSWER_LARGE, NULL, DKIM_KEY_LARGE,
	    "relaxed/relaxed", "expired", false },
	{ "none", &signature, ANSWER_NONE, NULL, DKIM_NO_ANSWER,
	    "relaxed/relaxed", "expired", false },
	{ "not asked", &signature, ANSWER_NOT_ASKED, NULL, DKIM_NOT_ASKED,
	    "relaxed/relaxed", "expired", false },
	{ "malformed", &wrong, ANSWER_NOT_ASKED, NULL, DKIM_MALFORMED,
	    "s= is no selector", "", false },
};

static void
test_made(void)
{
	for (size_t i = 0; i < ROWS(made); i++) {
		const struct key_record k = { .answer = made[i].answer,
			.asked_ms = 7, .text = "v=DKIM1" };
		struct dkim_text text;
		struct dkim_row p;

		dkim_of(made[i].signature, &k, made[i].checked, &text, &p);
		is_str(dkim_result_name(p.result),
		    dkim_result_name(made[i].result), made[i].what);
		is_str(p.detail, made[i].detail, "its detail");
		is_str(p.flags, made[i].flags, "its flags");
		ok(dkim_can_repeat(&p) == made[i].repeat,
		    "whether it can be checked again");
	}
}

static void
test_differs(void)
{
	const struct key_record k = { .answer = ANSWER_FOUND };
	struct dkim_text one, two;
	struct dkim_row a, b;
	char out[100];

	dkim_of(&signature, &k, &passed, &one, &a);
	dkim_of(&signature, &k, &unusable, &two, &b);
	dkim_differs(&a, &a, out, sizeof(out));
	is_str(out, "", "the same again");
	dkim_differs(&a, &b, out, sizeof(out));
	is_str(out, "result, detail, bits, flags", "what differs");
}

/* The newest original of the store. */
static int
take_digest(const struct incident *in, void *arg, struct err *err)
{
	(void)err;
	*(struct digest *)arg = in->digest;
	return 0;
}

static struct digest
fill(struct rig *r)
{
	struct filter all = FILTER_ALL;
	struct digest d = { { 0 } };

	is_int(mail_fill(r->s, 1, 3, 3, &r->err), 0, "three messages");
	is_int(incident_list(r->s, &all, take_digest, &d, &r->err), 0,
	    "list");
	return d;
}

static int
record(struct rig *r, const struct digest *original, uint32_t place,
    enum key_answer answer, const struct checked *c)
{
	const struct key_record k = { .answer = answer, .asked_ms = 5000,
		.resolver = "192.0.2.1", .text = "v=DKIM1; p=AAAA" };
	struct signature s = signature;
	struct dkim_text text;
	struct dkim_row p;
	int64_t id;

	s.place = place;
	dkim_of(&s, &k, c, &text, &p);
	p.original = *original;
	p.received_ms = 4000;
	p.recorded_ms = 6000;
	return dkim_record(r->s, &p, &id, &r->err);
}

static int
look(const struct dkim_row *p, void *arg, struct err *err)
{
	(void)err;
	++*(int *)arg;
	if (p->place != 1)
		return 0;
	is_str(p->domain, "mail.example", "the domain");
	is_str(p->key_record, "v=DKIM1; p=AAAA", "the key record");
	is_int(p->asked_ms, 5000, "when it was asked");
	ok(p->result == DKIM_PASS && p->answer == ANSWER_FOUND &&
	    p->secure == SECURE_UNKNOWN && p->bits == 2048, "its words");
	return 0;
}

/* Behind the store's back: each must be refused. */
static const char *const changes[] = {
	"UPDATE dkim SET result = 'pass' WHERE id = 2",
	"DELETE FROM dkim WHERE id = 2",
	"INSERT OR REPLACE INTO dkim SELECT * FROM dkim WHERE id = 2",
	"INSERT OR REPLACE INTO dkim SELECT 99, kind, original, field, place,"
	    " domain, selector, 'pass', detail, algorithm, bits, fields,"
	    " flags, unsigned_bytes, answer, secure, resolver, asked_ms,"
	    " key_record, received_ms, recorded_ms FROM dkim WHERE id = 2",
};

static void
test_rows(void)
{
	struct filter all = FILTER_ALL;
	int64_t counts[DKIM_RESULT_COUNT];
	struct verified sum;
	struct digest d;
	struct rig r;
	int n = 0;

	rig_make(&r);
	d = fill(&r);
	is_int(record(&r, &d, 1, ANSWER_FOUND, &passed), 0, "recorded");
	is_int(record(&r, &d, 2, ANSWER_NO_NAME, NULL), 0, "another place");
	is_int(record(&r, &d, 1, ANSWER_NO_NAME, NULL), 1,
	    "not twice, whatever it says");
	is_int(dkim_list(r.s, &d, look, &n, &r.err), 0, "list");
	is_int(n, 2, "two rows");
	is_int(dkim_list_all(r.s, look, &n, &r.err), 0, "list all");
	is_int(n, 4, "the same two");
	is_int(dkim_counts(r.s, &all, counts, &r.err), 0, "counts");
	ok(counts[DKIM_PASS] == 1 && counts[DKIM_NO_KEY] == 1 &&
	    counts[DKIM_REVOKED] == 0, "by result");
	all.person = "nobody";
	is_int(dkim_counts(r.s, &all, counts, &r.err), 0, "counts");
	is_int(counts[DKIM_PASS], 0, "none of another person");
	is_int(rig_faults(&r, &sum), 0, "verify finds nothing");
	for (size_t i = 0; i < ROWS(changes); i++)
		ok(raw_sql(r.path, changes[i]) != 0, "refused: %s",
		    changes[i]);
	is_int(rig_faults(&r, &sum), 0, "and still nothing");
	raw_sql(r.path, "DROP TRIGGER dkim_no_update");
	raw_sql(r.path, "UPDATE dkim SET key_record = 'v=DKIM1; p=BBBB'"
	    " WHERE id = 1");
	raw_lock(r.path);
	is_int(rig_faults(&r, &sum), 1, "a change of the key is found");
	rig_done(&r);
}

/* Who waits, in the order of their turns: how the store names the account
 * of the next one at that moment. */
static void
add(struct rig *r, const struct digest *d, const char *account,
    int64_t next_ms, int want)
{
	const struct dkim_wait w = { *d, account, true, 4000, 0,
		MOMENT_NONE, next_ms };
	int64_t n;

	is_int(wait_add(r->s, &w, &r->err), 0, "added");
	is_int(wait_count(r->s, NULL, &n, &r->err), 0, "counted");
	is_int(n, want, "so many wait");
}

static void
next_is(struct rig *r, int64_t most_ms, const char *account,
    const char *what)
{
	struct dkim_wait w = { .account = NULL };
	int got = wait_next(r->s, most_ms, &w, &r->err);

	is_str(got == 0 ? w.account : "none", account, what);
	free((char *)(uintptr_t)w.account);
}

static void
test_waits(void)
{
	struct digest d, others[2];
	struct dkim_wait w;
	struct rig r;
	int64_t n;

	rig_make(&r);
	d = fill(&r);
	others[0] = digest_of(span_str("Subject: no 1\n\nhello"));
	others[1] = digest_of(span_str("Subject: no 2\n\nhello"));
	next_is(&r, 9000, "none", "nobody waits");
	add(&r, &others[0], "home", 2000, 1);
	add(&r, &others[0], "away", 1000, 1);
	add(&r, &others[1], "work", 1000, 2);
	next_is(&r, 9000, "work", "the earlier one first");
	w = (struct dkim_wait){ .original = others[1], .tries = 3,
		.since_ms = 1500, .next_ms = 3000 };
	is_int(wait_set(r.s, &w, &r.err), 0, "put off");
	next_is(&r, 9000, "home", "then the other");
	next_is(&r, 2500, "work", "one put off beyond reason is not");
	is_int(wait_count(r.s, "work", &n, &r.err), 0, "counted");
	is_int(n, 1, "of one account");
	is_int(wait_next(r.s, 2500, &w, &r.err), 0, "read back");
	ok(w.tries == 3 && w.since_ms == 1500 && w.next_ms == 3000 &&
	    w.received_ms == 4000 && w.whole, "as it was put");
	free((char *)(uintptr_t)w.account);
	is_int(wait_done(r.s, &others[1], &r.err), 0, "done");
	next_is(&r, 2500, "home", "it waits no more");
	is_int(record(&r, &d, 1, ANSWER_FOUND, &passed), 0, "recorded");
	add(&r, &d, "home", 1000, 1);
	rig_done(&r);
}

int
main(void)
{
	test_made();
	test_differs();
	test_rows();
	test_waits();
	return tap_done();
}
