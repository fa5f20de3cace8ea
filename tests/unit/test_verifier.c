/*
 * Signatures checked with a key at hand, in the sandbox that the checker
 * runs in: the library must need nothing that is not allowed there.
 */
#include "read/dkim/verifier.h"

#include <unistd.h>

#include "base/file.h"
#include "base/sandbox.h"
#include "tests/tap.h"
#include "tests/unit/signed_mail.h"

#define ROWS(a) (sizeof(a) / sizeof((a)[0]))
#define TEST_KEY "v=DKIM1; t=y; p="

/* One text in the place of another, or nothing. */
struct change {
	const char *from, *to;
};

static const struct {
	const char *what, *mail, *record;
	struct change change;
	uint32_t place;
	enum dkim_result result;
	uint32_t bits;
	uint64_t flags;
	int64_t unsigned_bytes;
} cases[] = {
	{ "RSA, relaxed", RSA_MAIL, RSA_KEY, { 0 }, 1, DKIM_PASS, 1024, 0,
	    0 },
	{ "Ed25519, simple", ED_MAIL, ED_KEY, { 0 }, 1, DKIM_PASS, 0, 0,
	    0 },
	{ "a key of 640 bits", WEAK_MAIL, WEAK_KEY, { 0 }, 1, DKIM_PASS,
	    640, 1 << DKIM_WEAK, 0 },
	{ "over since long", OLD_MAIL, RSA_KEY, { 0 }, 1, DKIM_PASS, 1024,
	    0, 0 },
	{ "lines that lost their CR", RSA_MAIL, RSA_KEY, { "\r", "" }, 1,
	    DKIM_PASS, 1024, 0, 0 },
	{ "blanks that relaxed forgives", RSA_MAIL, RSA_KEY,
	    { "hello   you", "hello you" }, 1, DKIM_PASS, 1024, 0, 0 },
	{ "another body", RSA_MAIL, RSA_KEY, { "there", "where" }, 1,
	    DKIM_BODY_CHANGED, 1024, 0, 0 },
	{ "another body, Ed25519", ED_MAIL, ED_KEY, { "there", "where" }, 1,
	    DKIM_BODY_CHANGED, 0, 0, 0 },
	{ "another subject", RSA_MAIL, RSA_KEY, { "Subject: h",
	    "Subject: j" }, 1, DKIM_WRONG, 1024, 0, 0 },
	{ "another key", RSA_MAIL, WEAK_KEY, { 0 }, 1, DKIM_WRONG, 640,
	    1 << DKIM_WEAK, 0 },
	{ "a key of the other kind", RSA_MAIL, ED_KEY, { 0 }, 1,
	    DKIM_KEY_BAD, 0, 0, 0 },
	{ "a key that is void", RSA_MAIL, "v=DKIM1; p=", { 0 }, 1,
	    DKIM_REVOKED, 0, 0, 0 },
	{ "a record that is none", RSA_MAIL, "hello", { 0 }, 1,
	    DKIM_KEY_BAD, 0, 0, 0 },
	{ "an empty record", RSA_MAIL, "", { 0 }, 1, DKIM_KEY_BAD, 0, 0,
	    0 },
	{ "a key that does not decode", RSA_MAIL, TEST_KEY "AAAA", { 0 }, 1,
	    DKIM_KEY_BAD, 0, 1 << DKIM_TESTING, 0 },
	{ "a body that goes on behind l=", SHORT_MAIL, RSA_KEY,
	    { "there", "where" }, 1, DKIM_PASS, 1024,
	    1 << DKIM_REST_UNSIGNED, 18 },
	{ "a body shorter than l=", SHORT_MAIL, RSA_KEY,
	    { "hello   you \r\nthere\r\n\r\n", "" }, 1, DKIM_BODY_CHANGED,
	    0, 0, 0 },
	{ "the first of two, with l=", BOTH_MAIL, RSA_KEY, { 0 }, 1,
	    DKIM_PASS, 1024, 1 << DKIM_REST_UNSIGNED, 18 },
	{ "the second, without", BOTH_MAIL, ED_KEY, { 0 }, 2, DKIM_PASS, 0,
	    0, 0 },
	{ "the second, where the body goes on", BOTH_MAIL, ED_KEY,
	    { "there", "where" }, 2, DKIM_BODY_CHANGED, 0, 0, 0 },
	{ "the second, behind a line that is no field", BOTH_MAIL, ED_KEY,
	    { "\r\nDKIM-Signature", "\r\nno field\r\nDKIM-Signature" }, 2,
	    DKIM_PASS, 0, 0, 0 },
	{ "one that is not there", RSA_MAIL, RSA_KEY, { 0 }, 2,
	    DKIM_UNDECIDED, 0, 0, 0 },
	{ "no message", "", RSA_KEY, { 0 }, 1, DKIM_UNDECIDED, 0, 0, 0 },
};

/* Every one of it; a part that is no string is left alone. */
static void
change(struct buf *out, const char *text, const struct change *c)
{
	size_t n = c->from == NULL ? 0 : strlen(c->from);

	while (*text != '\0') {
		if (n > 0 && strncmp(text, c->from, n) == 0) {
			buf_add_str(out, c->to);
			text += n;
		} else {
			buf_add_char(out, *text++);
		}
	}
}

static void
test_cases(struct verifier *v)
{
	for (size_t i = 0; i < ROWS(cases); i++) {
		CLEANUP(buf_done) struct buf mail = { .max = 10000 };
		struct checked c;

		change(&mail, cases[i].mail, &cases[i].change);
		verifier_check(v, buf_span(&mail), cases[i].place,
		    cases[i].record, &c);
		is_str(dkim_result_name(c.result),
		    dkim_result_name(cases[i].result), cases[i].what);
		is_int(c.bits, cases[i].bits, "bits of its key");
		is_int((long long)c.flags, (long long)cases[i].flags,
		    "its flags");
		is_int(c.unsigned_bytes, cases[i].unsigned_bytes,
		    "bytes that are not signed");
	}
}

int
main(void)
{
	struct verifier *v;
	struct err err;

	setvbuf(stdout, NULL, _IONBF, 0);
	if (verifier_open(&v, &err) == -1 || sandbox_reader(&err) == -1) {
		printf("Bail out! %s\n", err.text);
		return 99;
	}
	test_cases(v);
	verifier_close(v);
	/* A leak checker starts a thread at the end, which the sandbox
	 * refuses. */
	_exit(tap_done());
}
