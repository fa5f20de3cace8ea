/*
 * DKIM-Signature as a strict list of tags, and what of a message's header is
 * told to others: no name that DNS should not see, no word of a stranger.
 */
#include "base/file.h"
#include "read/dkim/signature.h"
#include "read/limits.h"
#include "read/read.h"
#include "tests/tap.h"

#define ROWS(a) (sizeof(a) / sizeof((a)[0]))
#define GOOD "v=1; a=rsa-sha256; b=YQ==; bh=YQ==; h=from:to"
#define L63 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct {
	const char *what, *value;
	const char *domain, *selector;	/* NULL: it is malformed */
	const char *fields, *detail;
} cases[] = {
	{ "as it is mostly written", " v=1; a=rsa-sha256; "
	    "c=relaxed/relaxed;\r\n\td=Mail.Example; s=S1;\r\n "
	    "h=From:To:\r\n\t Subject : Message-ID; bh=YQ==;\r\n b=YWJj\r\n "
	    "\tZGVm;", "mail.example", "s1", "from to subject message-id",
	    "relaxed/relaxed" },
	{ "without c=", GOOD "; d=a.example; s=s", "a.example", "s",
	    "from to", "simple/simple" },
	{ "a selector of labels", GOOD "; d=a.example; s=x.y.z",
	    "a.example", "x.y.z", "from to", "simple/simple" },
	{ "a tag nobody knows", GOOD "; d=a.example; s=s; zz=1",
	    "a.example", "s", "from to", "simple/simple" },
	{ "a sentence in h=", "v=1; a=rsa-sha256; b=YQ==; bh=YQ==; "
	    "h=from:i:see:you; d=a.example; s=s", "a.example", "s", "from",
	    "simple/simple" },
	{ "nothing", "", NULL, NULL, "",
	    "a tag that it must have is missing" },
	{ "no tags", "hello", NULL, NULL, "", "it is no list of tags" },
	{ "no name", "=1", NULL, NULL, "", "it is no list of tags" },
	{ "a hole", "v=1;;a=b", NULL, NULL, "", "it is no list of tags" },
	{ "no d=", GOOD "; s=s", NULL, NULL, "",
	    "a tag that it must have is missing" },
	{ "an empty d=", GOOD "; s=s; d=", NULL, NULL, "",
	    "a tag that it must have is missing" },
	{ "twice d=", GOOD "; s=s; d=a.example; d=b.example", NULL, NULL,
	    "", "a tag stands twice" },
	{ "version 2", "v=2; a=rsa-sha256; b=YQ==; bh=YQ==; h=from; "
	    "d=a.example; s=s", NULL, NULL, "", "v= is not 1" },
	{ "no From", "v=1; a=rsa-sha256; b=YQ==; bh=YQ==; h=to; "
	    "d=a.example; s=s", NULL, NULL, "",
	    "From is not among the signed fields" },
	{ "From in pieces", "v=1; a=rsa-sha256; b=YQ==; bh=YQ==; h=fr om; "
	    "d=a.example; s=s", NULL, NULL, "",
	    "From is not among the signed fields" },
	{ "another algorithm", "v=1; a=rsa-md5; b=YQ==; bh=YQ==; h=from; "
	    "d=a.example; s=s", NULL, NULL, "",
	    "a= is no algorithm of RFC 6376 or 8463" },
	{ "another c=", GOOD "; c=loose; d=a.example; s=s", NULL, NULL, "",
	    "c= is no canonicalization of RFC 6376" },
	{ "a top-level domain", GOOD "; d=example; s=s", NULL, NULL, "",
	    "d= is no domain name" },
	{ "a folded d=", GOOD "; d=a.\r\n example; s=s", NULL, NULL, "",
	    "d= is no domain name" },
	{ "a path in d=", GOOD "; d=../a.example; s=s", NULL, NULL, "",
	    "d= is no domain name" },
	{ "an escape in s=", GOOD "; d=a.example; s=\\046", NULL, NULL, "",
	    "s= is no selector" },
	{ "an underscore in s=", GOOD "; d=a.example; s=a_b", NULL, NULL, "",
	    "s= is no selector" },
	{ "a long label", GOOD "; d=a.example; s=a" L63, NULL, NULL, "",
	    "s= is no selector" },
	{ "too long together", GOOD "; d=" L63 "." L63 ".example; s=" L63 "."
	    L63, NULL, NULL, "", "s= and d= are too long for a name" },
	{ "bytes that are no text", GOOD "; d=a.example; s=s\xff", NULL,
	    NULL, "", "a tag holds what is not printable" },
	{ "an escape sequence", GOOD "; d=a.example; s=s; n=\x1b[2J", NULL,
	    NULL, "", "a tag holds what is not printable" },
	{ "x= is no number", GOOD "; d=a.example; s=s; x=-1", NULL, NULL,
	    "", "x= is no time" },
	{ "x= is huge", GOOD "; d=a.example; s=s; x=9999999999999", NULL,
	    NULL, "", "x= is no time" },
	{ "t= is no number", GOOD "; d=a.example; s=s; t=1e9", NULL, NULL,
	    "", "t= is no time" },
};

