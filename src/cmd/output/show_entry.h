/*
 * What people entered by hand about an incident, for show and list.
 */
#ifndef CMD_OUTPUT_SHOW_ENTRY_H
#define CMD_OUTPUT_SHOW_ENTRY_H

#include "base/json.h"
#include "cmd/command.h"
#include "store/records/incidents.h"

/* The members of `o`: the entry of the diary (its longer texts and private
 * notes only with `reveal`), the files, and what was decided and when. */
int show_entry_add(struct store *, const struct incident *, bool reveal,
	struct json *o, struct err *) MUST_USE;
/* The words of an entry written by hand. */
int show_entry_text(struct store *, const struct incident *, struct buf *,
	struct err *) MUST_USE;

#endif
