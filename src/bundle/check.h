/*
 * A check of a bundle under way; for verify*.c only.
 */
#ifndef BUNDLE_CHECK_H
#define BUNDLE_CHECK_H

#include <sys/types.h>

#include "bundle/bag.h"
#include "bundle/entry.h"
#include "bundle/grid.h"
#include "bundle/verify.h"
#include "store/incidents.h"

/* Where an incident's row lies in ledger.jsonl. */
struct check_incident {
	int64_t at_ms, id;
	int64_t row_at;		/* offset of the row */
	uint32_t row_len;
	bool selected;
};

/* An original the ledger knows. */
struct check_original {
	struct digest digest;
	int64_t size;
	bool wanted;		/* by the selection */
	bool found;		/* in the zip */
};

struct check_sighting {
	int64_t incident;
	struct digest digest;
};

struct check {
	const char *dir;
	fault_each *each;
	void *arg;
	struct verified *sum;
	int told[BAG_FILES];	/* faults named in that file */

	struct bag_sum sums[BAG_FILES];
	struct bag_info info;
	struct filter filter;	/* the selection that info names */

	struct check_incident *incidents;	/* by (at_ms, id) */
	size_t n_incidents;
	struct check_original *originals;	/* by digest */
	size_t n_originals;
	struct check_sighting *sightings;
	size_t n_sightings;
	struct grid grid;	/* contacts of the selection */
	int64_t newest_ms;
};

/* Row 0: the file as a whole. */
int check_fault(struct check *, enum fault, enum bag_file, int64_t row,
	struct err *, const char *fmt, ...) MUST_USE PRINTF_LIKE(6, 7);
bool check_has(const struct check *, enum bag_file);
char *check_path(const struct check *, enum bag_file);
/* Read-only, never through a link, never blocking; -1 and errno. */
int check_open(const struct check *, enum bag_file);

/* Each step: 0 done (faults told), -1 failed.  check_bag: 1 when the rest
 * cannot be checked. */
int check_bag(struct check *, struct err *) MUST_USE;
int check_ledger(struct check *, struct err *) MUST_USE;
int check_zip(struct check *, struct err *) MUST_USE;
int check_schedule(struct check *, struct err *) MUST_USE;
int check_counts(struct check *, struct err *) MUST_USE;

#endif
