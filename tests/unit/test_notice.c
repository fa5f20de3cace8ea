/*
 * Notices of platforms, by the file that is shipped: counted when the own
 * server vouches for the signature and the person is named; else not.
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
    "  addresses: [jd@example.org]\n"
    "  names: [\"John Doe\"]\n"
    "  handles: [\"@jd_1979\", \"facebook:Johnny D\",\n"
    "    \"google-alerts:Elaine seven websites\"]\n"
    "rules:\n"
    "  - id: visit\n"
    "    match: 'outside\\s+(your|ur)\\s+house'\n"
    "    kind: threat\n";

#define PASS(domain) "Authentication-Results: mx.example.org;\n" \
	" dkim=pass header.d=" domain "; spf=pass\n"
#define FACEBOOK "From: Facebook <notification+x1@facebookmail.com>\n"
#define X "From: X <notify@x.com>\n"

enum want { NONE, CONTACT, CANDIDATE };

static const struct {
	const char *name, *text;
	enum role role;
	enum want want;
	enum channel channel;
	const char *identifier, *kind;
} rows[] = {
	{ "by name", PASS("facebookmail.com") FACEBOOK
	    "Subject: John Doe sent you a message on Facebook...\n\nx",
	    ROLE_INBOX, CONTACT, CHANNEL_NOTICE, "John Doe", "notice" },
	{ "in other letters", PASS("facebookmail.com") FACEBOOK
	    "Subject: =?utf-8?q?J=D0=BEHN_Doe?= sent you a message\n\nx",
	    ROLE_INBOX, CONTACT, CHANNEL_NOTICE, "John Doe", "notice" },
	{ "by a handle of that platform", PASS("facebookmail.com") FACEBOOK
	    "Subject: Johnny D wants to be friends on Facebook\n\nx",
	    ROLE_INBOX, CONTACT, CHANNEL_NOTICE, "facebook:Johnny D",
	    "notice" },
	{ "not on another", PASS("x.com") X
	    "Subject: Johnny D (@other) mentioned you on X\n\nx",
	    ROLE_INBOX, NONE, CHANNEL_NOTICE, NULL, NULL },
	{ "by the user name", PASS("x.com") X
	    "Subject: Somebody (@jd_1979) sent you a Direct Message!\n\nx",
	    ROLE_INBOX, CONTACT, CHANNEL_NOTICE, "@jd_1979", "notice" },
	{ "by either of two", PASS("x.com") X
	    "Subject: John Doe (@new) mentioned you on X\n\nx",
	    ROLE_INBOX, CONTACT, CHANNEL_NOTICE, "John Doe", "notice" },
	{ "Instagram", PASS("mail.instagram.com") "From: Instagram <no-reply@"
	    "mail.instagram.com>\nSubject: jd_1979 started following you\n\n",
	    ROLE_INBOX, CONTACT, CHANNEL_NOTICE, "@jd_1979", "notice" },
	{ "LinkedIn, in its sender's name", PASS("linkedin.com")
	    "From: John Doe via LinkedIn <messages-noreply@linkedin.com>\n"
	    "Subject: You have 1 new message\n\n", ROLE_INBOX, CONTACT,
	    CHANNEL_NOTICE, "John Doe", "notice" },
	{ "Snapchat", PASS("snapchat.com") "From: no_reply@snapchat.com\n"
	    "Subject: jd_1979 sent you a Snap\n\n", ROLE_INBOX, CONTACT,
	    CHANNEL_NOTICE, "@jd_1979", "notice" },
	{ "Discord", PASS("discord.com") "From: noreply@discord.com\n"
	    "Subject: You missed a direct message from jd_1979\n\n",
	    ROLE_INBOX, CONTACT, CHANNEL_NOTICE, "@jd_1979", "notice" },
	{ "TikTok", PASS("account.tiktok.com") "From: TikTok <register@"
	    "account.tiktok.com>\nSubject: New message from @jd_1979\n\n",
	    ROLE_INBOX, CONTACT, CHANNEL_NOTICE, "@jd_1979", "notice" },
	{ "WhatsApp", PASS("support.whatsapp.com") "From: no-reply@"
	    "support.whatsapp.com\nSubject: John Doe invited you to a "
	    "WhatsApp group\n\n", ROLE_INBOX, CONTACT, CHANNEL_NOTICE,
	    "John Doe", "notice" },
	{ "a Google Alert on what is watched for", PASS("google.com")
	    "From: Google Alerts <googlealerts-noreply@google.com>\n"
	    "Subject: Google Alert - Elaine seven websites\n\n", ROLE_INBOX,
	    CONTACT, CHANNEL_NOTICE, "google-alerts:Elaine seven websites",
	    "notice" },
	{ "a Google Alert on his name is none of his", PASS("google.com")
	    "From: Google Alerts <googlealerts-noreply@google.com>\n"
	    "Subject: Google Alert - John Doe\n\n", ROLE_INBOX, NONE,
	    CHANNEL_NOTICE, NULL, NULL },
	{ "with his words in it", PASS("facebookmail.com") FACEBOOK
	    "Subject: John Doe sent you a message\n\nI am outside ur house",
	    ROLE_INBOX, CONTACT, CHANNEL_NOTICE, "John Doe", "threat" },
	{ "his words, of whoever", PASS("facebookmail.com") FACEBOOK
	    "Subject: Max sent you a message\n\nI am outside ur house",
	    ROLE_INBOX, CANDIDATE, CHANNEL_NOTICE, "", "threat" },
	{ "of somebody else", PASS("facebookmail.com") FACEBOOK
	    "Subject: John Doering sent you a message\n\nx", ROLE_INBOX,
	    NONE, CHANNEL_NOTICE, NULL, NULL },
	{ "with no signature", FACEBOOK
	    "Subject: John Doe sent you a message\n\nx", ROLE_INBOX,
	    CANDIDATE, CHANNEL_EMAIL, "John Doe", "contact" },
	{ "with another's signature", PASS("evil.example") FACEBOOK
	    "Subject: John Doe sent you a message\n\nx", ROLE_INBOX,
	    CANDIDATE, CHANNEL_EMAIL, "John Doe", "contact" },
	{ "with the word of another server", "Authentication-Results: "
	    "mx.evil.example; dkim=pass header.d=facebookmail.com\n" FACEBOOK
	    "Subject: John Doe sent you a message\n\nx", ROLE_INBOX,
	    CANDIDATE, CHANNEL_EMAIL, "John Doe", "contact" },
	{ "with an address like it", PASS("facebookmail.com")
	    "From: notification@facebookmail.com.evil.example\n"
	    "Subject: John Doe sent you a message\n\nx", ROLE_INBOX, NONE,
	    CHANNEL_EMAIL, NULL, NULL },
	{ "with his address before it", PASS("facebookmail.com")
	    "From: notificationx@y@facebookmail.com\n"
	    "Subject: John Doe sent you a message\n\nx", ROLE_INBOX, NONE,
	    CHANNEL_EMAIL, NULL, NULL },
	{ "with two authors", PASS("facebookmail.com") FACEBOOK
	    "From: a@b.example\nSubject: John Doe sent you a message\n\nx",
	    ROLE_INBOX, NONE, CHANNEL_EMAIL, NULL, NULL },
	{ "an answer to one", PASS("facebookmail.com") FACEBOOK
	    "Subject: Re: John Doe sent you a message\n\nx", ROLE_INBOX,
	    NONE, CHANNEL_NOTICE, NULL, NULL },
	{ "in a Sent folder", PASS("facebookmail.com") FACEBOOK
	    "Subject: John Doe sent you a message\n\nx", ROLE_SENT, NONE,
	    CHANNEL_EMAIL, NULL, NULL },
	{ "his own mail stays e-mail", PASS("example.org")
	    "From: jd@example.org\nSubject: John Doe sent you a message\n\nx",
	    ROLE_INBOX, CONTACT, CHANNEL_EMAIL, "jd@example.org",
	    "contact" },
};

static const struct {
	const char *name, *yaml, *error;
} mistakes[] = {
	{ "no group", "platforms:\n  - platform: a\n    senders: [a@a.example]"
	    "\n    domains: [a.example]\n    notices:\n      - id: b\n"
	    "        match: 'x'\n", ":7:17: match: it does not say where the "
	    "name stands; a group (?<who>.+) or (?<handle>.+) would be "
	    "right" },
	{ "a bad pattern", "platforms:\n  - platform: a\n    senders: [a@a]"
	    "\n    domains: [a.example]\n    notices:\n      - id: b\n"
	    "        match: '(?<who>'\n", ":7:24: match: missing closing "
	    "parenthesis; a PCRE2 pattern would be right" },
	{ "no domains", "platforms:\n  - platform: a\n    senders: [a@a]\n"
	    "    notices:\n      - id: b\n        match: '(?<who>.)'\n",
	    ":2:5: a platform has no domains; a list of the domains that "
	    "sign its mail would be right" },
	{ "twice", "platforms:\n  - platform: a\n    senders: [a@a]\n"
	    "    domains: [a]\n    notices: [{id: b, match: '(?<who>.)'}]\n"
	    "  - platform: a\n    senders: [a@a]\n    domains: [a]\n"
	    "    notices: [{id: b, match: '(?<who>.)'}]\n",
	    ":6:5: platform a stands in " },
	{ "a person beside it", "person: ex\nplatforms: []\n",
	    ":1:1: unknown key \"person\"; a platforms' file may have: "
	    "platforms" },
};

struct rig {
	struct config config;
	struct account account;
	struct people *people;
	struct matcher *matcher;
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
	is_str(channel_name(v.channel), channel_name(rows[i].channel),
	    rows[i].name);
	if (got == NONE || rows[i].want == NONE)
		return;
	ok(span_eq(a.why->identifier, span_str(rows[i].identifier)),
	    "%s: what it rests on", rows[i].name);
	is_str(a.kind, rows[i].kind, rows[i].name);
	ok((v.flags >> LETTER_CLAIMS_NOTICE & 1) ==
	    (rows[i].want == CANDIDATE && v.channel == CHANNEL_EMAIL),
	    "%s: flagged", rows[i].name);
}

/* A rules folder with one text and, where it is wanted, the shipped file. */
static char *
write_folder(char *folder, const char *text)
{
	CLEANUP(str_free) char *path = NULL;
	FILE *f;

	if (mkdtemp(folder) == NULL)
		exit(99);
	path = path_join(folder, "ex.yaml");
	f = fopen(path, "w");
	if (f == NULL || fputs(text, f) == EOF || fclose(f) != 0)
		exit(99);
	return folder;
}

