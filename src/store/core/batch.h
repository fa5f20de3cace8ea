/*
 * A step that needs a transaction and takes one of its own when its caller
 * has none.  Leaving without scope_end breaks the batch it was part of.
 *
 *	CLEANUP(scope_leave) struct scope scope;
 */
#ifndef STORE_CORE_BATCH_H
#define STORE_CORE_BATCH_H

#include "store/core/private.h"

struct scope {
	struct store *store;	/* NULL: ended */
	bool own;
};

int scope_enter(struct scope *, struct store *, struct err *) MUST_USE;
int scope_end(struct scope *, struct err *) MUST_USE;
void scope_leave(struct scope *);

#endif
