/*
 * Every mistake in a file is one line: where, what, what would be right.
 */
#include <stdlib.h>
#include <unistd.h>

#include "base/file.h"
#include "conf/provider.h"
#include "match/matcher.h"
#include "tests/tap.h"

static char dir[] = "/tmp/floodmark-conf.XXXXXX";

#define GOOD_TOP "timezone: Europe/London\nstore: case.db\nrules: rules.d\n"
#define GOOD_ACCOUNT "accounts:\n  - name: home\n    host: imap.example\n" \
	"    user: sally@example.org\n    password_file: pw\n"

/* `place` is "line:column: " and the beginning of what follows it. */
static const struct {
	const char *name, *text, *place, *right;
} configs[] = {
	{ "unknown key", "timezone: Europe/London\nstor: x\n",
	    "2:1: unknown key \"stor\"", "timezone, country" },
	{ "unknown key of an account", GOOD_TOP GOOD_ACCOUNT
	    "    hots: x\n", "9:5: unknown key \"hots\"", "host" },
	{ "literal password", GOOD_TOP GOOD_ACCOUNT "    password: geheim\n",
	    "9:15: password is refused", "password_file" },
	{ "tls none off loopback", GOOD_TOP GOOD_ACCOUNT "    tls: none\n",
	    "5:5: account home: tls: none", "tls: implicit" },
	{ "tls of no kind", GOOD_TOP GOOD_ACCOUNT "    tls: yes\n",
	    "9:10: tls: \"yes\" is not right", "starttls" },
	{ "two secrets", GOOD_TOP GOOD_ACCOUNT "    password_command: x\n",
	    "5:5: account home: exactly one of password_file", "" },
	{ "port out of range", GOOD_TOP GOOD_ACCOUNT "    port: 70000\n",
	    "9:11: port: \"70000\"", "1 to 65535" },
	{ "poll without unit", GOOD_TOP GOOD_ACCOUNT "    poll: 5\n",
	    "9:11: poll: \"5\"", "90s, 5m" },
	{ "text for a list", GOOD_TOP GOOD_ACCOUNT "    folders: INBOX\n",
	    "9:14: folders: \"INBOX\"", "[INBOX, Junk]" },
	{ "list for a text", GOOD_TOP GOOD_ACCOUNT "    ca_file: [a]\n",
	    "9:15: ca_file: a list stands here", "PEM" },
	{ "a zone nobody knows", "timezone: Europe/Londn\nstore: a\n"
	    "rules: b\n" GOOD_ACCOUNT, "1:11: timezone: unknown time zone",
	    "Europe/London" },
	{ "a country in words", "country: Britain\n" GOOD_TOP GOOD_ACCOUNT,
	    "1:10: country: \"Britain\"", "GB" },
	{ "no store", "timezone: Europe/London\nrules: r\n" GOOD_ACCOUNT,
	    "1:1: the configuration has no store", "case.db" },
	{ "no accounts", GOOD_TOP "accounts: []\n", "4:1: accounts is empty",
	    "- name:" },
	{ "the same key twice", GOOD_TOP "store: b\n" GOOD_ACCOUNT,
	    "4:", "" },
	{ "not YAML", "a: [1, 2\nb: 3\n", "3:1: not YAML: flow sequence", "" },
	{ "a tab", GOOD_TOP "accounts:\n\t- name: x\n", "5:", "" },
	{ "empty", "", "1:1: ", "" },
	{ "a NUL", "timezone: \001\n", "1:", "" },
	{ "two accounts of one name", GOOD_TOP GOOD_ACCOUNT
	    "  - name: home\n    host: a.example\n    user: b\n"
	    "    password_file: c\n", "9:5: two accounts", "different" },
	{ "an alert of no kind", GOOD_TOP GOOD_ACCOUNT
	    "alerts:\n  - command: x\n    at: [always]\n",
	    "10:5: at: \"always\"", "flood" },
	{ "hours without an end", GOOD_TOP GOOD_ACCOUNT
	    "alerts:\n  - command: x\n    quiet_hours: 22:00\n",
	    "11:18: quiet_hours: \"22:00\"", "22:00-07:00" },
	{ "every so many of nothing", GOOD_TOP GOOD_ACCOUNT
	    "alerts:\n  - command: x\n    every: often\n",
	    "11:12: every: \"often\"", "1h" },
	{ "an authority without an address", GOOD_TOP GOOD_ACCOUNT
	    "timestamps:\n  - {name: tsa, certificates: a.pem}\n",
	    "10:6: an authority has no url", "https://tsa.example/" },
	{ "an authority by another way", GOOD_TOP GOOD_ACCOUNT
	    "timestamps:\n  - {name: a, url: 'ftp://b.example/', "
	    "certificates: c}\n", "10:21: url: this is not right",
	    "https://tsa.example/" },
	{ "an authority with a login", GOOD_TOP GOOD_ACCOUNT
	    "timestamps:\n  - {name: a, url: 'https://u:pw@b.example/', "
	    "certificates: c}\n", "10:21: url: this is not right",
	    "https://tsa.example/" },
	{ "an authority that would name a file", GOOD_TOP GOOD_ACCOUNT
	    "timestamps:\n  - {name: ../a, url: 'http://b.example/', "
	    "certificates: c}\n", "10:12: name: \"../a\"", "letters" },
	{ "two authorities of one name", GOOD_TOP GOOD_ACCOUNT
	    "timestamps:\n"
	    "  - {name: a, url: 'http://b.example/', certificates: c}\n"
	    "  - {name: a, url: 'http://d.example/', certificates: e}\n",
	    "11:6: two authorities", "different" },
	{ "a witness without a command", GOOD_TOP GOOD_ACCOUNT
	    "witness:\n  every: day\n", "10:3: the witness has no command",
	    "" },
	{ "dkim of no kind", GOOD_TOP "dkim: some\n" GOOD_ACCOUNT,
	    "4:7: dkim: \"some\"", "providers, all or off" },
	{ "a provider that is no domain", GOOD_TOP
	    "dkim_providers: [isp.example, 'x y']\n" GOOD_ACCOUNT,
	    "4:32: dkim_providers: \"x y\"", "example.org" },
	{ "a resolver by name", GOOD_TOP "resolver: dns.example\n"
	    GOOD_ACCOUNT, "4:11: resolver: \"dns.example\"", "192.0.2.1" },
	{ "a witness every week", GOOD_TOP GOOD_ACCOUNT
	    "witness:\n  command: x\n  every: week\n",
	    "11:10: every: \"week\"", "day" },
};

