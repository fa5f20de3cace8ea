/*
 * Timestamps of the ledger: what an authority (RFC 3161) answered to the
 * head of row `seq`, and that authority's certificates, as they were when it
 * answered.  Both are attachments of the ledger row, so ledger, originals
 * and verify hold them as they hold what people hand in.
 */
#ifndef STORE_RECORDS_STAMPS_H
#define STORE_RECORDS_STAMPS_H

#include "base/digest.h"
#include "store/records/attachments.h"

#define STAMPED "ledger"	/* tbl of these attachments */

/* What is to be kept of one answer. */
struct stamp_answer {
	const char *name;	/* of the authority */
	int64_t seq;		/* whose head was stamped */
	struct span certificates;	/* PEM */
	struct span reply;	/* TimeStampResp, DER */
};

struct stamp_last {
	int64_t seq, at_ms;	/* recorded */
	struct digest digest;
};

/* The certificates, unless that authority's newest are the same, and then
 * the reply: the certificates of a reply are the newest of its name that
 * stand before it. */
int stamp_record(struct store *, const struct stamp_answer *,
	int64_t now_ms, struct err *) MUST_USE;
/* The newest of that authority; 1: there is none. */
int stamp_last(struct store *, const char *name, enum purpose,
	struct stamp_last *, struct err *) MUST_USE;
/* 1: rows came after `seq` that are no stamp's own; 0: none did. */
int stamp_unstamped(struct store *, int64_t seq, struct err *) MUST_USE;
/* Replies and certificates, in the order recorded; a store of a format that
 * has none gives none. */
int stamp_list(struct store *, attachment_each *, void *arg, struct err *)
	MUST_USE;

#endif
