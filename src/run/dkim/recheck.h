/*
 * Signatures checked again, long after, with the keys that were kept: no DNS
 * is asked.
 */
#ifndef RUN_DKIM_RECHECK_H
#define RUN_DKIM_RECHECK_H

#include "run/child/spawn.h"
#include "store/records/dkim.h"
#include "store/records/ledger.h"

struct recheck {
	struct child child;	/* started when it is first needed */
	bool missing;		/* there is no checker on this machine */
	int64_t rows;		/* that were checked again */
	int64_t left;		/* that could not be */
};

/* Nothing was checked yet. */
#define RECHECK_NONE { .child = { .wire = { .fd = -1 } } }

void recheck_done(struct recheck *);
/* As model/dkim.h wants it; arg is a struct recheck. */
int recheck_dkim(const struct dkim_row *, struct span message, char *differs,
	size_t size, void *arg, struct err *) MUST_USE;
/* Every row of the store whose kept key decides it; what differs is a fault
 * of that row, and is counted in *faults. */
int recheck_store(struct recheck *, struct store *, fault_each *, void *arg,
	int64_t *faults, struct err *) MUST_USE;

#endif
