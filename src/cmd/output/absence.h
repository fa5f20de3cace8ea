/*
 * What it means that nothing is there: a zero is one only where everything
 * was collected.
 */
#ifndef CMD_OUTPUT_ABSENCE_H
#define CMD_OUTPUT_ABSENCE_H

#include "cmd/output/cells.h"

/* Prints a sentence for a person, for the days and the person of the filter;
 * `what` is "contacts", say. */
int absence_print(struct store *, const struct filter *, const char *what,
	struct err *) MUST_USE;

#endif
