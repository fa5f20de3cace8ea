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

struct item *
item_message(const struct message *m)
{
	struct item *i = item_new(ITEM_MESSAGE);
	char *bytes = mem_grow(NULL, m->bytes.len, 1);

	if (m->bytes.len > 0)
		memcpy(bytes, m->bytes.at, m->bytes.len);
	i->message = *m;
	i->message.bytes.at = bytes;
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

void
item_drop_bytes(struct item *i)
{
	free((char *)(uintptr_t)i->message.bytes.at);
	i->message.bytes = (struct span){ NULL, 0 };
}

void
item_free(struct item *i)
{
	item_drop_bytes(i);
	free((char *)(uintptr_t)i->folder.name.at);
	buf_done(&i->verdict);
	free(i);
}
