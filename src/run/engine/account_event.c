#include "run/engine/account_event.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"

struct account_event *
account_event_new(enum account_event_kind kind)
{
	struct account_event *i = mem_get(1, sizeof(*i));

	i->kind = kind;
	return i;
}

static const char *
copy_of(struct span s)
{
	char *bytes = mem_grow(NULL, s.len, 1);

	if (s.len > 0)
		memcpy(bytes, s.at, s.len);
	return bytes;
}

struct account_event *
account_event_message(const struct message *m, struct lane *lane)
{
	struct account_event *i = account_event_new(EVENT_MESSAGE);

	i->message = *m;
	i->lane = lane;
	if (lane == NULL)
		i->message.bytes.at = copy_of(m->bytes);
	i->mode = READ_FULL;
	return i;
}

struct account_event *
account_event_folder(const struct folder *f)
{
	struct account_event *i = account_event_new(EVENT_FOLDER);

	i->folder = *f;
	i->folder.name.at = str_of(f->name);
	return i;
}

void
account_event_rename(struct account_event *i, const struct folder *f)
{
	const char *name = str_of(f->name);

	free((char *)(uintptr_t)i->folder.name.at);
	i->folder = *f;
	i->folder.name.at = name;
}

static size_t verdicts;		/* bytes of all that are kept */

int
account_event_verdict(struct account_event *i, struct span s)
{
	if (s.len > ITEM_VERDICTS_MAX - verdicts)
		return -1;
	buf_init(&i->verdict, VERDICT_BYTES_MAX);
	buf_add_span(&i->verdict, s);
	verdicts += i->verdict.len;
	return 0;
}

int
account_event_names(struct account_event *i, struct span s)
{
	verdicts -= i->names.len;
	buf_done(&i->names);
	if (s.len > ITEM_VERDICTS_MAX - verdicts)
		return -1;
	buf_init(&i->names, VERDICT_BYTES_MAX);
	buf_add_span(&i->names, s);
	verdicts += i->names.len;
	return 0;
}

static void
let_go(struct account_event *i)
{
	if (i->lane == NULL)
		free((char *)(uintptr_t)i->message.bytes.at);
	else
		lane_answered(i->lane, i->message.place,
		    i->message.bytes.len);
	i->message.bytes.at = NULL;
	i->lane = NULL;
}

void
account_event_drop_bytes(struct account_event *i)
{
	let_go(i);
	i->message.bytes.len = 0;
}

void
account_event_keep_bytes(struct account_event *i)
{
	const char *copy;

	if (i->lane == NULL)
		return;
	copy = copy_of(i->message.bytes);
	let_go(i);
	i->message.bytes.at = copy;
}

void
account_event_orphan(struct account_event *i)
{
	i->orphan = true;
	if (i->lane != NULL)
		i->message.bytes.at = NULL;
	i->lane = NULL;
}

void
account_event_free(struct account_event *i)
{
	account_event_drop_bytes(i);
	free((char *)(uintptr_t)i->folder.name.at);
	verdicts -= i->verdict.len + i->names.len;
	buf_done(&i->verdict);
	buf_done(&i->names);
	free(i);
}
