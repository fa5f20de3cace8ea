/*
 * The files of the rules folder: a person each, or platforms whose mails
 * are notices of what a person did there.
 */
#ifndef CONF_PEOPLE_H
#define CONF_PEOPLE_H

#include "conf/config.h"
#include "conf/platform.h"

struct person {
	char *path;		/* the file */
	char *id;
	char *label;		/* id when the file has none */
	struct strings addresses;	/* "local@domain" or "*@domain" */
	struct strings names;
	struct strings phones;
	struct strings handles;	/* "jd_1979" or "platform:what it shows" */
	struct rule *rules;
	size_t n_rules;
};

struct people {
	struct person *at;	/* in order of their files' names */
	size_t n;
	struct platform *platforms;
	size_t n_platforms;
	char digest[65];	/* over all files in that order */
};

/* Every *.yaml of the folder: `person:` or `platforms:`.  Two persons or two
 * platforms with one id, or no person at all, are mistakes.  Patterns are
 * checked when they are compiled (match/matcher.h), which is what the places
 * in struct rule are for. */
int people_load(const char *dir, struct people **, struct err *) MUST_USE;
/* One file, for `rules test`. */
int people_load_file(const char *file, struct people **, struct err *)
	MUST_USE;
void people_free(struct people *);
void people_cleanup(struct people **);

#endif
