/*
 * An incident read back from ledger.jsonl, as it stands.
 */
#include <unistd.h>

#include "bundle/verify/check.h"
#include "bundle/write/jsonl.h"

struct entry *
check_row(int fd, struct check_place place, struct buf *text)
{
	char *room;

	buf_reset(text);
	room = buf_room(text, place.len);
	if (room == NULL || pread(fd, room, place.len, (off_t)place.at) !=
	    (ssize_t)place.len)
		return NULL;
	text->len = place.len;
	return entry_read(buf_span(text));
}

bool
check_read(int fd, const struct check_incident *at, struct check_reading *r)
{
	*r = (struct check_reading){ .text = { .max = JSONL_LINE_MAX } };
	r->row = check_row(fd, at->row, &r->text);
	if (r->row == NULL || !entry_incident(r->row, &r->incident))
		return false;
	if (at->decision.len == 0)
		return true;
	r->decision = check_row(fd, at->decision, &r->text);
	return r->decision != NULL &&
	    entry_decision(r->decision, &r->incident);
}

void
check_reading_done(struct check_reading *r)
{
	entry_drop(&r->row);
	entry_drop(&r->decision);
	buf_done(&r->text);
}
