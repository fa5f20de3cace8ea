/*
 * The sentences of the bundle that a person may want to change: telephone
 * numbers, what the record shows and does not show, how to check it.  All
 * in words.c, as tables; nothing in them is markup.
 */
#ifndef BUNDLE_DOCUMENTS_WORDS_H
#define BUNDLE_DOCUMENTS_WORDS_H

#include "draw/page.h"

struct words {
	enum page_style style;
	const char *text;
};

/* Tables end with a NULL text. */
extern const struct words words_limits[];	/* READ-ME-FIRST */
extern const struct words words_check[];
extern const struct words words_check_copy[];	/* of a reading copy */
extern const struct words words_signed[];
extern const struct words words_method[];	/* method-and-limits */
extern const struct words words_ledger[];
extern const struct words words_stamped[];
extern const struct words words_sealed[];	/* in its place */
extern const struct words words_statement[];	/* under its heading */

/* What is another in another country. */
struct words_local {
	const char *country;	/* ISO 3166; NULL: any other */
	const struct words *help;	/* with its heading */
	const struct words *statement;	/* the heading */
};

/* NULL: where none is named. */
const struct words_local *words_for(const char *country);
void words_print(struct page *, const struct words *);

#endif
