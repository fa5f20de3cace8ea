/*
 * Literals: which rules can hit a text at all?
 *
 * Most patterns need some fixed word: `outside\s+(your|ur)\s+house` cannot
 * hit where "outside" does not stand.  One pass of an automaton (Aho and
 * Corasick 1975, "Efficient string matching") over a text tells for all
 * rules at once whether their word is there; only those are then tried in
 * earnest.  A pattern without such a word is always tried, so that this
 * saves time and changes no result.
 */
#ifndef MATCH_LITERAL_H
#define MATCH_LITERAL_H

#include <stdint.h>

#include "base/span.h"

#define LITERAL_LEAST 3		/* bytes; shorter words are everywhere */
#define LITERAL_MOST 24		/* bytes; the rest of a word tells little */
#define LITERAL_WORDS 8		/* of one pattern, one an alternative */

/*
 * The words of which every text that the pattern hits holds one: ASCII
 * letters and digits, in any case.  Returns how many, 0 when none are sure.
 * The spans point into the pattern.
 */
size_t literal_words(const char *pattern, struct span out[LITERAL_WORDS]);

struct literals;

struct literals *literals_new(void);
void literals_free(struct literals *);
/* `rule` may hit where the word stands; before literals_seal. */
void literals_add(struct literals *, struct span word, size_t rule);
void literals_seal(struct literals *);
/* Sets the bit of every rule one of whose words stands in the text;
 * `found` has a bit for each rule. */
void literals_scan(const struct literals *, struct span text,
	uint64_t *found);

#endif
