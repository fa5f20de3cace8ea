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
int cursor_set(struct store *, const struct cursor *, struct err *)
	MUST_USE;
/* The strings live for the call. */
typedef int cursor_each(const struct cursor *, void *arg, struct err *);
int cursor_list(struct store *, const char *account, cursor_each *,
	void *arg, struct err *) MUST_USE;

#endif
