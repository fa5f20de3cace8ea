#include "store/core/store.h"

#include <stdlib.h>

#include "base/file.h"
#include "store/core/connect.h"
#include "store/core/lock.h"
#include "store/core/path.h"
#include "store/core/schema.h"

int
store_open(const char *path, enum store_mode mode, struct store **out,
    struct err *err)
{
	CLEANUP(store_cleanup) struct store *s = mem_get(1, sizeof(*s));

	s->path = str_dup(path);
	s->mode = mode;
	s->lock = -1;
	buf_init(&s->text, STORE_TEXT_MAX);
	if (path_find(path, mode, &s->real, err) == -1)
		return -1;
	if (mode == STORE_DAEMON && lock_take(s->real, &s->lock, err) == -1)
		return -1;
	if (connect_open(s, err) == -1)
		return -1;
	*out = s;
	s = NULL;
	return 0;
}

void
store_close(struct store *s)
{
	if (s == NULL)
		return;
	store_rollback(s);
	connect_close(s);
	/* The lock last: the next daemon finds the -wal folded in. */
	fd_close(&s->lock);
	buf_done(&s->text);
	str_free(&s->path);
	str_free(&s->real);
	free(s);
}

void
store_cleanup(struct store **s)
{
	store_close(*s);
	*s = NULL;
}
