#include "conf/config.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/day.h"
#include "base/digest.h"
#include "base/domain.h"
#include "base/endpoint.h"
#include "base/file.h"
#include "conf/keys.h"
#include "conf/rule.h"
#include "detect/kinds.h"

static int
check_country(const char *text, struct err *why)
{
	if (strlen(text) == 2 && text[0] >= 'A' && text[0] <= 'Z' &&
	    text[1] >= 'A' && text[1] <= 'Z')
		return 0;
	return err_set(why, EX_CONFIG, "\"%s\" is not right; two capital "
	    "letters such as GB (ISO 3166) would be", text);
}

static int
check_hours(const char *text, struct err *why)
{
	struct hours hours;

	return hours_parse(text, &hours, why);
}

const char *
dkim_mode_name(int mode)
{
	static const char *const names[] = {
		[DKIM_PROVIDERS] = "providers", [DKIM_ALL] = "all",
		[DKIM_OFF] = "off",
	};

	return names[mode];
}

static int
check_domain(const char *text, struct err *why)
{
	if (domain_is_name(span_str(text), 2))
		return 0;
	return err_set(why, EX_CONFIG, "\"%s\" is not right; a domain such "
	    "as example.org would be", text);
}

static int
check_resolver(const char *text, struct err *why)
{
	struct endpoint ignored;

	if (endpoint_parse(text, RESOLVER_PORT, &ignored))
		return 0;
	return err_set(why, EX_CONFIG, "\"%s\" is not right; an address "
	    "such as 192.0.2.1, 192.0.2.1:5353 or [2001:db8::1]:5353 would "
	    "be", text);
}

/* No login in it: this file is copied and shown around too easily. */
static int
check_url(const char *text, struct err *why)
{
	static const char *const schemes[] = { "http://", "https://" };

	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++) {
		size_t n = strlen(schemes[i]);

		if (strncmp(text, schemes[i], n) == 0 && text[n] != '\0' &&
		    text[n] != '/' && strpbrk(text, " \t\r\n#@") == NULL)
			return 0;
	}
	return err_set(why, EX_CONFIG, "this is not right; an address such "
	    "as https://tsa.example/ would be");
}

static bool
is_loopback(const char *host)
{
	struct in_addr v4;
	struct in6_addr v6;

	if (strcmp(host, "localhost") == 0)
		return true;
	if (inet_pton(AF_INET, host, &v4) == 1)
		return (ntohl(v4.s_addr) >> 24) == 127;
	return inet_pton(AF_INET6, host, &v6) == 1 &&
	    memcmp(&v6, &in6addr_loopback, sizeof(v6)) == 0;
}

/* What no single key can tell. */
static int
check_account(struct yaml *y, struct fy_node *n, void *it, size_t before,
    struct err *err)
{
	struct account *a = it;

	(void)before;
	if (a->tls == TLS_NONE && !is_loopback(a->host))
		return yaml_err(y, n, err, "account %s: tls: none is allowed "
		    "for loopback addresses only; tls: implicit or starttls "
		    "would be right", a->name);
	if ((a->password_file == NULL) == (a->password_command == NULL))
		return yaml_err(y, n, err, "account %s: exactly one of "
		    "password_file and password_command would be right",
		    a->name);
	if (a->port == 0)
		a->port = a->tls == TLS_IMPLICIT ? 993 : 143;
	if (a->own_addresses.n == 0 && strchr(a->user, '@') != NULL)
		strings_add(&a->own_addresses, span_str(a->user));
	return 0;
}

/* "raised, flood or noted" */
static void
list_flag_words(struct buf *out)
{
	const char *word;

	for (size_t i = 0; (word = flag_word(i)) != NULL; i++)
		buf_addf(out, "%s%s", i == 0 ? "" : flag_word(i + 1) == NULL ?
		    " or " : ", ", word);
}

static int
check_alert(struct yaml *y, struct fy_node *n, void *it, size_t before,
    struct err *err)
{
	struct alert *a = it;
	CLEANUP(buf_done) struct buf all = { .max = 400, .truncate = true };

	(void)before;
	if (a->quiet_hours != NULL &&
	    hours_parse(a->quiet_hours, &a->quiet, err) == -1)
		return -1;
	list_flag_words(&all);
	for (size_t i = 0; i < a->at.n; i++)
		if (!flag_word_is_known(a->at.at[i]))
			return yaml_err(y, n, err, "at: \"%s\" is not right; "
			    "%s would be", a->at.at[i], buf_str(&all));
	return 0;
}

