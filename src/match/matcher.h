/*
 * The matcher: all persons' identifiers and rules against one letter.
 */
#ifndef MATCH_MATCHER_H
#define MATCH_MATCHER_H

#include "conf/people.h"
#include "model/verdict.h"

struct matcher;

/* Compiles every rule; a bad pattern is "file:line:column: …", EX_CONFIG.
 * The configuration and people must outlive it. */
int matcher_new(const struct config *, const struct people *,
	struct matcher **, struct err *) MUST_USE;
void matcher_free(struct matcher *);
void matcher_cleanup(struct matcher **);

/*
 * What is a hit, per person:
 *  - e-mail: From, Sender, Reply-To and Return-Path hold an address, or in a
 *    Sent folder To, Cc and Bcc do (BY_RECIPIENT);
 *  - texts and calls: the number, and nothing else, is the identifier; an
 *    address in their sender fields comes from the phone's address book and
 *    is a BY_NAME finding;
 *  - display names and handles of the sender fields (BY_NAME, BY_HANDLE);
 *  - rules over the parts they name, plain and folded.
 * Passages are folded where that is needed.
 * v's spans point into the letter's arena or the configuration.
 */
void matcher_run(struct matcher *, struct letter *, size_t account,
	enum role, struct verdict *);

/* Before the first passage of a letter is marked: a rule that cannot decide
 * several of them is left alone until the next letter. */
void matcher_ranges_begin(struct matcher *);
/* Every place in a text where a person's rules hit, for marking; ranges are
 * of the plain text, ascending, not overlapping.  Returns how many. */
struct range {
	size_t start, end;
};
size_t matcher_ranges(struct matcher *, struct letter *, struct passage *,
	struct range *, size_t most);

#endif