static const struct {
	const char *name, *text, *place, *right;
} people_rows[] = {
	{ "unknown key", "person: ex\nadresses: [a]\n",
	    "2:1: unknown key \"adresses\"", "identifiers" },
	{ "no id", "label: x\n", "1:1: a person's file has no person", "ex" },
	{ "an address that is none", "person: ex\nidentifiers:\n"
	    "  addresses: [jd@example.org, jd.example.org]\n",
	    "3:31: addresses: \"jd.example.org\"", "name@domain" },
	{ "a star in the middle", "person: ex\nidentifiers:\n"
	    "  addresses: [\"jd@*.example\"]\n", "3:16: addresses:", "" },
	{ "a pattern that is none", "person: ex\nrules:\n  - id: a\n"
	    "    match: 'out(side'\n", "4:21: match: missing closing "
	    "parenthesis", "PCRE2" },
	{ "a place that is none", "person: ex\nrules:\n  - id: a\n"
	    "    match: 'x'\n    in: [body]\n", "5:10: in: \"body\"",
	    "header:NAME" },
	{ "two rules of one id", "person: ex\nrules:\n  - id: a\n"
	    "    match: 'x'\n  - id: a\n    match: 'y'\n",
	    "5:5: two rules are called a", "different" },
	{ "attribute of no kind", "person: ex\nrules:\n  - id: a\n"
	    "    match: 'x'\n    attribute: maybe\n",
	    "5:16: attribute: \"maybe\"", "yes or no" },
	{ "a rule without a pattern", "person: ex\nrules:\n  - id: a\n",
	    "3:5: a rule has no match", "PCRE2" },
};

static char *
write_text(const char *name, const char *text)
{
	char *path = path_join(dir, name);
	struct err err;

	(void)unlink(path);
	if (file_write(path, span_str(text), 0600, &err) == -1)
		printf("# %s\n", err.text);
	return path;
}

/* "PATH:place…right…" in one line. */
static void
says(const struct err *err, const char *path, const char *place,
    const char *right, const char *name)
{
	size_t n = strlen(path);
	bool good = strncmp(err->text, path, n) == 0 &&
	    err->text[n] == ':' &&
	    strncmp(err->text + n + 1, place, strlen(place)) == 0 &&
	    strstr(err->text, right) != NULL &&
	    strchr(err->text, '\n') == NULL && err->code == EX_CONFIG;

	ok(good, "%s", name);
	if (!good)
		printf("# got:  %s (%d)\n# want: %s…%s\n", err->text,
		    err->code, place, right);
}

static void
test_configs(void)
{
	for (size_t i = 0; i < sizeof(configs) / sizeof(configs[0]); i++) {
		CLEANUP(str_free) char *path = write_text("floodmark.yaml",
		    configs[i].text);
		CLEANUP(config_cleanup) struct config *c = NULL;
		struct err err = { 0 };

		if (config_load(path, &c, &err) != -1)
			ok(false, "%s: taken", configs[i].name);
		else
			says(&err, path, configs[i].place, configs[i].right,
			    configs[i].name);
	}
}

static void
test_people(void)
{
	for (size_t i = 0; i < sizeof(people_rows) / sizeof(people_rows[0]);
	    i++) {
		CLEANUP(str_free) char *path = write_text("ex.yaml",
		    people_rows[i].text);
		CLEANUP(people_cleanup) struct people *p = NULL;
		CLEANUP(matcher_cleanup) struct matcher *m = NULL;
		struct config c = { .country = (char[]){ "GB" } };
		struct err err = { 0 };

		if (people_load_file(path, &p, &err) != -1 &&
		    matcher_new(&c, p, &m, &err) != -1)
			ok(false, "%s: taken", people_rows[i].name);
		else
			says(&err, path, people_rows[i].place,
			    people_rows[i].right, people_rows[i].name);
	}
}

