/*
 * What counts as a contact, message by message.
 */
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "match/attribute.h"
#include "match/matcher.h"
#include "read/limits.h"
#include "read/read.h"
#include "tests/tap.h"

static const char person[] =
    "person: ex\n"
    "identifiers:\n"
    "  addresses: [jd@example.org, \"*@jd-plumbing.example\"]\n"
    "  names: [\"John Doe\"]\n"
    "  phones: [\"+44 7700 900123\"]\n"
    "  handles: [\"@jd_1979\"]\n"
    "rules:\n"
    "  - id: visit\n"
    "    match: 'outside\\s+(your|ur)\\s+house'\n"
    "    kind: threat\n"
    "  - id: sign\n"
    "    match: 'the bluebird always knows'\n"
    "    attribute: yes\n"
    "    kind: evasion\n"
    "  - id: slow\n"
    "    match: '(a+)+$'\n"
    "    in: [header:X-Slow]\n";

enum want { NONE, CONTACT, CANDIDATE };

static const struct {
	const char *name, *text;
	enum role role;
	enum want want;
	enum finding_by by;
	const char *kind;
} rows[] = {
	{ "From", "From: jd@example.org\n\nx", ROLE_INBOX, CONTACT,
	    BY_ADDRESS, "contact" },
	{ "From in other case", "From: <JD@Example.ORG>\n\nx", ROLE_INBOX,
	    CONTACT, BY_ADDRESS, "contact" },
	{ "quoted local part", "From: \"jd\"@example.org\n\nx", ROLE_INBOX,
	    CONTACT, BY_ADDRESS, "contact" },
	{ "comments", "From: (a (b)) jd(c)@(d)example.org (e)\n\nx",
	    ROLE_INBOX, CONTACT, BY_ADDRESS, "contact" },
	{ "folded", "From: J D\n <jd@example.org>\n\nx", ROLE_INBOX, CONTACT,
	    BY_ADDRESS, "contact" },
	{ "group", "From: us: a@b.example, jd@example.org;\n\nx", ROLE_INBOX,
	    CONTACT, BY_ADDRESS, "contact" },
	{ "encoded name", "From: =?utf-8?q?J=2E_D=2E?= <jd@example.org>\n\nx",
	    ROLE_INBOX, CONTACT, BY_ADDRESS, "contact" },
	{ "Sender", "From: a@b.example\nSender: jd@example.org\n\nx",
	    ROLE_INBOX, CONTACT, BY_ADDRESS, "contact" },
	{ "Reply-To", "From: a@b.example\nReply-To: jd@example.org\n\nx",
	    ROLE_INBOX, CONTACT, BY_ADDRESS, "contact" },
	{ "Return-Path", "Return-Path: <jd@example.org>\nFrom: a@b.example\n"
	    "\nx", ROLE_INBOX, CONTACT, BY_ADDRESS, "contact" },
	{ "his whole domain", "From: info@jd-plumbing.example\n\nx",
	    ROLE_INBOX, CONTACT, BY_ADDRESS, "contact" },
	{ "not its subdomain", "From: a@x.jd-plumbing.example\n\nx",
	    ROLE_INBOX, NONE, 0, NULL },
	{ "not a longer domain", "From: a@notjd-plumbing.example\n\nx",
	    ROLE_INBOX, NONE, 0, NULL },
	{ "not a domain that goes on", "From: jd@example.org.evil.example\n\n"
	    "x", ROLE_INBOX, NONE, 0, NULL },
	{ "look-alike letter", "From: jd@ex\xd0\xb0mple.org\n\nx",
	    ROLE_INBOX, NONE, 0, NULL },
	{ "plus address is another", "From: jd+x@example.org\n\nx",
	    ROLE_INBOX, NONE, 0, NULL },
	{ "his address as a name", "From: \"jd@example.org\" "
	    "<friend@b.example>\n\nx", ROLE_INBOX, NONE, 0, NULL },
	{ "his address in a comment", "From: friend@b.example "
	    "(jd@example.org)\n\nx", ROLE_INBOX, NONE, 0, NULL },
	{ "To", "From: a@b.example\nTo: jd@example.org\n\nx", ROLE_INBOX,
	    NONE, 0, NULL },
	{ "Cc", "From: a@b.example\nCc: jd@example.org\n\nx", ROLE_INBOX,
	    NONE, 0, NULL },
	{ "body", "From: a@b.example\n\nwrite to jd@example.org", ROLE_INBOX,
	    NONE, 0, NULL },
	{ "forwarded inside", "From: a@b.example\n"
	    "Content-Type: message/rfc822\n\nFrom: jd@example.org\n\nx",
	    ROLE_INBOX, NONE, 0, NULL },
	{ "her own mail", "From: sally@example.net\nTo: b@b.example\n\n"
	    "he was outside your house", ROLE_SENT, NONE, 0, NULL },
	{ "her own mail to him", "From: sally@example.net\n"
	    "To: jd@example.org\n\nstop", ROLE_SENT, CONTACT, BY_RECIPIENT,
	    "contact" },
	{ "the same in an inbox is no proof", "From: sally@example.net\n"
	    "To: jd@example.org\n\nstop", ROLE_INBOX, NONE, 0, NULL },
	{ "his mail in her name", "From: sally@example.net\n"
	    "Reply-To: jd@example.org\n\nx", ROLE_INBOX, CONTACT, BY_ADDRESS,
	    "contact" },
	{ "a display name", "From: John DOE <new@b.example>\n\nx",
	    ROLE_INBOX, CANDIDATE, BY_NAME, "contact" },
	{ "a display name in other letters", "From: J\xd0\xbehn Doe "
	    "<new@b.example>\n\nx", ROLE_INBOX, CANDIDATE, BY_NAME,
	    "contact" },
	{ "a handle", "From: \"@jd_1979\" <n@b.example>\n\nx", ROLE_INBOX,
	    CANDIDATE, BY_HANDLE, "contact" },
	{ "his threat", "From: jd@example.org\n\nI am outside ur house",
	    ROLE_INBOX, CONTACT, BY_ADDRESS, "threat" },
	{ "a stranger's threat", "From: x@b.example\n\nI am OUTSIDE  your\n"
	    "house", ROLE_INBOX, CANDIDATE, BY_RULE, "threat" },
	{ "a rule that attributes", "From: x@b.example\n\n"
	    "the bluebird always knows", ROLE_INBOX, CONTACT, BY_RULE,
	    "evasion" },
	{ "quoted, it does not", "From: x@b.example\n\n"
	    "> the bluebird always knows\nhe writes", ROLE_INBOX, CANDIDATE,
	    BY_RULE, "evasion" },
	{ "in her own mail, it does not", "From: sally@example.net\n\n"
	    "the bluebird always knows", ROLE_INBOX, CANDIDATE, BY_RULE,
	    "evasion" },
	{ "undecided is no miss", "From: x@b.example\nX-Slow: "
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!"
	    "\n\nx", ROLE_INBOX, CANDIDATE, BY_RULE, "undecided" },
	{ "sms in", "From: \"J\" <jd@example.org>\n"
	    "X-smssync-datatype: SMS\nX-smssync-address: 07700900123\n"
	    "X-smssync-type: 1\nX-smssync-date: 1767225600000\n\nhi",
	    ROLE_PHONE, CONTACT, BY_PHONE, "contact" },
	{ "sms of another number in his name's entry", "From: \"J\" "
	    "<jd@example.org>\nX-smssync-datatype: SMS\n"
	    "X-smssync-address: +447700900999\nX-smssync-type: 1\n"
	    "X-smssync-date: 1767225600000\n\nhi", ROLE_PHONE, CANDIDATE,
	    BY_NAME, "contact" },
	{ "sms out", "From: sally@example.net\nX-smssync-datatype: SMS\n"
	    "X-smssync-address: +44 7700 900123\nX-smssync-type: 2\n"
	    "X-smssync-date: 1767225600000\n\nhi", ROLE_PHONE, CONTACT,
	    BY_PHONE, "contact" },
	{ "a draft is nothing", "X-smssync-datatype: SMS\n"
	    "X-smssync-address: 07700900123\nX-smssync-type: 3\n"
	    "X-smssync-date: 1767225600000\n\nhi", ROLE_PHONE, NONE, 0,
	    NULL },
	{ "sms headers in an inbox are mail", "From: x@b.example\n"
	    "X-smssync-datatype: SMS\nX-smssync-address: 07700900123\n"
	    "X-smssync-type: 1\nX-smssync-date: 1767225600000\n\nhi",
	    ROLE_INBOX, NONE, 0, NULL },
	{ "sms that was delivered is mail", "Received: from a by b; Mon, 1 "
	    "Jun 2026 10:00:00 +0000\nFrom: x@b.example\n"
	    "X-smssync-datatype: SMS\nX-smssync-address: 07700900123\n"
	    "X-smssync-type: 1\nX-smssync-date: 1767225600000\n\nhi",
	    ROLE_PHONE, NONE, 0, NULL },
	{ "a number in a mail's From", "From: +447700900123@b.example\n\nx",
	    ROLE_INBOX, NONE, 0, NULL },
	{ "a newsletter", "From: news@shop.example\n\nhouse for sale outside "
	    "the city", ROLE_INBOX, NONE, 0, NULL },
};