static void
test_values(void)
{
	for (size_t i = 0; i < ROWS(cases); i++) {
		struct signature s;

		signature_read(span_str(cases[i].value), 1800000000000, &s);
		is_int(s.good, cases[i].domain != NULL, cases[i].what);
		is_str(s.domain, cases[i].domain == NULL ? "" :
		    cases[i].domain, "its domain");
		is_str(s.selector, cases[i].selector == NULL ? "" :
		    cases[i].selector, "its selector");
		is_str(s.fields, cases[i].fields, "what it signs");
		is_str(s.detail, cases[i].detail, "its detail");
	}
}

static void
test_times(void)
{
	static const struct {
		const char *x;
		int64_t received_ms;
		bool over;
	} rows[] = {
		{ "; x=1700000000", 1700000000000, false },
		{ "; x=1700000000", 1700000000001, true },
		{ "; x=1700000000", MOMENT_NONE, false },
		{ "", 1700000000001, false },
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		CLEANUP(buf_done) struct buf b = { .max = 1000 };
		struct signature s;

		buf_addf(&b, GOOD "; d=a.example; s=s%s", rows[i].x);
		signature_read(buf_span(&b), rows[i].received_ms, &s);
		is_int(s.flags >> DKIM_EXPIRED & 1, rows[i].over,
		    "whether it was over at the receipt");
	}
}

#define SIGNED "DKIM-Signature: " GOOD "; d=a.example; s=s\r\n"
#define AR "Authentication-Results: mx.example.org; "
#define ARC "ARC-Authentication-Results: i=1; mx.example.org; "

/* The whole of what a header is told as. */
static const struct {
	const char *what, *header, *told;
} headers[] = {
	{ "unsigned", "From: a@b.example\r\n", "" },
	{ "signed", SIGNED "From: a@b.example\r\n", "1 a.example s\n" },
	{ "a second From", SIGNED "From: a@b.example\r\nFrom: c@d.example"
	    "\r\n", "1 a.example s from-unsigned\n" },
	{ "one in the body", "From: a@b.example\r\n\r\n" SIGNED, "" },
	{ "a wrong one keeps its place", "DKIM-Signature: x\r\n" SIGNED,
	    "1 malformed\n2 a.example s\n" },
	{ "the own server", AR "dkim=pass (good) header.d=a.example; "
	    "spf=softfail smtp.mailfrom=x@b.example\r\n",
	    "Authentication-Results mx.example.org: dkim=pass a.example, "
	    "spf=softfail b.example\n" },
	{ "two of it", AR "spf=pass\r\n" AR "dkim=fail header.i=@a.example"
	    "\r\n", "Authentication-Results mx.example.org: spf=pass\n"
	    "Authentication-Results mx.example.org: dkim=fail a.example\n" },
	{ "one that came with the mail", AR "spf=pass\r\nReceived: x\r\n" AR
	    "dkim=pass header.d=evil.example\r\n",
	    "Authentication-Results mx.example.org: spf=pass\n" },
	{ "another server", "Authentication-Results: mx.evil.example; "
	    "dkim=pass header.d=a.example\r\n", "" },
	{ "words of a stranger", AR "dkim=pass (I see you) header.d="
	    "\"I see you\"; see=you; spf=gotcha; I see you\r\n",
	    "Authentication-Results mx.example.org: dkim=pass\n" },
	{ "ARC", "ARC-Seal: i=1; a=rsa-sha256; cv=none; d=Mx.Example.ORG; "
	    "s=a; b=YQ==\r\n" ARC "dmarc=pass header.from=a.example\r\n",
	    "ARC-Seal mx.example.org: i=1 cv=none\n"
	    "ARC-Authentication-Results mx.example.org: dmarc=pass "
	    "a.example\n" },
	{ "ARC of a stranger's words", "ARC-Seal: i=see; cv=you; d=a.example"
	    "\r\nARC-Seal: i=1; cv=seeyou; d=a.example\r\n", "" },
};

