#include "run/vitals.h"

#include <inttypes.h>
#include <stdio.h>

static size_t
count(const struct vitals *v, bool attempted, bool worked)
{
	size_t n = 0;

	for (size_t i = 0; i < v->n_feeds; i++)
		n += v->feeds[i].attempted == attempted &&
		    (!attempted || v->feeds[i].worked == worked);
	return n;
}

static int64_t
all_behind(const struct vitals *v)
{
	int64_t n = 0;

	for (size_t i = 0; i < v->n_feeds; i++)
		n += feed_status(&v->feeds[i], "").behind;
	return n;
}

void
vitals_sentence(const struct vitals *v, char *out, size_t size)
{
	if (v->stalled)
		snprintf(out, size, "the store cannot be written; nothing "
		    "is fetched");
	else
		snprintf(out, size, "%zu source%s: %zu ok, %zu failing, "
		    "%zu starting; %" PRId64 " messages behind", v->n_feeds,
		    v->n_feeds == 1 ? "" : "s", count(v, true, true),
		    count(v, true, false), count(v, false, false),
		    all_behind(v));
}
