/*
 * The ledger: append-only and hash-chained from the first row.
 *
 *	head[0] = 32 zero bytes
 *	head[n] = SHA-256(head[n-1] || row[n])
 *
 * row[n] is the canonical form of the evidence row it stands for: a JSON
 * object, keys sorted, no white space, UTF-8, with "seq", "table", "id" and
 * every column of that row (blobs and digests in hex; an original's bytes
 * are represented by their digest and size).
 */
#ifndef STORE_RECORDS_LEDGER_H
#define STORE_RECORDS_LEDGER_H

#include "base/digest.h"
#include "store/core/store.h"

typedef int ledger_each(int64_t seq, struct span row,
	const struct digest *head, void *arg, struct err *);
int ledger_list(struct store *, ledger_each *, void *arg, struct err *)
	MUST_USE;
/* seq 0 and zero bytes when it is empty. */
int ledger_head(struct store *, int64_t *seq, struct digest *,
	struct err *) MUST_USE;

/* The head at that row; 1: there is no such row. */
int ledger_head_at(struct store *, int64_t seq, struct digest *,
	struct err *) MUST_USE;

/* What verify says of one thing. */
enum fault {
	FAULT_CHANGED,
	FAULT_MISSING,
	FAULT_UNREADABLE,
	FAULT_OLD_FORMAT,
	FAULT_NOTE,		/* no fault: what a reader should know */
};

const char *fault_name(enum fault);

/* One fault: where ("incident 12", "incident 12 to 40", "ledger 40",
 * "original 3fa…", "daily 2026-03-29 ex email", "database"), what.  Both
 * are safe to print and hold no text of a message. */
typedef int fault_each(enum fault, const char *where, const char *what,
	void *arg, struct err *);

struct verified {
	int64_t ledger_rows, originals, incidents, contacts, faults;
	char signer[64];	/* whose signature holds; "": none does */
	int64_t stamps;		/* timestamps that hold; of the newest: */
	int64_t stamped_row, stamped_ms;	/* up to where, and when */
	char stamper[48];	/* by whom, safe to print */
};

/*
 * Everything that can be checked inside the store: SQLite's integrity
 * check, chain, each evidence row against its ledger row and each ledger
 * row against its evidence row, originals against their digests, daily
 * counts against GROUP BY over incidents, sources, cursors, alerts and the
 * outbox against what the ledger makes of them, sightings and hits without
 * incident.  0 also when there were faults.
 *
 * One broken link is one fault: the walk goes on from the head as stored.
 * When evidence and ledger differ, the one that does not fit the chain is
 * named.  Equal faults of rows that follow each other are one fault.  A
 * damaged file is UNREADABLE, and the checks go on with the rest of it.
 * What the store alone cannot tell: its newest rows taken out of evidence
 * and ledger alike, or all of it made anew; heads kept elsewhere tell.
 */
int store_verify(struct store *, fault_each *, void *arg,
	struct verified *, struct err *) MUST_USE;

#endif
