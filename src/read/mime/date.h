/*
 * Dates of RFC 5322, with obsolete zones, two-digit years, missing parts
 * and other orders.
 */
#ifndef READ_MIME_DATE_H
#define READ_MIME_DATE_H

#include "base/day.h"

/* Milliseconds since 1970, or MOMENT_NONE. */
int64_t date_parse(struct span);
/* The date of a Received field: what follows its last ';'. */
int64_t date_received(struct span);

#endif
