/*
 * Timestamps in a store and in its bundles: what stands where, and what
 * verify says of those that do not hold.
 */
#include "tests/unit/bundle_rig.h"
#include "tests/unit/stamp_rig.h"

#include <sys/stat.h>

#include "bundle/verify/verify.h"
#include "seal/signkey.h"
#include "seal/stamps.h"

static struct err err;
static struct tsa one, two;
static char dir[120];

struct heard {
	int n;
	enum fault fault;	/* of the last */
	char where[200], what[STAMPS_WHAT];
};

static int
hear(enum fault fault, const char *where, const char *what, void *arg,
    struct err *e)
{
	struct heard *h = arg;

	(void)e;
	if (fault == FAULT_NOTE)
		return 0;
	h->n++;
	h->fault = fault;
	snprintf(h->where, sizeof(h->where), "%s", where);
	snprintf(h->what, sizeof(h->what), "%s", what);
	printf("# %s: %s: %s\n", fault_name(fault), where, what);
	return 0;
}

static int
pass_over(enum fault fault, const char *where, const char *what, void *arg,
    struct err *e)
{
	(void)fault;
	(void)where;
	(void)what;
	(void)arg;
	(void)e;
	return 0;
}

static void
clear(void)
{
	char command[200];

	snprintf(command, sizeof(command), "rm -rf '%s'", dir);
	if (system(command) != 0)
		printf("Bail out! cannot clear\n");
}

static bool
has(enum bag_file f)
{
	CLEANUP(str_free) char *path = path_join(dir, bag_name(f));

	return access(path, F_OK) == 0;
}

/* A bundle of the store as it stands. */
static struct bundle_made
bundle(struct store *s, const struct ed25519_key *key, int64_t part_bytes)
{
	struct bundle_request request = { .dir = dir, .filter = FILTER_ALL,
		.config = &case_config, .people = &case_people, .key = key,
		.part_bytes = part_bytes };
	struct bundle_made made = { 0 };

	clear();
	if (bundle_write(s, &request, &made, &err) != 0)
		printf("# %s\n", err.text);
	return made;
}

/* Bytes in place of a reply or of certificates. */
static void
spoil_none(struct stamp_answer *a)
{
	(void)a;
}

static void
spoil_reply(struct stamp_answer *a)
{
	a->reply = span_str("no reply");
}

static void
spoil_pem(struct stamp_answer *a)
{
	a->certificates = span_str("no certificates");
}

static void
spoil_authority(struct stamp_answer *a)
{
	a->certificates = buf_span(&two.pem);
}

static void
spoil_row(struct stamp_answer *a)
{
	a->seq--;
}

static void
spoil_far(struct stamp_answer *a)
{
	a->seq += 1000;
}

static const struct {
	const char *name;
	void (*spoil)(struct stamp_answer *);
	int faults;
	enum fault fault;
	const char *what;
} rows[] = {
	{ "as it should be", spoil_none, 0, FAULT_CHANGED, "" },
	{ "no reply", spoil_reply, 1, FAULT_UNREADABLE,
	    "is no timestamp reply" },
	{ "no certificates", spoil_pem, 1, FAULT_UNREADABLE,
	    "has no certificates" },
	{ "certificates of another", spoil_authority, 1, FAULT_CHANGED,
	    "is not signed by whom the certificates vouch for" },
	{ "of another row", spoil_row, 1, FAULT_CHANGED,
	    "is a timestamp of something else" },
	{ "of a row to come", spoil_far, 1, FAULT_MISSING,
	    "has no such row" },
};

static int
record(struct store *s, void (*spoil)(struct stamp_answer *))
{
	CLEANUP(buf_done) struct buf query = { .max = 1024 };
	CLEANUP(buf_done) struct buf reply = { .max = STAMP_MAX };
	struct stamp_answer a = { .name = "tsa" };
	struct digest head;

