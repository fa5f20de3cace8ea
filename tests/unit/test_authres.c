/*
 * Authentication-Results: whose word is taken, and what it says.
 */
#include "read/dkim/authres.h"
#include "tests/unit/reading.h"

#define AR "Authentication-Results: "
#define MINE AR "mx.example.org; "

static const struct {
	const char *what, *header;
	bool pass;
} cases[] = {
	{ "header.d", MINE "dkim=pass header.d=facebookmail.com\n", true },
	{ "as Gmail writes it", MINE "\n dkim=pass header.i=@facebookmail.com "
	    "header.s=s1024 header.b=ab/c=;\n spf=pass (x) "
	    "smtp.mailfrom=a@b.example\n", true },
	{ "below the domain", MINE "dkim=pass header.d=x.facebookmail.com\n",
	    true },
	{ "in other case, with a version and comments", AR "MX.Example.ORG 1 "
	    "(a;(b)) ; DKIM/1 = Pass (good) Header.D = FacebookMail.COM\n",
	    true },
	{ "a second signature", MINE "dkim=fail header.d=x.example; "
	    "dkim=pass header.d=facebookmail.com\n", true },
	{ "behind spf", MINE "spf=none; dkim=pass header.d=facebookmail.com;"
	    " dmarc=pass\n", true },
	{ "a field of its own for spf", MINE "spf=pass\n" MINE
	    "dkim=pass header.d=facebookmail.com\n", true },
	{ "quoted", AR "\"mx.example.org\"; dkim=\"pass\" "
	    "header.d=\"facebookmail.com\"\n", true },
	{ "none at all", "Subject: dkim=pass header.d=facebookmail.com\n",
	    false },
	{ "another's word", AR "mx.example.net; dkim=pass "
	    "header.d=facebookmail.com\n", false },
	{ "a name that begins alike", AR "mx.example.org.evil.example; "
	    "dkim=pass header.d=facebookmail.com\n", false },
	{ "fail", MINE "dkim=fail header.d=facebookmail.com\n", false },
	{ "passed", MINE "dkim=passed header.d=facebookmail.com\n", false },
	{ "none", MINE "none\n", false },
	{ "another domain", MINE "dkim=pass header.d=evil.example\n", false },
	{ "an end alike", MINE "dkim=pass header.d=notfacebookmail.com\n",
	    false },
	{ "the domain above", MINE "dkim=pass header.d=com\n", false },
	{ "spf only", MINE "spf=pass header.d=facebookmail.com\n", false },
	{ "the pass of another", MINE "dkim=fail header.d=facebookmail.com "
	    "header.b=ab=; dkim=pass header.d=evil.example\n", false },
	{ "the same with no value", MINE "dkim=fail header.d=facebookmail.com"
	    " header.b=; dkim=pass header.i=@evil.example\n", false },
	{ "header.d above header.i", MINE "dkim=pass header.d=evil.example "
	    "header.i=@facebookmail.com\n", false },
	{ "in whichever order", MINE "dkim=pass header.i=@facebookmail.com "
	    "header.d=evil.example\n", false },
	{ "a quoted local part", MINE "dkim=pass header.i="
	    "\"a@facebookmail.com\"@evil.example\n", false },
	{ "a result within quotes", MINE "dkim=pass header.i=\"; dkim=pass "
	    "header.d=facebookmail.com\"@evil.example\n", false },
	{ "a result within a comment", MINE "dkim=fail (dkim=pass; dkim=pass "
	    "header.d=facebookmail.com) header.d=evil.example\n", false },
	{ "the topmost that speaks of DKIM decides", MINE "dkim=none\n" MINE
	    "dkim=pass header.d=facebookmail.com\n", false },
	{ "an encoded word is none here", MINE "dkim=pass header.i=\""
	    "=?utf-8?q?=22@x;dkim=3Dpass_header.d=3Dfacebookmail.com;?=\""
	    "@evil.example\n", false },
	{ "an open quote", MINE "dkim=pass header.d=\"facebookmail.com\n",
	    false },
	{ "an open comment", MINE "dkim=pass (header.d=facebookmail.com\n",
	    false },
	{ "no value", MINE "dkim=\n", false },
	{ "nothing but the name", AR "mx.example.org\n", false },
	{ "an empty field", AR "\n", false },
};

int
main(void)
{
	char domain[] = "facebookmail.com", *at[] = { domain };
	const struct strings domains = { at, 1 };

	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP(arena_done) struct arena a = { .max = 1 << 20 };
		struct letter l;

		letter_of(&a, span_str(cases[i].header), ROLE_INBOX, &l);
		ok(authres_dkim_pass(&l, "mx.example.org", &domains) ==
		    cases[i].pass, "%s", cases[i].what);
		ok(!authres_dkim_pass(&l, NULL, &domains), "nobody trusted");
	}
	return tap_done();
}
