/*
 * Contacts before and after each milestone, as paragraphs for a person.
 */
#ifndef CMD_AROUND_H
#define CMD_AROUND_H

#include "cmd/days.h"

/* Of the cells' days and the call's filter; nothing where no milestone is on
 * one of these days. */
int around_print(const struct call *, const struct cells *, struct err *)
	MUST_USE;

#endif
