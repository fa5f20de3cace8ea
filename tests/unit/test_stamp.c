/*
 * Timestamps: a query, and replies that answer it or do not.
 */
#include "base/day.h"
#include "seal/stamp.h"
#include "tests/tap.h"

#include "tests/unit/stamp_rig.h"

static struct tsa good, other, ended, young, past;
static struct digest head, elsewhere;
static struct err err;

/* What is done to the good reply. */
static void
cut(struct buf *reply)
{
	reply->len -= 7;
}

static void
append(struct buf *reply)
{
	buf_add_str(reply, "x");
}

static void
empty(struct buf *reply)
{
	reply->len = 0;
}

static void
garbage(struct buf *reply)
{
	buf_reset(reply);
	buf_add_str(reply, "<html>404</html>");
}

/* A byte of the signature, which stands last. */
static void
last(struct buf *reply)
{
	reply->at[reply->len - 3] ^= 1;
}

static void
reject(struct buf *reply)
{
	static const unsigned char no[] = { 0x30, 5, 0x30, 3, 2, 1, 2 };

	buf_reset(reply);
	buf_add(reply, no, sizeof(no));
}

/* Granted, it says, and no token with it. */
static void
hollow(struct buf *reply)
{
	static const unsigned char yes[] = { 0x30, 5, 0x30, 3, 2, 1, 0 };

	buf_reset(reply);
	buf_add(reply, yes, sizeof(yes));
}

static void
huge(struct buf *reply)
{
	while (reply->len <= STAMP_MAX)
		buf_add_str(reply, "0000000000000000");
}

static const struct {
	const char *name;
	struct tsa *by;		/* who answers */
	struct tsa *trusted;	/* whose root is known */
	const struct digest *of;
	bool again;		/* to another query */
	void (*change)(struct buf *);
	enum stamp_end end;
	const char *why;	/* a piece of what the library says */
} rows[] = {
	{ "as it should be", &good, &good, &head, false, NULL, STAMP_HOLDS,
	    "" },
	{ "another head", &good, &good, &elsewhere, false, NULL, STAMP_OTHER,
	    "" },
	{ "the answer to another query", &good, &good, &head, true, NULL,
	    STAMP_REPLAYED, "" },
	{ "another authority of the same name", &other, &good, &head, false,
	    NULL, STAMP_UNSIGNED, "signature failure" },
	{ "a certificate that had ended", &ended, &ended, &head, false, NULL,
	    STAMP_UNSIGNED, "expired" },
	{ "one that has ended since", &past, &past, &head, false, NULL,
	    STAMP_HOLDS, "" },
	{ "a certificate to come", &young, &young, &head, false, NULL,
	    STAMP_UNSIGNED, "not yet valid" },
	{ "a byte of the signature", &good, &good, &head, false, last,
	    STAMP_UNSIGNED, "" },
	{ "a rejection", &good, &good, &head, false, reject, STAMP_REJECTED,
	    "" },
	{ "a yes without a token", &good, &good, &head, false, hollow,
	    STAMP_NO_REPLY, "" },
	{ "cut short", &good, &good, &head, false, cut, STAMP_NO_REPLY, "" },
	{ "more behind it", &good, &good, &head, false, append,
	    STAMP_NO_REPLY, "" },
	{ "nothing", &good, &good, &head, false, empty, STAMP_NO_REPLY, "" },
	{ "a page of HTML", &good, &good, &head, false, garbage,
	    STAMP_NO_REPLY, "" },
	{ "far too long", &good, &good, &head, false, huge, STAMP_NO_REPLY,
	    "" },
};

