#include "read/mime/address.h"
#include "tests/unit/reading.h"

/* name<addr> for each, with ", " between. */
static const struct {
	const char *raw, *want;
} cases[] = {
	{ "jd@example.org", "<jd@example.org>" },
	{ "<jd@example.org>", "<jd@example.org>" },
	{ "John Doe <jd@example.org>", "John Doe<jd@example.org>" },
	{ "\"John Doe\" <jd@example.org>", "John Doe<jd@example.org>" },
	{ "John Doe<jd@example.org>", "John Doe<jd@example.org>" },
	{ "jd@example.org (John Doe)", "John Doe<jd@example.org>" },
	{ "(a) jd@example.org (b (c) d)", "b (c) d<jd@example.org>" },
	{ "John (Jack) Doe <jd@example.org>", "John Doe<jd@example.org>" },
	{ "\"Doe, John\" <jd@example.org>", "Doe, John<jd@example.org>" },
	{ "\"John \\\"JD\\\" Doe\" <jd@example.org>",
	    "John \"JD\" Doe<jd@example.org>" },
	{ "John Q. Public <jq@example.org>",
	    "John Q. Public<jq@example.org>" },
	/* lists */
	{ "a@x.example, b@y.example", "<a@x.example>, <b@y.example>" },
	{ "A <a@x.example>,B <b@y.example>",
	    "A<a@x.example>, B<b@y.example>" },
	{ "a@x.example; b@y.example", "<a@x.example>, <b@y.example>" },
	{ "a@x.example b@y.example", "<a@x.example>, <b@y.example>" },
	{ ",, a@x.example ,,", "<a@x.example>" },
	{ "A <a@x.example> <b@y.example>",
	    "A<a@x.example>, <b@y.example>" },
	/* groups */
	{ "Friends: a@x.example, B <b@y.example>;",
	    "<a@x.example>, B<b@y.example>" },
	{ "undisclosed-recipients:;", "" },
	{ "Friends: a@x.example;, c@z.example",
	    "<a@x.example>, <c@z.example>" },
	/* what only looks like an address */
	{ "\"jd@example.org\" <friend@other.example>",
	    "jd@example.org<friend@other.example>" },
	{ "jd@example.org <friend@other.example>",
	    "jd@example.org<friend@other.example>" },
	{ "jd@example.org, evil <friend@other.example>",
	    "<jd@example.org>, evil<friend@other.example>" },
	{ "friend@other.example (jd@example.org)",
	    "jd@example.org<friend@other.example>" },
	{ "\"jd@example.org\"", "jd@example.org<>" },
	{ "\"<jd@example.org>\" <friend@other.example>",
	    "<jd@example.org><friend@other.example>" },
	{ "=?utf-8?q?jd=40example.org?= <friend@other.example>",
	    "jd@example.org<friend@other.example>" },
	{ "=?utf-8?q?=3Cjd=40example.org=3E?= <friend@other.example>",
	    "<jd@example.org><friend@other.example>" },
	{ "\"a\\\" <jd@example.org> \\\"\" <friend@other.example>",
	    "a\" <jd@example.org> \"<friend@other.example>" },
	{ "( ) <jd@example.org> ) friend", "friend<jd@example.org>" },
	/* unquoted commas in names */
	{ "Doe, John <jd@example.org>", "Doe, John<jd@example.org>" },
	{ "Doe, John, Dr <jd@example.org>, Sally <s@x.example>",
	    "Doe, John, Dr<jd@example.org>, Sally<s@x.example>" },
	{ "Sally, jd@example.org", "Sally<>, <jd@example.org>" },
	/* local parts */
	{ "\"john doe\"@example.org", "<john doe@example.org>" },
	{ "\"j\\\"d\" @ example.org", "<j\"d@example.org>" },
	{ "jd @ example . org", "<jd@example.org>" },
	{ "jd@example.org (x) . (y)", "y<jd@example.org.>" },
	{ "<jd @ example.org>", "<jd@example.org>" },
	{ "<\"j d\"@example.org>", "<j d@example.org>" },
	{ "<John Doe jd@example.org>", "John Doe<jd@example.org>" },
	{ "J <Doe jd @ example.org>", "J Doe<jd@example.org>" },
	{ "<John Doe>", "John Doe<>" },
	{ "jd@[192.0.2.1]", "<jd@[192.0.2.1]>" },
	{ "jd@[IPv6:2001:db8::1]", "<jd@[IPv6:2001:db8::1]>" },
	{ "root", "<root>" },
	{ "root (Cron)", "Cron<root>" },
	{ "<root>", "<root>" },
	/* routes and schemes */
	{ "<@relay.example,@b.example:jd@example.org>", "<jd@example.org>" },
	{ "<mailto:jd@example.org>", "<jd@example.org>" },
	{ "mailto:jd@example.org", "<jd@example.org>" },
	/* folding */
	{ "John\r\n Doe\r\n\t<jd@\r\n example.org>",
	    "John Doe<jd@example.org>" },
	/* encoded words */
	{ "=?utf-8?q?J=C3=B6hn?= Doe <jd@example.org>",
	    "Jöhn Doe<jd@example.org>" },
	{ "=?utf-8?q?J=C3=B6?= =?utf-8?q?hn?= <jd@example.org>",
	    "Jöhn<jd@example.org>" },
	{ "\"=?utf-8?q?J=C3=B6hn?=\" <jd@example.org>",
	    "Jöhn<jd@example.org>" },
	{ "=?utf-8?Q?Doe,_John?= <jd@example.org>",
	    "Doe, John<jd@example.org>" },
	{ "jd@example.org (=?utf-8?q?J=C3=B6hn?=)", "Jöhn<jd@example.org>" },
	{ "=?utf-8?q?J=C3=B6hn?=<jd@example.org>", "Jöhn<jd@example.org>" },
	/* 8-bit and SMTPUTF8 */
	{ "J\xf6hn <jd@example.org>", "Jöhn<jd@example.org>" },
	{ "jöhn@exämple.example", "<jöhn@exämple.example>" },
	/* broken */
	{ "John Doe jd@example.org", "John Doe<jd@example.org>" },
	{ "John <jd@example.org", "John<jd@example.org>" },
	{ "John jd@example.org>", "John<jd@example.org>" },
	{ "<<jd@example.org>>", "<jd@example.org>" },
	{ "\"John Doe <jd@example.org>", "John Doe<jd@example.org>" },
	{ "John <jd@example.org, Sally <s@x.example>",
	    "John<jd@example.org>, Sally<s@x.example>" },
	{ "(John <jd@example.org>", "John<jd@example.org>" },
	{ "a@b@example.org", "<a@b@example.org>" },
	{ "<a@b@example.org>", "<a@b@example.org>" },
	{ "J. Doe", "J. Doe<>" },
	{ "<>", "" },
	{ "Mailer <>", "<Mailer>" },
	{ "", "" },
	{ "()", "" },
	{ "\"\" <jd@example.org>", "<jd@example.org>" },
	{ "jd@example.org [x]", "[x]<jd@example.org>" },
	{ "'John' <'jd@example.org'>", "'John'<'jd@example.org'>" },
};

int
main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP(arena_done) struct arena a = { .max = 1 << 20 };
		CLEANUP(buf_done) struct buf out = { .max = 1 << 20 };
		struct letter l = { .arena = &a };
		struct address *list = NULL;

		address_add(&l, span_str(cases[i].raw), span_str(NULL),
		    &list);
		for (struct address *p = list; p != NULL; p = p->next) {
			buf_add_str(&out, p == list ? "" : ", ");
			buf_add_span(&out, p->name);
			buf_add_char(&out, '<');
			buf_add_span(&out, p->addr);
			buf_add_char(&out, '>');
		}
		is_str(buf_str(&out), cases[i].want, cases[i].raw);
	}
	return tap_done();
}
