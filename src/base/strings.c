#include "base/strings.h"

#include <stdlib.h>

#include "base/file.h"

void
strings_add(struct strings *s, struct span text)
{
	s->at = mem_grow(s->at, s->n + 1, sizeof(*s->at));
	s->at[s->n++] = str_of(text);
}

void
strings_done(struct strings *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->at[i]);
	free(s->at);
	*s = (struct strings){ 0 };
}