	if (ledger_head(s, &a.seq, &head, &err) == -1 ||
	    stamp_ask(&head, &query, &err) == -1)
		return -1;
	tsa_answer(&one, buf_span(&query), &reply);
	a.reply = buf_span(&reply);
	a.certificates = buf_span(&one.pem);
	spoil(&a);
	return stamp_record(s, &a, CASE_START, &err);
}

static void
test_faults(void)
{
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct heard in_store = { 0 }, in_bundle = { 0 };
		struct verified sum = { 0 };
		struct rig r;

		rig_make(&r);
		ok(case_fill(r.s, 3, &err) == 0 &&
		    record(r.s, rows[i].spoil) == 0, "%s", rows[i].name);
		ok(stamps_verify(r.s, hear, &in_store, &sum, &err) == 0 &&
		    in_store.n == rows[i].faults &&
		    sum.faults == rows[i].faults &&
		    sum.stamps == 1 - rows[i].faults &&
		    strstr(in_store.what, rows[i].what) != NULL &&
		    in_store.fault == (in_store.n > 0 ? rows[i].fault : 0),
		    "the store's check says so");
		bundle(r.s, NULL, 0);
		ok(bundle_verify(dir, hear, &in_bundle, &sum, &err) == 0 &&
		    in_bundle.n == rows[i].faults &&
		    in_bundle.fault == in_store.fault &&
		    strcmp(in_bundle.what, in_store.what) == 0,
		    "and the bundle's check the same");
		rig_done(&r);
	}
}

/* Certificates once for each content; news is what is no stamp's own. */
static void
test_rows(void)
{
	struct rig r;
	struct stamp_last last;

	rig_make(&r);
	ok(case_fill(r.s, 3, &err) == 0, "a case");
	is_int(stamp_last(r.s, "a", PURPOSE_TIMESTAMP, &last, &err), 1,
	    "not stamped");
	ok(tsa_stamp(r.s, &one, "a", CASE_START, &err) == 0 &&
	    tsa_stamp(r.s, &two, "b", CASE_START, &err) == 0 &&
	    tsa_stamp(r.s, &one, "a", CASE_START + 5, &err) == 0,
	    "stamped by two, by one twice");
	is_int(raw_int(r.path, "SELECT count(*) FROM attachment WHERE "
	    "tbl = 'ledger' AND purpose = 'authority'"), 2,
	    "certificates are kept once");
	is_int(stamp_last(r.s, "a", PURPOSE_TIMESTAMP, &last, &err), 0,
	    "the last is known");
	is_int(last.at_ms, CASE_START + 5, "with its time");
	is_int(stamp_unstamped(r.s, last.seq, &err), 0, "nothing new since");
	is_int(stamp_unstamped(r.s, 1, &err), 1, "a lot since row 1");
	ok(setting_record(r.s, "x", "y", CASE_START, &err) == 0 &&
	    stamp_unstamped(r.s, last.seq, &err) == 1, "a setting is news");
	ok(tsa_stamp(r.s, &two, "a", CASE_START + 9, &err) == 0,
	    "another authority under the name");
	is_int(raw_int(r.path, "SELECT count(*) FROM attachment WHERE "
	    "tbl = 'ledger' AND purpose = 'authority'"), 3,
	    "brings its own certificates");
	rig_done(&r);
}

/* In a bundle the name is whatever who made it wrote there. */
static void
test_name(void)
{
	struct verified sum = { 0 };
	struct heard h = { 0 };
	struct rig r;

	rig_make(&r);
	ok(case_fill(r.s, 3, &err) == 0 && tsa_stamp(r.s, &one,
	    "\x1b[2J\xe2\x80\xae" "ast", CASE_START, &err) == 0, "a name");
	bundle(r.s, NULL, 0);
	ok(bundle_verify(dir, hear, &h, &sum, &err) == 0 && h.n == 0 &&
	    sum.stamps == 1, "holds");
	is_str(sum.stamper, "\\u{001B}[2J\\u{202E}ast", "is safe to print");
	rig_done(&r);
}

