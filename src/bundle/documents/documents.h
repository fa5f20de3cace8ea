/*
 * The PDF documents of the bundle, each written whole into `out`.
 */
#ifndef BUNDLE_DOCUMENTS_DOCUMENTS_H
#define BUNDLE_DOCUMENTS_DOCUMENTS_H

#include "base/out.h"
#include "bundle/write/facts.h"
#include "draw/page.h"

/* READ-ME-FIRST.pdf: one page, always; what does not fit is shortened to
 * "and n more". */
int readme_write(const struct facts *, struct out *, struct err *) MUST_USE;
int schedule_pdf_write(struct store *, const struct facts *, struct out *,
	struct err *) MUST_USE;
int method_write(const struct facts *, struct out *, struct err *) MUST_USE;
int chart_pdf_write(const struct facts *, struct out *, struct err *)
	MUST_USE;
void chart_svg_write(const struct facts *, struct out *);
int chart_png_write(const struct facts *, struct out *, struct err *)
	MUST_USE;

/* A heading, and under it a table of so many milestones. */
void before_afters_print(const struct facts *, struct page *, size_t most);

/* What is left out of the counts, and what is counted once. */
void exclusions_print(const struct facts *, struct page *);

/* A page of ours: "ledger head … (row n)" at its foot. */
struct documents_foot {
	char text[200];
};

/* What stands on top of every page of a reading copy, and of a bundle that
 * prints text; else NULL. */
const char *documents_notice(const struct facts *);
void documents_foot(const struct facts *, struct documents_foot *);
/* "5 Mar 2026 to 2 Jun 2026" of the days the bundle covers. */
void documents_period(const struct facts *, char out[96]);

#endif
