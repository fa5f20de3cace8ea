/*
 * Literals: which rules can hit a text at all?
 *
 * Most patterns need some fixed words: `outside\s+(your|ur)\s+house` cannot
 * hit where neither "outside your house" nor "outside ur house" stands.  One
 * pass of an automaton (Aho and Corasick 1975, "Efficient string matching")
 * over a text tells for all rules at once whether their words are there;
 * only those are then tried in earnest.  A pattern without such words is
 * always tried, so that this saves time and changes no result.
 */
#ifndef MATCH_LITERAL_H
#define MATCH_LITERAL_H

#include <stdint.h>

#include "base/span.h"

#define LITERAL_LEAST 3		/* bytes; shorter words are everywhere */
#define LITERAL_MOST 24		/* bytes; the rest of a word tells little */
#define LITERAL_WORDS 8		/* of one pattern, one an alternative */

#define LITERAL_SETS 4		/* of one pattern */

/* ASCII letters and digits, in any case; where the pattern asks for white
 * space and no more between two words, a blank. */
struct literal {
	char at[LITERAL_MOST];
	size_t len;
};

static inline struct span
literal_span(const struct literal *l)
{
	return span_of(l->at, l->len);
}

struct literal_set {
	struct literal word[LITERAL_WORDS];
	size_t n;
	size_t least;		/* length of the shortest */
};

/* Every text that the pattern hits holds a word of each set.  Returns how
 * many sets, 0 when none are sure. */
size_t literal_sets(const char *pattern,
	struct literal_set out[LITERAL_SETS]);

struct literals;

struct literals *literals_new(void);
void literals_free(struct literals *);
/* A word, not empty, of the set with that number; before literals_seal.  A
 * blank in it stands for a run of white space or of bytes beyond ASCII, some
 * of which are white space. */
void literals_add(struct literals *, struct span word, size_t set);
void literals_seal(struct literals *);
/* Sets the bit of every set one of whose words stands in the text;
 * `found` has a bit for each set. */
void literals_scan(const struct literals *, struct span text,
	uint64_t *found);

#endif
