/*
 * The schema of a store that was handed in against the one that this program
 * makes: what a table or an index says is run when it is read.
 */
#ifndef STORE_VERIFY_SCHEMA_CHECK_H
#define STORE_VERIFY_SCHEMA_CHECK_H

#include "store/verify/report.h"

/* Against what schema_bring makes.  1: there is what must not be run. */
int schema_check(struct report *, struct err *) MUST_USE;

#endif
