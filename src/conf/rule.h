/*
 * A rule of a people file, and of a platform's notices.
 */
#ifndef CONF_RULE_H
#define CONF_RULE_H

#include "conf/config.h"

struct yaml;
struct fy_node;

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

/* Adds the list's rules to those at hand; two with one id are a mistake. */
int rules_read(struct yaml *, struct fy_node *list, const char *file,
	struct rule **, size_t *n, struct err *) MUST_USE;
void rules_done(struct rule *, size_t n);
/* For struct key: a short word of letters, digits, - and _. */
int word_check(const char *text, struct err *why) MUST_USE;

#endif
