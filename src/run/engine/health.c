#include "run/engine/health.h"

#include <inttypes.h>
#include <stdio.h>

static size_t
links_count(const struct health *v, bool attempted, bool worked)
{
	size_t n = 0;

	for (size_t i = 0; i < v->n_links; i++)
		n += v->links[i].attempted == attempted &&
		    (!attempted || v->links[i].worked == worked);
	return n;
}

static int64_t
all_behind(const struct health *v)
{
	int64_t n = 0;

	for (size_t i = 0; i < v->n_links; i++)
		n += account_link_status(&v->links[i], "").behind;
	return n;
}

void
health_sentence(const struct health *v, char *out, size_t size)
{
	if (v->stalled)
		snprintf(out, size, "the store cannot be written; nothing "
		    "is fetched");
	else
		snprintf(out, size, "%zu source%s: %zu ok, %zu failing, "
		    "%zu starting; %" PRId64 " messages behind", v->n_links,
		    v->n_links == 1 ? "" : "s", links_count(v, true, true),
		    links_count(v, true, false), links_count(v, false, false),
		    all_behind(v));
}
