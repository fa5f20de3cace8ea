/*
 * The sentences of the bundle that a person may want to change: telephone
 * numbers, what the record shows and does not show, how to check it.  All
 * in words.c, as tables; nothing in them is markup.
 */
#ifndef BUNDLE_WORDS_H
#define BUNDLE_WORDS_H

#include "bundle/page.h"

struct words {
	enum page_style style;
	const char *text;
};

/* Tables end with a NULL text. */
extern const struct words words_limits[];	/* READ-ME-FIRST */
extern const struct words words_check[];
extern const struct words words_check_copy[];	/* of a reading copy */
extern const struct words words_signed[];
extern const struct words words_help[];
extern const struct words words_method[];	/* method-and-limits */
extern const struct words words_ledger[];
extern const struct words words_sealed[];	/* in its place */
extern const struct words words_statement[];

void words_print(struct page *, const struct words *);

#endif
