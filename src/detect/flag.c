#include "detect/flag.h"

#include <stdlib.h>

#include "base/file.h"

void
flags_add(struct flags *all, const struct flag *f, const char *reason)
{
	all->at = mem_grow(all->at, all->n + 1, sizeof(*all->at));
	all->at[all->n] = *f;
	all->at[all->n++].reason = str_dup(reason);
}

void
flags_done(struct flags *all)
{
	for (size_t i = 0; i < all->n; i++)
		free(all->at[i].reason);
	free(all->at);
	*all = (struct flags){ .n = 0 };
}
