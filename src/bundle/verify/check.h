/*
 * A check of a bundle under way; for this room only.
 */
#ifndef BUNDLE_VERIFY_CHECK_H
#define BUNDLE_VERIFY_CHECK_H

#include <sys/types.h>

#include "bundle/verify/verify.h"
#include "bundle/write/bag.h"
#include "bundle/write/entry.h"
#include "draw/grid.h"
#include "seal/signkey.h"
#include "seal/stamps.h"
#include "store/records/coverage.h"
#include "store/records/incidents.h"
#include "store/records/times.h"

/* Where a row lies in ledger.jsonl. */
struct check_place {
	int64_t at;
	uint32_t len;		/* 0: there is none */
};

/* An incident as it stands: its row, and the newest decision about it. */
struct check_incident {
	int64_t at_ms, id;
	struct check_place row, decision;
	bool selected;
};

/* One read back from there. */
struct check_reading {
	struct buf text;
	struct entry *row, *decision;	/* decision NULL: there is none */
	struct incident incident;
};

/* An original the ledger knows. */
struct check_original {
	struct digest digest;
	int64_t size;
	const char *ending;	/* of its name in the zip */
	bool wanted;		/* by the selection */
	bool found;		/* in the zip */
};

/* What an original belongs to. */
enum check_owner {
	OWNER_INCIDENT,		/* by its id */
	OWNER_MILESTONE,	/* by its number */
	OWNER_LEDGER,		/* by a row's seq */
};

struct check_owned {
	int64_t owner;
	enum check_owner what;
	struct digest digest;
};

/* The first type under which an original was handed in. */
struct check_typed {
	struct digest digest;
	const char *ending;
};

/* A signature whose kept key decides it. */
struct check_dkim_row {
	struct digest original;
	struct check_place place;
	int64_t row;		/* of the ledger */
};

struct check {
	const char *dir;
	int root, data;		/* the folder and the one in it; -1: none */
	int strangers;		/* files that are no part of a bundle */
	const struct dkim_again *again;	/* NULL: none is checked */
	fault_each *each;
	void *arg;
	struct verified *sum;
	int told[BAG_FILES];	/* faults named in that file */

	struct bag_sum sums[BAG_FILES];
	struct bag_info info;
	struct filter filter;	/* the selection that info names */

	struct check_incident *incidents;	/* by (at_ms, id) */
	size_t n_incidents;
	int64_t last_incident;	/* id; they only grow */
	struct check_original *originals;	/* by digest */
	size_t n_originals;
	struct check_owned *owned;
	size_t n_owned;
	struct check_typed *typed;	/* in order of the ledger */
	size_t n_typed;
	struct check_dkim_row *dkim;	/* by original, then row */
	size_t n_dkim;
	struct stamps stamps;	/* by ledger row */
	struct stamps_one **stamped;	/* the same by digest, for the zip */
	int64_t *milestones;	/* numbers of those of the selection */
	size_t n_milestones;
	struct check_claim *claims;	/* of coverage, an account each */
	size_t n_claims;
	struct check_missed *missed;	/* messages that were not read */
	size_t n_missed;
	bool claims_told;	/* the ledger is one that says coverage */
	struct times times;
	struct grid grid;	/* contacts of the selection */
	int64_t newest_ms;
	char signer[SIGNKEY_TEXT];	/* newest the ledger has; or "" */
};

/* Row 0: the file as a whole. */
int check_fault(struct check *, enum fault, enum bag_file, int64_t row,
	struct err *, const char *fmt, ...) MUST_USE PRINTF_LIKE(6, 7);
bool check_has(const struct check *, enum bag_file);
/* Read-only, never through a link, never blocking; -1 and errno. */
int check_open(const struct check *, enum bag_file);

/* The text of a tag file; 1: not there, or cannot be read (told). */
int check_text(struct check *, enum bag_file, struct buf *, struct err *)
	MUST_USE;

/* From the ledger open as fd; false: it does not say an incident (any
 * more).  Ends with check_reading_done whatever it says. */
bool check_read(int fd, const struct check_incident *,
	struct check_reading *);
void check_reading_done(struct check_reading *);	/* for CLEANUP() */
/* The row that lies there; NULL: it cannot be read back.  `text` is room. */
struct entry *check_row(int fd, struct check_place, struct buf *text);

/* Within check_zip: whether signatures of that original are to be checked
 * again, and the check with its bytes. */
void check_dkim_sort(struct check *);
bool check_dkim_want(const struct digest *, void *check);
int check_dkim_of(struct check *, const struct digest *, struct span bytes,
	struct err *) MUST_USE;

/* The same of timestamps and their certificates, which are kept till then. */
void check_stamps_expect(struct check *);
bool check_stamps_want(const struct digest *, void *check);
void check_stamp_bytes(struct check *, const struct digest *, struct span);

/* Coverage, as far as the ledger says it.  False: it says no claim, or one of
 * more accounts than are checked. */
bool check_take_claim(struct check *, const struct entry *);
void check_take_missed(struct check *, const struct entry *);
/* In the zone that is set now; ends with coverage_close. */
struct coverage_map *check_coverage(const struct check *);
void check_coverage_done(struct check *);

/* Each step: 0 done (faults told), -1 failed.  check_bag: 1 when the rest
 * cannot be checked. */
int check_bag(struct check *, struct err *) MUST_USE;
int check_ledger(struct check *, struct err *) MUST_USE;
int check_signature(struct check *, struct err *) MUST_USE;
int check_zip(struct check *, struct err *) MUST_USE;
/* Behind check_zip, which hands over the bytes. */
int check_stamps(struct check *, struct err *) MUST_USE;
int check_schedule(struct check *, struct err *) MUST_USE;
int check_counts(struct check *, struct err *) MUST_USE;
/* In place of ledger, zip and schedule: of a reading copy. */
int check_copy(struct check *, struct err *) MUST_USE;
bool check_is_copy(const struct check *);

#endif
