#include "store/fold.h"

#include <string.h>

#include "store/inside.h"

static struct digest
mix(struct digest d, const char *s)
{
	struct digest part = digest_of(span_str(s));

	return digest_of2(span_of(d.at, sizeof(d.at)),
	    span_of(part.at, sizeof(part.at)));
}

struct fold *
fold_of(struct store *s, const struct incident *in, const char *account)
{
	struct digest key = mix(mix(mix(in->text, in->person),
	    in->message_id), account);
	struct fold *fold = &s->folds[key.at[0] % FOLD_COUNT];

	if (!digest_eq(&fold->key, &key))
		*fold = (struct fold){ key, 0 };
	return fold;
}

void
fold_forget(struct store *s)
{
	memset(s->folds, 0, sizeof(s->folds));
}