static const struct key account_rows[] = {
	{ "name", KEY_TEXT, AT(account, name), true,
	    .help = "a short name such as home" },
	{ "host", KEY_TEXT, AT(account, host), true,
	    .help = "the IMAP server's host name" },
	{ "tls", KEY_WORD, AT(account, tls), false,
	    .otherwise = "implicit",
	    .words = { "implicit", "starttls", "none" },
	    .help = "implicit (port 993), starttls (port 143), or none for "
	    "loopback addresses" },
	{ "port", KEY_INT, AT(account, port), false, .least = 1,
	    .most = 65535, .help = "a number from 1 to 65535" },
	{ "ca_file", KEY_PATH, AT(account, ca_file), false,
	    .help = "a PEM file with the certificates to trust" },
	{ "user", KEY_TEXT, AT(account, user), true,
	    .help = "the login name" },
	{ "password_file", KEY_PATH, AT(account, password_file), false,
	    .help = "a file that holds the password (mode 0600)" },
	{ "password_command", KEY_TEXT, AT(account, password_command), false,
	    .help = "a command that prints the password" },
	{ "password", KEY_REFUSED, 0, false,
	    .help = "password_file: FILE or password_command: COMMAND" },
	{ "auth", KEY_WORD, AT(account, auth), false,
	    .otherwise = "password", .words = { "password", "xoauth2" },
	    .help = "password or xoauth2" },
	{ "folders", KEY_LIST, AT(account, folders), false,
	    .help = "a list of folder names or LIST patterns such as "
	    "[INBOX, Junk]" },
	{ "sent", KEY_LIST, AT(account, sent), false,
	    .help = "a list of folders such as [Sent]" },
	{ "own_addresses", KEY_LIST, AT(account, own_addresses), false,
	    .help = "a list of the user's own addresses" },
	{ "authserv_id", KEY_TEXT, AT(account, authserv_id), false,
	    .help = "the name in the server's own Authentication-Results" },
	{ "target", KEY_TEXT, AT(account, target), false,
	    .otherwise = TARGET_SELF, .check = word_check,
	    .help = "whose account it is: self, child, employer or another "
	    "short word" },
	{ "phone", KEY_LIST, AT(account, phone), false,
	    .help = "a list of SMS Backup+ folders such as [SMS]" },
	{ "poll", KEY_DURATION, AT(account, poll_s), false,
	    .otherwise = "5m", .least = 1,
	    .most = 86400, .help = "a time such as 90s, 5m or 1h" },
	{ "patience", KEY_DURATION, AT(account, patience_s), false,
	    .otherwise = "5m", .least = 2, .most = 86400,
	    .help = "a time such as 90s, 5m or 1h" },
	{ "idle", KEY_BOOL, AT(account, idle), false,
	    .otherwise = "yes", .help = "yes or no" },
	{ "compress", KEY_BOOL, AT(account, compress), false,
	    .otherwise = "yes", .help = "yes or no" },
};

static const struct keys account_keys = { "an account",
	KEY_ROWS(account_rows), sizeof(struct account), .many = "accounts",
	.check = check_account };

static const struct key alert_rows[] = {
	{ "command", KEY_TEXT, AT(alert, command), true,
	    .help = "a command that reads the counts from its input" },
	{ "at", KEY_LIST, AT(alert, at), false,
	    .help = "a list of levels and kinds such as [raised, flood]" },
	{ "every", KEY_DURATION, AT(alert, every_s), false,
	    .otherwise = "1h", .least = 0,
	    .most = 7 * 86400, .help = "a time such as 30m, 1h or 1d" },
	{ "quiet_hours", KEY_TEXT, AT(alert, quiet_hours), false,
	    .check = check_hours, .help = "hours such as 22:00-07:00" },
};

static const struct keys alert_keys = { "an alert", KEY_ROWS(alert_rows),
	sizeof(struct alert), .check = check_alert };

static const struct key witness_rows[] = {
	{ "command", KEY_TEXT, AT(witness_rule, command), true,
	    .help = "a command that reads the ledger's head from its input" },
	{ "every", KEY_WORD, AT(witness_rule, every), false,
	    .otherwise = "day", .words = { "day" }, .help = "day" },
};

static const struct keys witness_keys = { "the witness",
	KEY_ROWS(witness_rows), sizeof(struct witness_rule) };

static const struct key authority_rows[] = {
	{ "name", KEY_TEXT, AT(authority, name), true, .check = word_check,
	    .help = "a short word such as tsa" },
	{ "url", KEY_TEXT, AT(authority, url), true, .check = check_url,
	    .help = "an address such as https://tsa.example/" },
	{ "certificates", KEY_PATH, AT(authority, certificates), true,
	    .help = "a PEM file with the authority's root certificate" },
};

static const struct keys authority_keys = { "an authority",
	KEY_ROWS(authority_rows), sizeof(struct authority),
	.many = "authorities" };

