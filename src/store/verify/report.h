/*
 * What verify has to say: one fault at a time, equal faults of rows that
 * follow each other as one.
 */
#ifndef STORE_VERIFY_REPORT_H
#define STORE_VERIFY_REPORT_H

#include "store/core/private.h"
#include "store/records/ledger.h"
#include "store/records/times.h"

#define REPORT_WHAT_MAX 300
#define REPORT_RUNS (TABLE_EVIDENCE_COUNT + 1)
#define REPORT_PARTS 16
#define REPORT_LEDGER TABLE_EVIDENCE_COUNT	/* the run of ledger rows */

/* Rows first..last of one table with the same fault. */
struct run {
	bool open;
	enum fault fault;
	char what[REPORT_WHAT_MAX];
	int64_t first, last;
};

struct report {
	struct store *store;
	fault_each *each;
	void *arg;
	struct verified *sum;
	struct run runs[REPORT_RUNS];
	struct times times;
	const char *told[REPORT_PARTS];	/* parts known to be damaged */
};

/* -1: the callback stopped it. */
int report_fault(struct report *, enum fault, const char *where,
	const char *what, struct err *) MUST_USE;
/* The same of row `id`; held back until the run ends. */
int report_row(struct report *, int table, enum fault, int64_t id,
	const char *what, struct err *) MUST_USE;
int report_flush(struct report *, struct err *) MUST_USE;
/* After a query failed: a fault UNREADABLE when it is damage (once for a
 * part; `where` must be a constant), -1 when it is anything else. */
int report_damage(struct report *, int rc, const char *where, struct err *)
	MUST_USE;

#endif
