/*
 * Folding: text as a rule written in ordinary letters would have it.
 *
 * NFKC and case folding (Unicode's NFKC_Casefold), marks and characters
 * that are not seen removed, digits of any script to 0-9, runs of white
 * space to one blank (none at the ends), typographic quotes and dashes to
 * ' " and -.  Look-alikes (confusables.h) become ASCII letters in a word that
 * has ASCII letters, or that consists of nothing but look-alikes; other
 * words of Greek, Russian, … stay what they are.  Latin letters drawn in
 * another way become themselves.  ASCII letters are never
 * mapped but to lower case: "money" stays "money".
 *
 * Strong: digits and signs within a word of letters that stand for letters
 * ("k1ll", "$tupid") become those, and three or more single letters with
 * one sign or blank between each, or the same few ("k i l l", "d.i-e",
 * "k - i - l - l"), one word.  Another gap, such as a wider one, parts two
 * such words.
 */
#ifndef READ_TEXT_FOLD_H
#define READ_TEXT_FOLD_H

#include <stdint.h>

#include "base/arena.h"

struct folded {
	struct span text;
	uint32_t *map;		/* folded byte -> text byte, text.len + 1
				 * entries; NULL: the same offsets */
	struct span plain;	/* what was folded */
	bool same;		/* nothing but the case of ASCII changed */
};

/* Text is UTF-8; every result lives in the arena.  When the arena is
 * full the text itself comes back. */
void fold_run(struct arena *, struct span text, struct folded *out);
/* The second step, over folded text. */
void fold_strong(struct arena *, struct folded *);

#endif