static const struct key config_rows[] = {
	{ "timezone", KEY_TEXT, AT(config, timezone), true,
	    .check = zone_use,
	    .help = "an IANA time zone such as Europe/London" },
	{ "country", KEY_TEXT, AT(config, country), false,
	    .otherwise = "GB", .check = check_country,
	    .help = "two capital letters such as GB (ISO 3166)" },
	{ "initials", KEY_TEXT, AT(config, initials), false,
	    .otherwise = "XX",
	    .help = "the initials for exhibit references, such as SJ" },
	{ "store", KEY_PATH, AT(config, store), true,
	    .help = "a file name such as case.db" },
	{ "rules", KEY_PATH, AT(config, rules), true,
	    .help = "a folder such as rules.d" },
	{ "max_connections", KEY_INT, AT(config, max_connections), false,
	    .otherwise = "8", .least = 1, .most = 1000,
	    .help = "a number of accounts from 1 to 1000" },
	{ "scan_limit", KEY_SIZE, AT(config, scan_limit), false,
	    .otherwise = "1MB", .least = 1 << 16, .most = 1 << 26,
	    .help = "a size from 64KB to 64MB, such as 1MB" },
	{ "metrics", KEY_PATH, AT(config, metrics), false,
	    .help = "a file name such as floodmark.prom" },
	{ "signing_key", KEY_PATH, AT(config, signing_key), false,
	    .help = "a file name such as case.db.key" },
	{ "dkim", KEY_WORD, AT(config, dkim), false,
	    .otherwise = "providers", .words = { "providers", "all", "off" },
	    .help = "providers, all or off" },
	{ "dkim_providers", KEY_LIST, AT(config, dkim_providers), false,
	    .check = check_domain,
	    .help = "a list of mail providers' domains" },
	{ "resolver", KEY_TEXT, AT(config, resolver), false,
	    .check = check_resolver,
	    .help = "the address of a DNS server" },
	{ "accounts", KEY_MAPS, AT(config, accounts), true,
	    .of = &account_keys, .count = AT(config, n_accounts),
	    .help = "a list of IMAP accounts, each starting with `- name:`" },
	{ "alerts", KEY_MAPS, AT(config, alerts), false,
	    .of = &alert_keys, .count = AT(config, n_alerts),
	    .help = "a list of alert commands, each starting with "
	    "`- command:`" },
	{ "witness", KEY_MAP, AT(config, witness), false,
	    .of = &witness_keys,
	    .help = "a map such as {command: COMMAND, every: day}" },
	{ "timestamps", KEY_MAPS, AT(config, authorities), false,
	    .of = &authority_keys, .count = AT(config, n_authorities),
	    .help = "a list of timestamp authorities, each starting with "
	    "`- name:`" },
};

const struct keys config_keys = { "the configuration", KEY_ROWS(config_rows),
	sizeof(struct config) };

/* The first place that is set or there. */
static char *
find_file(const char *path)
{
	const char *env = getenv("FLOODMARK_CONFIG");
	const char *xdg = getenv("XDG_CONFIG_HOME");
	const char *home = getenv("HOME");
	char *out = NULL;

	if (path != NULL)
		return str_dup(path);
	if (env != NULL && env[0] != '\0')
		return str_dup(env);
	if (xdg != NULL && xdg[0] != '\0')
		out = path_join(xdg, "floodmark/floodmark.yaml");
	else if (home != NULL)
		out = path_join(home, ".config/floodmark/floodmark.yaml");
	if (out != NULL && access(out, F_OK) == 0)
		return out;
	free(out);
	return str_dup("/etc/floodmark/floodmark.yaml");
}

int
config_load(const char *path, struct config **out, struct err *err)
{
	CLEANUP(config_cleanup) struct config *c = mem_get(1, sizeof(*c));
	struct yaml *y;

	c->path = find_file(path);
	if (yaml_open(c->path, &c->file, err) == -1) {
		if (err->code != EX_NOINPUT)
			return -1;
		return err_set(err, EX_CONFIG, "%s: there is no such "
		    "configuration; -c FILE or $FLOODMARK_CONFIG names one",
		    c->path);
	}
	y = c->file;
	if (keys_read(y, yaml_root(y), &config_keys, c, err) == -1)
		return -1;
	/* What depends on other keys. */
	if (c->signing_key == NULL && asprintf(&c->signing_key, "%s.key",
	    c->store) < 0)
		abort();
	for (size_t i = 0; i < c->n_accounts; i++)
		c->accounts[i].scan_limit = c->scan_limit;
	*out = c;
	c = NULL;
	return 0;
}

void
config_digest(const struct config *c, char out[DIGEST_TEXT])
{
	struct digest digest = digest_of(yaml_bytes(c->file));

	digest_text(&digest, out);
}

void
config_free(struct config *c)
{
	if (c == NULL)
		return;
	keys_free(&config_keys, c);
	yaml_cleanup(&c->file);
	free(c->path);
	free(c);
}

void
config_cleanup(struct config **c)
{
	config_free(*c);
	*c = NULL;
}