static void
remove_folder(const char *folder)
{
	CLEANUP(str_free) char *one = path_join(folder, "ex.yaml");
	CLEANUP(str_free) char *two = path_join(folder, "notices.yaml");

	unlink(one);
	unlink(two);
	rmdir(folder);
}

static void
check_mistake(size_t i)
{
	char folder[] = "/tmp/floodmark-notices.XXXXXX";
	CLEANUP(people_cleanup) struct people *people = NULL;
	CLEANUP(str_free) char *path =
	    path_join(write_folder(folder, mistakes[i].yaml), "ex.yaml");
	struct matcher *m = NULL;
	struct config none = { .country = (char[]){ "GB" } };
	struct err err = { 0 };

	ok(people_load_file(path, &people, &err) == -1 ||
	    matcher_new(&none, people, &m, &err) == -1, "%s: refused",
	    mistakes[i].name);
	is_int(err.code, EX_CONFIG, mistakes[i].name);
	ok(strstr(err.text, mistakes[i].error) != NULL, "%s: %s",
	    mistakes[i].name, err.text);
	matcher_free(m);
	remove_folder(folder);
}

static bool
load(struct rig *r, char *folder)
{
	static char authserv_id[] = "mx.example.org", country[] = "GB";
	const char *top = getenv("top_srcdir");
	CLEANUP(str_free) char *rules = path_join(top == NULL ? "." : top,
	    "rules/notices.yaml");
	CLEANUP(str_free) char *path =
	    path_join(write_folder(folder, person), "notices.yaml");
	CLEANUP(str_free) char *whole = realpath(rules, NULL);
	struct err err;

	if (whole == NULL || symlink(whole, path) == -1 ||
	    people_load(folder, &r->people, &err) == -1)
		return false;
	r->account.authserv_id = authserv_id;
	r->config = (struct config){ .country = country,
		.accounts = &r->account, .n_accounts = 1 };
	return matcher_new(&r->config, r->people, &r->matcher, &err) == 0;
}

int
main(void)
{
	char folder[] = "/tmp/floodmark-notices.XXXXXX";
	struct rig r = { 0 };

	if (!ok(load(&r, folder), "the shipped notices are right"))
		return 99;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check_row(&r, i);
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++)
		check_mistake(i);
	remove_folder(folder);
	matcher_free(r.matcher);
	people_free(r.people);
	return tap_done();
}
