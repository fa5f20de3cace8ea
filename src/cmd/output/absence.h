/*
 * What it means that nothing is there: a zero is one only where everything
 * was collected.
 */
#ifndef CMD_OUTPUT_ABSENCE_H
#define CMD_OUTPUT_ABSENCE_H

#include "base/buf.h"
#include "cmd/output/cells.h"

/* A sentence for a person; `what` is "contacts", say. */
void absence_text(const struct cells *, const char *what, struct buf *);
/* Prints it, for the days and the person of the filter. */
int absence_print(struct store *, const struct filter *, const char *what,
	struct err *) MUST_USE;

#endif
