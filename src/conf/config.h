/*
 * floodmark.yaml as values.  Read by config_load against its table of keys
 * (conf/keys.h); every mistake is one line `file:line:column: …`, EX_CONFIG.
 */
#ifndef CONF_CONFIG_H
#define CONF_CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "base/err.h"
#include "base/hours.h"
#include "base/strings.h"

enum tls_mode {
	TLS_IMPLICIT,
	TLS_STARTTLS,
	TLS_NONE,		/* loopback addresses only */
};

enum auth_mode {
	AUTH_PASSWORD,
	AUTH_XOAUTH2,
};

/* Whose DNS is asked for the keys of DKIM signatures. */
enum dkim_mode {
	DKIM_PROVIDERS,		/* that of conf/provider.h */
	DKIM_ALL,
	DKIM_OFF,		/* nobody's, and nothing is checked */
};

#define RESOLVER_PORT 53

#define TARGET_SELF "self"

/* What an account reads; each has its row in source/kinds.c. */
enum source_kind {
	SOURCE_IMAP,		/* unless it is said */
	SOURCE_COUNT
};

struct account {
	char *name;
	enum source_kind kind;
	char *host;
	int tls;		/* enum tls_mode */
	int port;		/* 0 in the file: 993 or 143 */
	char *ca_file;		/* NULL: the system's store */
	char *user;
	char *password_file;	/* exactly one of these two */
	char *password_command;
	int auth;		/* enum auth_mode */
	struct strings folders;	/* LIST patterns; empty: the default */
	struct strings sent;
	struct strings own_addresses;
	char *authserv_id;
	char *target;		/* whose account it is; "self" */
	struct strings phone;
	int64_t poll_s;
	int64_t patience_s;	/* with a pass that shows no progress */
	bool idle;
	bool compress;
	int64_t scan_limit;	/* bytes; that of the whole configuration */
};

struct alert {
	char *command;
	struct strings at;	/* levels and kinds; none: all */
	int64_t every_s;	/* from one digest to the next */
	char *quiet_hours;	/* as written; NULL: none */
	struct hours quiet;	/* the same, read */
};

/* Gets the ledger's head; see run/alert/witness.h. */
struct witness_rule {
	char *command;		/* NULL: there is none */
	int every;		/* 0: a day; nothing else so far */
};

/* A timestamp authority (RFC 3161); see run/child/stamper.h. */
struct authority {
	char *name;		/* a short word */
	char *url;		/* http:// or https:// */
	char *certificates;	/* a PEM file: its root, and chain if needed */
};

struct config {
	char *path;		/* of the file itself */
	char *timezone;
	char *country;		/* ISO 3166 alpha-2, upper case */
	char *initials;
	char *store;		/* absolute, or from the working folder */
	char *rules;		/* a folder */
	int max_connections;	/* source children at one time */
	int64_t scan_limit;	/* bytes of a message read at first */
	char *metrics;		/* a file, or NULL */
	char *signing_key;	/* a file, made when missing */
	int dkim;		/* enum dkim_mode */
	struct strings dkim_providers;	/* more of them */
	char *resolver;		/* base/endpoint.h; NULL: the system's */
	struct account *accounts;
	size_t n_accounts;
	struct witness_rule witness;
	struct alert *alerts;
	size_t n_alerts;
	struct authority *authorities;
	size_t n_authorities;
	struct yaml *file;	/* as it was read */
};

/* `path` NULL: $FLOODMARK_CONFIG, $XDG_CONFIG_HOME/floodmark/floodmark.yaml
 * (or ~/.config/…), /etc/floodmark/floodmark.yaml, the first that is set or
 * there.  Sets the process's time zone. */
int config_load(const char *path, struct config **, struct err *) MUST_USE;
/* SHA-256 of the file as it was read, hex.  Made when asked for: a process
 * that only asks the store does without the library's start. */
void config_digest(const struct config *, char out[DIGEST_TEXT]);
const char *dkim_mode_name(int mode);
void config_free(struct config *);
void config_cleanup(struct config **);	/* for CLEANUP() */

#endif
