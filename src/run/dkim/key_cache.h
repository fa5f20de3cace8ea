/*
 * Answers that DNS gave a short while ago: many messages are signed with one
 * key, and a domain without an answer is not asked again for each of them.
 */
#ifndef RUN_DKIM_KEY_CACHE_H
#define RUN_DKIM_KEY_CACHE_H

#include "model/dkim.h"

#define KEY_CACHE_KEYS 64
#define KEY_CACHE_FOR_MS 600000	/* an answer is as good as new */
#define KEY_CACHE_NONE_MS 45000	/* and none; less than DKIM_QUEUE_RETRY_MS */

struct key_cache_key;

/* Zero: empty. */
struct key_cache {
	struct key_cache_key *at[KEY_CACHE_KEYS];
	size_t next;		/* the oldest, to be replaced */
};

void key_cache_done(struct key_cache *);
/* NULL: it has to be asked for.  Lives until the next key_cache_put. */
const struct key_record *key_cache_find(const struct key_cache *,
	const char *selector, const char *domain);
void key_cache_put(struct key_cache *, const char *selector, const char *domain,
	const struct key_record *);

#endif
