/*
 * Cursors: how far each folder was read.
 */
#ifndef STORE_RECORDS_CURSORS_H
#define STORE_RECORDS_CURSORS_H

#include "store/core/rows.h"
#include "store/core/store.h"

/* 1: the folder was never read; *out is then zero. */
int cursor_get(struct store *, const char *account, const char *folder,
	struct cursor *out, struct err *) MUST_USE;
/* One that begins, under another UIDVALIDITY, or goes back is a row of the
 * ledger in the same transaction. */
int cursor_set(struct store *, const struct cursor *, struct err *)
	MUST_USE;
/* Within a batch: a row for each cursor of the account (NULL: of all) that
 * moved since its last. */
int cursors_close(struct store *, const char *account, const char *why,
	int64_t now_ms, struct err *) MUST_USE;
/* The strings live for the call. */
typedef int cursor_each(const struct cursor *, void *arg, struct err *);
int cursor_list(struct store *, const char *account, cursor_each *,
	void *arg, struct err *) MUST_USE;

#endif
