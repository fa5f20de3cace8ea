/*
 * Files that people hand in, and timestamps of the ledger
 * (store/records/stamps.h): kept as originals, their bytes untouched.
 */
#ifndef STORE_RECORDS_ATTACHMENTS_H
#define STORE_RECORDS_ATTACHMENTS_H

#include "base/digest.h"
#include "model/hand.h"
#include "store/core/rows.h"
#include "store/core/store.h"

/* What is to be kept. */
struct enclosure {
	enum purpose purpose;
	const char *name;	/* of the file, without its folder */
	const char *media;	/* type, such as "image/jpeg" */
	struct span bytes;
	/* In their place: a file of its own, from its start.  The digest is
	 * that of a first reading; a second one must find the same. */
	bool streams;
	int fd;
	int64_t size;
	struct digest digest;
};

struct digest enclosure_digest(const struct enclosure *);

/* Within a batch: the original (unless kept already) and its row. */
int attachment_keep(struct store *, const char *tbl, int64_t ref,
	const struct enclosure *, int64_t now_ms, struct err *) MUST_USE;
typedef int attachment_each(const struct attachment *, void *arg,
	struct err *);
/* In the order they were handed in. */
int attachment_list(struct store *, const char *tbl, int64_t ref,
	attachment_each *, void *arg, struct err *) MUST_USE;

#endif
