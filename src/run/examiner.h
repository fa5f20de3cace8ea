/*
 * The examiner: a child that checks a store or a bundle which may have been
 * made to take whoever reads it down.  It has the memory and the time that
 * the size of the files allows; what ends it is a fault of what it read.
 */
#ifndef RUN_EXAMINER_H
#define RUN_EXAMINER_H

#include "store/records/ledger.h"

#define EXAMINER_TOLD 1000	/* faults; the others are counted */

struct examined {
	struct verified v;
	bool bundle;
	bool copy;		/* a reading copy */
	int64_t rows, left;	/* DKIM signatures checked again, or not for
				 * want of a checker */
};

/* 0 also when there were faults. */
int examiner_run(const char *path, fault_each *, void *arg,
	struct examined *, struct err *) MUST_USE;

#endif
