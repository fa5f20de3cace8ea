#include "run/item.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"

struct item *
item_new(enum item_kind kind)
{
	struct item *i = mem_get(1, sizeof(*i));

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

struct item *
item_message(const struct message *m, struct lane *lane)
{
	struct item *i = item_new(ITEM_MESSAGE);

	i->message = *m;
	i->lane = lane;
	if (lane == NULL)
		i->message.bytes.at = copy_of(m->bytes);
	i->mode = READ_FULL;
	return i;
}

struct item *
item_folder(const struct folder *f)
{
	struct item *i = item_new(ITEM_FOLDER);

	i->folder = *f;
	i->folder.name.at = str_of(f->name);
	return i;
}

static void
let_go(struct item *i)
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
item_drop_bytes(struct item *i)
{
	let_go(i);
	i->message.bytes.len = 0;
}

void
item_keep_bytes(struct item *i)
{
	const char *copy;

	if (i->lane == NULL)
		return;
	copy = copy_of(i->message.bytes);
	let_go(i);
	i->message.bytes.at = copy;
}

void
item_orphan(struct item *i)
{
	i->orphan = true;
	if (i->lane != NULL)
		i->message.bytes.at = NULL;
	i->lane = NULL;
}

void
item_free(struct item *i)
{
	item_drop_bytes(i);
	free((char *)(uintptr_t)i->folder.name.at);
	buf_done(&i->verdict);
	free(i);
}
