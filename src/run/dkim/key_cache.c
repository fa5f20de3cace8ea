#include "run/dkim/key_cache.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"

struct key_cache_key {
	char *selector, *domain;
	int64_t until_ms;	/* ticks */
	struct key_record record;
};

static void
key_free(struct key_cache_key *k)
{
	if (k == NULL)
		return;
	free(k->selector);
	free(k->domain);
	free(k);
}

void
key_cache_done(struct key_cache *r)
{
	for (size_t i = 0; i < KEY_CACHE_KEYS; i++)
		key_free(r->at[i]);
	*r = (struct key_cache){ .next = 0 };
}

const struct key_record *
key_cache_find(const struct key_cache *r, const char *selector,
    const char *domain)
{
	for (size_t i = 0; i < KEY_CACHE_KEYS; i++) {
		const struct key_cache_key *k = r->at[i];

		if (k != NULL && strcmp(k->selector, selector) == 0 &&
		    strcmp(k->domain, domain) == 0 &&
		    clock_ticks_ms() < k->until_ms)
			return &k->record;
	}
	return NULL;
}

void
key_cache_put(struct key_cache *r, const char *selector, const char *domain,
    const struct key_record *record)
{
	struct key_cache_key *k = mem_get(1, sizeof(*k));
	bool none = record->answer == ANSWER_NONE;

	*k = (struct key_cache_key){ str_dup(selector), str_dup(domain),
		clock_ticks_ms() + (none ? KEY_CACHE_NONE_MS :
		    KEY_CACHE_FOR_MS),
		*record };
	key_free(r->at[r->next]);
	r->at[r->next] = k;
	r->next = (r->next + 1) % KEY_CACHE_KEYS;
}
