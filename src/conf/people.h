/*
 * The people files: one person each, rules.d/NAME.yaml.
 */
#ifndef CONF_PEOPLE_H
#define CONF_PEOPLE_H

#include "conf/config.h"

/* Where a rule looks. */
enum rule_in {
	IN_SENDER = 1 << 0,	/* names and addresses of the sender fields */
	IN_SUBJECT = 1 << 1,
	IN_TEXT = 1 << 2,
	IN_HEADER = 1 << 3,	/* the one named in `header` */
	IN_ANY = 1 << 4,	/* sender, subject, text and every header */
};

struct rule {
	char *id;
	char *match;		/* PCRE2 pattern as written */
	unsigned in;		/* enum rule_in bits */
	struct strings headers;	/* names for header:NAME */
	char *kind;		/* free word, default "rule" */
	bool attribute;
	bool strong;		/* fold: strong */
	struct strings hits, misses;
	int line, column;	/* of the pattern, for messages */
};

struct person {
	char *path;		/* the file */
	char *id;
	char *label;		/* id when the file has none */
	struct strings addresses;	/* "local@domain" or "*@domain" */
	struct strings names;
	struct strings phones;
	struct strings handles;
	struct rule *rules;
	size_t n_rules;
};

struct people {
	struct person *at;	/* in order of their files' names */
	size_t n;
	char digest[65];	/* over all files in that order */
};

/* Every *.yaml of the folder.  Two persons with one id, or none at all, are
 * mistakes.  Patterns are checked when they are compiled (match/matcher.h),
 * which is what the places in struct rule are for. */
int people_load(const char *dir, struct people **, struct err *) MUST_USE;
/* One file, for `rules test`. */
int people_load_file(const char *file, struct people **, struct err *)
	MUST_USE;
void people_free(struct people *);
void people_cleanup(struct people **);

#endif
