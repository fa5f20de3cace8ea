#include "store/core/dedup_cache.h"

#include <string.h>

#include "store/core/private.h"

static struct digest
mix(struct digest d, const char *s)
{
	struct digest part = digest_of(span_str(s));

	return digest_of2(span_of(d.at, sizeof(d.at)),
	    span_of(part.at, sizeof(part.at)));
}

struct dedup *
dedup_of(struct store *s, const struct incident *in, const char *account)
{
	struct digest key = mix(mix(mix(in->text, in->person),
	    in->message_id), account);
	struct dedup *fold = &s->dedups[key.at[0] % DEDUP_COUNT];

	if (!digest_eq(&fold->key, &key))
		*fold = (struct dedup){ key, 0 };
	return fold;
}

void
dedup_forget(struct store *s)
{
	memset(s->dedups, 0, sizeof(s->dedups));
}
