/*
 * What the commands that decide about one incident share.
 */
#ifndef CMD_ENTRY_DECIDE_H
#define CMD_ENTRY_DECIDE_H

#include "cmd/command.h"
#include "store/records/decisions.h"

/* The incident that the first argument names.  EX_USAGE. */
int decide_id(const struct call *, int64_t *id, struct err *) MUST_USE;
/* -1: there is none of that number. */
int decide_none(int64_t id, struct err *);
/* How it stands now, in the format asked for. */
void decide_tell(const struct call *, int64_t id, const char *state,
	const char *told);

#endif
