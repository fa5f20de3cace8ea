/*
 * All timestamps of a ledger with the certificates they are checked with, as
 * read from a store or from a bundle, in the order of their rows.
 */
#ifndef SEAL_STAMPS_H
#define SEAL_STAMPS_H

#include "seal/stamp.h"
#include "store/records/ledger.h"
#include "store/records/stamps.h"

#define STAMPS_NAME 48
#define STAMPS_WHAT 400		/* bytes of what is wrong with one */

struct stamps_one {
	int64_t row;		/* what names it: attachment or ledger row */
	int64_t seq;		/* of the ledger row whose head was stamped */
	bool authority;		/* certificates, not a timestamp */
	char name[STAMPS_NAME];	/* of the authority */
	struct digest digest;	/* of its bytes */
	bool reached;		/* there is such a row, and its head is: */
	struct digest head;
	struct buf bytes;	/* empty: they were not there */
	int64_t at_ms;		/* genTime, once it is known; MOMENT_NONE */
};

struct stamps {
	struct stamps_one *at;
	size_t n;
};

/* False: of another purpose, which is none of these. */
bool stamps_add(struct stamps *, int64_t row, int64_t seq,
	const char *purpose, const char *name, const struct digest *);
void stamps_done(struct stamps *);	/* for CLEANUP() */
/* From the store, without bytes and heads. */
int stamps_read(struct store *, struct stamps *, struct err *) MUST_USE;
/* Bytes and head of one; 1: its bytes are not kept. */
int stamps_load(struct store *, struct stamps_one *, struct err *) MUST_USE;

/* The timestamp recorded last, of one authority or of all (NULL); NULL:
 * there is none. */
struct stamps_one *stamps_newest(const struct stamps *, const char *name);
/* Its certificates: the newest of its name that stand before it; or NULL. */
struct stamps_one *stamps_certificates(const struct stamps *,
	const struct stamps_one *);
/* 0: it holds, and at_ms is set; 1: the fault and what it is. */
int stamps_judge(const struct stamps *, struct stamps_one *, enum fault *,
	char what[STAMPS_WHAT]);
/* One that holds, to what verify says in the end. */
void stamps_note(const struct stamps_one *, struct verified *);

/* Beside store_verify(): every timestamp against its head, its authority's
 * certificates and its signature.  `where` is "attachment N". */
int stamps_verify(struct store *, fault_each *, void *arg,
	struct verified *, struct err *) MUST_USE;

#endif