static void
tell(const struct signatures *s, struct buf *out)
{
	for (uint32_t i = 0; i < s->n; i++) {
		const struct signature *g = &s->at[i];

		if (!g->good) {
			buf_addf(out, "%u malformed\n", g->place);
			continue;
		}
		buf_addf(out, "%u %s %s", g->place, g->domain, g->selector);
		for (unsigned f = 0; f < DKIM_FLAG_COUNT; f++)
			if (g->flags >> f & 1)
				buf_addf(out, " %s", dkim_flag_name(f));
		buf_add_char(out, '\n');
	}
	for (uint32_t i = 0; i < s->n_stated; i++)
		buf_addf(out, "%s %s: %s\n", s->stated[i].field,
		    s->stated[i].server, s->stated[i].detail);
}

/* Over a frame, as the engine sees it. */
static bool
cross(const struct signatures *s, struct signatures *out)
{
	struct wire w;
	struct frame f;
	bool good;

	wire_init(&w, -1);
	frame_begin(&w, 1);
	signatures_put(&w, s);
	frame_end(&w);
	buf_add_span(&w.in, buf_span(&w.out));
	good = frame_next(&w, &f) == 1;
	if (good)
		signatures_get(&f, out);
	good = good && frame_close(&f) == 0;
	wire_done(&w);
	return good;
}

static const struct signature_context own = { "mx.example.org",
	MOMENT_NONE };
static const struct signature_context nobody = { "", MOMENT_NONE };

static void
test_headers(void)
{
	static struct signatures s, crossed;

	for (size_t i = 0; i < ROWS(headers); i++) {
		CLEANUP(buf_done) struct buf told = { .max = 10000 };

		signatures_read(span_str(headers[i].header), &own, &s);
		ok(cross(&s, &crossed), "it crosses a frame");
		tell(&crossed, &told);
		is_str(buf_str(&told), headers[i].told, headers[i].what);
		signatures_read(span_str(headers[i].header), &nobody, &s);
		is_int(s.n_stated, 0, "and nobody's word without authserv_id");
	}
}

/* What makes a message worth a look, to who trusts a server and who does
 * not. */
static const struct {
	const char *header;
	bool trusting, trustless;
} worth[] = {
	{ "From: a@a.example\r\n\r\nDKIM-Signature: x", false, false },
	{ "dkim-signature : x\r\nFrom: a@a.example\r\n", true, true },
	{ "X-DKIM-Signature: x\r\n", false, false },
	{ AR "dkim=pass\r\n", true, false },
	{ "ARC-Seal: x\r\n", true, false },
	{ ARC "dkim=pass\r\n", true, false },
};

static void
test_worth(void)
{
	const struct read_context context = { .internal_ms = MOMENT_NONE };

	for (size_t i = 0; i < ROWS(worth); i++) {
		struct arena arena;
		struct letter l;

		arena_init(&arena, LIMIT_ARENA_BYTES);
		letter_read(&arena, span_str(worth[i].header), &context, &l);
		ok(signature_is_borne(&l, true) == worth[i].trusting &&
		    signature_is_borne(&l, false) == worth[i].trustless,
		    "worth a look: %s", worth[i].header);
		arena_done(&arena);
	}
}

static void
test_many(void)
{
	static struct signatures s, crossed;
	CLEANUP(buf_done) struct buf b = { .max = 1 << 20 };

	for (int i = 0; i < 50; i++)
		buf_add_str(&b, SIGNED);
	signatures_read(buf_span(&b), &own, &s);
	is_int(s.n, DKIM_SIGNATURES_MAX, "of fifty so many are looked at");
	is_int(s.more, 50 - DKIM_SIGNATURES_MAX, "the others are counted");
	ok(cross(&s, &crossed), "they cross a frame");
	snprintf(s.at[3].selector, sizeof(s.at[3].selector), "a/b");
	ok(!cross(&s, &crossed), "a name that is none does not");
}

int
main(void)
{
	test_values();
	test_times();
	test_headers();
	test_worth();
	test_many();
	return tap_done();
}