struct rig {
	struct config config;
	struct account account;
	struct people *people;
	struct matcher *matcher;
	char *own[1];
};

static void
check_row(struct rig *r, size_t i)
{
	static struct verdict v;
	CLEANUP(arena_done) struct arena arena = { .max = LIMIT_ARENA_BYTES };
	struct read_context ctx = { READ_FULL, rows[i].role, MOMENT_NONE,
		false };
	struct letter letter;
	struct attribution a = { 0 };
	enum want got = NONE;

	letter_read(&arena, span_str(rows[i].text), &ctx, &letter);
	matcher_run(r->matcher, &letter, 0, rows[i].role, &v);
	if (attribute(&v, rows[i].role, r->people, 0, &a))
		got = a.state == STATE_CONTACT ? CONTACT : CANDIDATE;
	is_int(got, rows[i].want, rows[i].name);
	if (got != NONE && rows[i].want != NONE) {
		is_str(finding_by_name(a.why->by),
		    finding_by_name(rows[i].by), rows[i].name);
		is_str(a.kind, rows[i].kind, rows[i].name);
	}
	if (rows[i].by == BY_RECIPIENT)
		is_int(v.direction, DIRECTION_OUT, "it is her own");
}

static const struct {
	const char *name;
	enum channel channel;
	int64_t internal, received, phone, want;
} times[] = {
	{ "INTERNALDATE", CHANNEL_EMAIL, 1767225600000, 1767225000000,
	    MOMENT_NONE, 1767225600000 },
	{ "Received where there is none", CHANNEL_EMAIL, MOMENT_NONE,
	    1767225000000, MOMENT_NONE, 1767225000000 },
	{ "Received where it is impossible", CHANNEL_EMAIL, 0,
	    1767225000000, MOMENT_NONE, 1767225000000 },
	{ "the phone's own", CHANNEL_SMS, 1767225600000, MOMENT_NONE,
	    1767139200000, 1767139200000 },
	{ "not the phone's of a mail", CHANNEL_EMAIL, 1767225600000,
	    MOMENT_NONE, 1767139200000, 1767225600000 },
	{ "not the phone's from the future", CHANNEL_SMS, 1767225600000,
	    MOMENT_NONE, 4102444800000, 1767225600000 },
	{ "now as the last", CHANNEL_EMAIL, MOMENT_NONE, MOMENT_NONE,
	    MOMENT_NONE, 1790000000000 },
};

