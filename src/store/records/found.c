/*
 * What stood in a store when the ledger began to say it.
 */
#include "store/core/schema.h"

#include "store/records/counts.h"
#include "store/records/covered.h"
#include "store/records/cursors.h"
#include "store/records/told.h"

static int
source_found(const struct source_state *state, void *arg, struct err *err)
{
	return covered_found(arg, state, err);
}

int
schema_found(struct store *s, struct err *err)
{
	if (source_list(s, source_found, s, err) == -1 ||
	    cursors_close(s, NULL, "found", clock_now_ms(), err) == -1)
		return -1;
	return told_found(s, err);
}