static void
test_rows(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		CLEANUP(buf_done) struct buf query = { .max = 1024 };
		CLEANUP(buf_done) struct buf then = { .max = 1024 };
		CLEANUP(buf_done) struct buf reply = { .max = 1 << 20 };
		struct span sent;
		struct stamp s;
		enum stamp_end end;

		if (stamp_ask(rows[i].of, &query, &err) == -1 ||
		    stamp_ask(rows[i].of, &then, &err) == -1)
			printf("Bail out! %s\n", err.text);
		tsa_answer(rows[i].by, buf_span(rows[i].again ? &then :
		    &query), &reply);
		if (rows[i].change != NULL)
			rows[i].change(&reply);
		sent = buf_span(&query);
		end = stamp_check(buf_span(&reply), &head,
		    buf_span(&rows[i].trusted->pem), &sent, &s);
		ok(end == rows[i].end && strstr(s.why, rows[i].why) != NULL,
		    "%s: %s", rows[i].name, stamp_words(end));
		if (end != rows[i].end || strstr(s.why, rows[i].why) == NULL)
			printf("# %s\n", s.why);
	}
}

/* One that was kept, years later: by what it says of itself. */
static void
test_kept(void)
{
	CLEANUP(buf_done) struct buf query = { .max = 1024 };
	CLEANUP(buf_done) struct buf reply = { .max = 65536 };
	struct stamp s;
	int64_t at;

	if (stamp_ask(&head, &query, &err) == -1)
		printf("Bail out! %s\n", err.text);
	good.at_s = TSA_NOW - 10 * TSA_YEAR;
	tsa_answer(&good, buf_span(&query), &reply);
	good.at_s = TSA_NOW;
	ok(stamp_check(buf_span(&reply), &head, buf_span(&good.pem), NULL,
	    &s) == STAMP_HOLDS, "kept for ten years, it holds");
	ok(s.at_ms == (TSA_NOW - 10 * TSA_YEAR) * 1000LL,
	    "with the time it says");
	ok(strcmp(s.serial, "1267") == 0 &&
	    strcmp(s.policy, "1.2.3.4.1") == 0, "number and policy");
	ok(stamp_time(buf_span(&reply), &at) && at == s.at_ms,
	    "the time alone");
	ok(stamp_check(buf_span(&reply), &head, span_str("no PEM"), NULL,
	    &s) == STAMP_NO_CERTIFICATES, "and without certificates not");
}

/* Every byte of it counts for something. */
static void
test_changes(void)
{
	CLEANUP(buf_done) struct buf query = { .max = 1024 };
	CLEANUP(buf_done) struct buf reply = { .max = 65536 };
	struct stamp s;
	size_t held = 0;

	if (stamp_ask(&head, &query, &err) == -1)
		printf("Bail out! %s\n", err.text);
	tsa_answer(&good, buf_span(&query), &reply);
	for (size_t i = 0; i < reply.len; i++) {
		reply.at[i] ^= 0x10;
		held += stamp_check(buf_span(&reply), &head,
		    buf_span(&good.pem), NULL, &s) == STAMP_HOLDS;
		reply.at[i] ^= 0x10;
	}
	/* What the signature does not cover is what the digest of the
	 * original is for. */
	printf("# %zu of %zu changed bytes are not the signature's\n", held,
	    reply.len);
	ok(held < reply.len / 10, "a changed byte is found by the signature");
}

int
main(void)
{
	head = digest_of(span_str("a head"));
	elsewhere = digest_of(span_str("another"));
	tsa_open(&good, "root", -15 * TSA_YEAR, TSA_YEAR);
	tsa_open(&other, "root", -TSA_YEAR, TSA_YEAR);
	tsa_open(&ended, "ended", -2 * TSA_YEAR, -TSA_YEAR);
	tsa_open(&young, "young", TSA_YEAR, 2 * TSA_YEAR);
	tsa_open(&past, "past", -3 * TSA_YEAR, -TSA_YEAR);
	past.at_s -= 2 * TSA_YEAR;
	test_rows();
	test_kept();
	test_changes();
	tsa_close(&good);
	tsa_close(&other);
	tsa_close(&ended);
	tsa_close(&young);
	tsa_close(&past);
	return tap_done();
}