/* A clock two days behind what it once was. */
static void
check_set_back(void)
{
	struct verdict v = { .channel = CHANNEL_EMAIL,
		.received_ms = MOMENT_NONE, .phone_ms = MOMENT_NONE };
	int64_t newest = 1790000000000, now = newest - 2 * 86400000LL;

	is_int(receipt_ms(&v, newest, newest, now), newest,
	    "the clock is set back: INTERNALDATE all the same");
	is_int(receipt_ms(&v, newest + 2 * 86400000LL, newest, now), now,
	    "nothing is possible: what the clock shows");
}

int
main(void)
{
	char path[] = "/tmp/floodmark-person.XXXXXX";
	struct rig r = { 0 };
	struct err err;
	int fd = mkstemp(path);

	if (fd == -1 || write(fd, person, strlen(person)) < 0 ||
	    people_load_file(path, &r.people, &err) == -1)
		return 99;
	unlink(path);
	r.own[0] = (char[]){ "sally@example.net" };
	r.account.own_addresses = (struct strings){ r.own, 1 };
	r.config = (struct config){ .country = (char[]){ "GB" },
		.accounts = &r.account, .n_accounts = 1 };
	if (matcher_new(&r.config, r.people, &r.matcher, &err) == -1)
		return 99;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_row(&r, i);
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		struct verdict v = { .channel = times[i].channel,
			.received_ms = times[i].received,
			.phone_ms = times[i].phone };

		is_int(receipt_ms(&v, times[i].internal, 1790000000000,
		    1790000000000), times[i].want, times[i].name);
	}
	check_set_back();
	matcher_free(r.matcher);
	people_free(r.people);
	return tap_done();
}
