/*
 * The names of keys that DNS is asked for: those that mail of any sort bore,
 * with what was answered.  They are kept without the messages, and there are
 * never more than DKIM_ASK_MOST.
 */
#ifndef STORE_RECORDS_DKIM_ASK_H
#define STORE_RECORDS_DKIM_ASK_H

#include "store/core/rows.h"
#include "store/core/store.h"

#define DKIM_ASK_MOST 1024

/* Strings of what is found live until the next call.  1: it is not there. */
int ask_get(struct store *, const char *domain, const char *selector,
	struct dkim_ask *, struct err *) MUST_USE;
/* The one to be asked for next, now or later; one that would have to wait
 * past most_ms comes first, since no clock that was right set it.  1: none. */
int ask_next(struct store *, int64_t most_ms, struct dkim_ask *,
	struct err *) MUST_USE;
/* Within a batch: in place of the one of that name. */
int ask_set(struct store *, const struct dkim_ask *, struct err *) MUST_USE;
/* Within a batch: one more.  Where there are too many, the one that was
 * answered the longest ago gives way.  1: all are yet to be asked for, and it
 * is not kept. */
int ask_add(struct store *, const struct dkim_ask *, struct err *) MUST_USE;

#endif