/* Of whom a key may be asked. */
static const struct {
	const char *lines, *domain;
	bool may;
} askings[] = {
	{ "", "gmail.com", true },
	{ "", "x.20230601.gappssmtp.com", true },
	{ "", "evilgmail.com", false },
	{ "", "gmail.com.post.example", false },
	{ "", "com", false },
	{ "", "post.example", false },
	{ "dkim: providers\n", "post.example", false },
	{ "dkim_providers: [post.example]\n", "post.example", true },
	{ "dkim_providers: [post.example]\n", "x.post.example", true },
	{ "dkim_providers: [post.example]\n", "apost.example", false },
	{ "dkim_providers: [post.example]\n", "gmail.com", true },
	{ "dkim: all\n", "post.example", true },
	{ "dkim: off\n", "gmail.com", false },
	{ "dkim: off\ndkim_providers: [post.example]\n", "post.example",
	    false },
};

static void
test_asking(void)
{
	for (size_t i = 0; i < sizeof(askings) / sizeof(askings[0]); i++) {
		CLEANUP(buf_done) struct buf text = { .max = 4096 };
		CLEANUP(str_free) char *path = NULL;
		CLEANUP(config_cleanup) struct config *c = NULL;
		struct err err;

		buf_addf(&text, "%s%s%s", GOOD_TOP, askings[i].lines,
		    GOOD_ACCOUNT);
		path = write_text("floodmark.yaml", buf_str(&text));
		if (config_load(path, &c, &err) == -1)
			ok(false, "%s", err.text);
		else
			ok(provider_may_ask(c, askings[i].domain) ==
			    askings[i].may, "%s with \"%s\"",
			    askings[i].domain, askings[i].lines);
	}
}

static void
test_good(void)
{
	CLEANUP(str_free) char *path = write_text("floodmark.yaml",
	    GOOD_TOP "country: GB\ninitials: SJ\n" GOOD_ACCOUNT
	    "    tls: starttls\n    folders: [INBOX, 'Jun; k']\n"
	    "    poll: 2h\n    idle: no\n"
	    "alerts:\n  - command: tell\n    at: [flood, new-channel-sms]\n"
	    "    quiet_hours: 22:00-07:30\n"
	    "  - command: tell\n    every: 2h\n");
	CLEANUP(config_cleanup) struct config *c = NULL;
	CLEANUP(str_free) char *store = path_join(dir, "case.db");
	CLEANUP(str_free) char *key = path_join(dir, "case.db.key");
	CLEANUP(buf_done) struct buf bytes = { .max = 4096 };
	char digest[DIGEST_TEXT], want[DIGEST_TEXT];
	struct digest sum;
	struct err err = { 0 };

	if (config_load(path, &c, &err) == -1) {
		ok(false, "a good file: %s", err.text);
		return;
	}
	is_str(c->store, store, "paths are relative to the file");
	is_int(c->accounts[0].port, 143, "the port of starttls");
	is_int(c->accounts[0].poll_s, 7200, "poll in seconds");
	ok(!c->accounts[0].idle, "idle");
	is_str(c->accounts[0].folders.at[1], "Jun; k", "nothing is cut");
	is_str(c->accounts[0].own_addresses.at[0], "sally@example.org",
	    "own_addresses from the user");
	is_str(c->accounts[0].target, "self", "whose account it is");
	is_int(c->accounts[0].patience_s, 300, "patience as it is by default");
	ok(c->accounts[0].compress, "compressed by default");
	is_int(c->accounts[0].scan_limit, 1 << 20, "a scan of 1MB");
	is_int(c->max_connections, 8, "eight at one time");
	is_str(c->signing_key, key, "a key beside the store");
	is_str(c->alerts[0].at.at[0], "flood", "alerts");
	is_int(c->alerts[0].quiet.until_min, 450, "quiet hours in minutes");
	is_int(c->alerts[0].every_s, 3600, "a digest an hour");
	is_int(c->alerts[1].every_s, 7200, "or as told");
	is_int(file_read(path, &bytes, &err), 0, "the file's bytes");
	sum = digest_of(buf_span(&bytes));
	digest_text(&sum, want);
	config_digest(c, digest);
	is_str(digest, want, "their digest");
}

int
main(void)
{
	CLEANUP(str_free) char *a = NULL;
	CLEANUP(str_free) char *b = NULL;

	if (mkdtemp(dir) == NULL)
		return 99;
	test_configs();
	test_people();
	test_good();
	test_asking();
	a = path_join(dir, "floodmark.yaml");
	b = path_join(dir, "ex.yaml");
	unlink(a);
	unlink(b);
	rmdir(dir);
	return tap_done();
}