static bool
is_found(void)
{
	struct verified sum;

	return bundle_verify(dir, pass_over, NULL, &sum, &err) == 0 &&
	    sum.faults > 0;
}

static void
put(const char *path, struct span bytes)
{
	(void)unlink(path);
	if (file_write(path, bytes, 0600, &err) != 0)
		printf("Bail out! %s\n", err.text);
}

/* Every byte of the two files that stand in the open, every length, and
 * their absence; test_bundle_changes does so with all others. */
static void
test_changes(enum bag_file f)
{
	CLEANUP(str_free) char *path = path_join(dir, bag_name(f));
	CLEANUP(buf_done) struct buf was = { .max = STAMP_MAX };
	size_t missed = 0;

	if (file_read(path, &was, &err) != 0)
		printf("Bail out! %s\n", err.text);
	for (size_t i = 0; i < was.len; i++) {
		was.at[i] ^= 0x20;
		put(path, buf_span(&was));
		missed += !is_found();
		was.at[i] ^= 0x20;
		if (i % 16 != 0)
			continue;
		put(path, span_of(was.at, i));
		missed += !is_found();
	}
	is_int((int64_t)missed, 0, bag_name(f));
	(void)unlink(path);
	ok(is_found(), "its absence is found");
	put(path, buf_span(&was));
	ok(!is_found(), "as it was");
}

static void
test_bundle(void)
{
	struct ed25519_key key;
	struct bundle_made made;
	struct verified sum;
	struct heard h = { 0 };
	struct rig r;

	rig_make(&r);
	ok(case_fill(r.s, 30, &err) == 0 && ed25519_make(&key, &err) == 0 &&
	    signkey_record(r.s, r.path, &key.public, CASE_START, &err) == 0 &&
	    tsa_stamp(r.s, &one, "a", CASE_START, &err) == 0 &&
	    tsa_stamp(r.s, &two, "b", CASE_START, &err) == 0, "a case");
	made = bundle(r.s, NULL, 0);
	is_int(made.files, 15, "unsigned: with chart.svg");
	made = bundle(r.s, &key, 0);
	is_int(made.files, 16, "signed: 16 files");
	ok(has(BAG_TIMESTAMP) && has(BAG_AUTHORITY) && !has(BAG_CHART_SVG),
	    "chart.svg has given way");
	ok(bundle_verify(dir, hear, &h, &sum, &err) == 0 && h.n == 0,
	    "verifies");
	is_int(sum.stamps, 2, "both hold");
	is_str(sum.stamper, "b", "the newest is of b");
	is_int(sum.stamped_ms, TSA_NOW * 1000, "at its time");
	test_changes(BAG_TIMESTAMP);
	test_changes(BAG_AUTHORITY);
	made = bundle(r.s, &key, 9500);
	is_int(made.files, 16, "originals in parts");
	ok(has(BAG_ORIGINALS_2) && !has(BAG_TIMESTAMP) &&
	    !has(BAG_AUTHORITY), "need the place of timestamps, too");
	ok(bundle_verify(dir, hear, &h, &sum, &err) == 0 && h.n == 0 &&
	    sum.stamps == 2, "and both are checked still");
	rig_done(&r);
}

int
main(void)
{
	if (zone_use("Europe/London", &err) != 0)
		return 99;
	snprintf(dir, sizeof(dir), "/tmp/floodmark-stamps-%ld",
	    (long)getpid());
	tsa_open(&one, "root", -TSA_YEAR, TSA_YEAR);
	tsa_open(&two, "root", -TSA_YEAR, TSA_YEAR);
	test_faults();
	test_rows();
	test_name();
	test_bundle();
	clear();
	tsa_close(&one);
	tsa_close(&two);
	return tap_done();
}
