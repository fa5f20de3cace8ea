/*
 * A rule of a people file, and of a platform's notices.
 */
#ifndef CONF_RULE_H
#define CONF_RULE_H

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
	struct strings places;	/* `in` as written */
	unsigned in;		/* enum rule_in bits */
	struct strings headers;	/* names for header:NAME */
	char *kind;		/* free word, default "rule" */
	bool attribute;
	int strong;		/* fold: 1 strong, 0 plain */
	struct strings hits, misses;
	int line, column;	/* of the pattern, for messages */
};

/* For struct key: a short word of letters, digits, - and _. */
int word_check(const char *text, struct err *why) MUST_USE;

#endif
