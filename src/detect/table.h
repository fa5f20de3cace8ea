/*
 * A table of daily counts as text: "series,day,count[,coverage]", a header
 * line first, the columns in any order, days of one series in order and
 * together.  A day that is left out is not known.
 */
#ifndef DETECT_TABLE_H
#define DETECT_TABLE_H

#include "base/day.h"
#include "base/err.h"

#define TABLE_COLUMNS_MOST 32
#define TABLE_COUNT_MOST 1000000

struct table_row {
	const char *series;	/* lives until the next row */
	struct day day;
	int64_t count;
	bool known;		/* coverage is "full", or has no column */
	bool first;		/* of its series */
};

typedef int table_each(const struct table_row *, void *, struct err *);

/* `name` is for the sentence of a mistake; `text` is cut up on the way. */
int table_rows(const char *name, char *text, table_each *, void *,
	struct err *) MUST_USE;

#endif
