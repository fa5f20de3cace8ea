#include "run/keyring.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"

struct keyring_key {
	char *selector, *domain;
	int64_t until_ms;	/* ticks */
	struct key_record record;
};

static void
key_free(struct keyring_key *k)
{
	if (k == NULL)
		return;
	free(k->selector);
	free(k->domain);
	free(k);
}

void
keyring_done(struct keyring *r)
{
	for (size_t i = 0; i < KEYRING_KEYS; i++)
		key_free(r->at[i]);
	*r = (struct keyring){ .next = 0 };
}

const struct key_record *
keyring_find(const struct keyring *r, const char *selector,
    const char *domain)
{
	for (size_t i = 0; i < KEYRING_KEYS; i++) {
		const struct keyring_key *k = r->at[i];

		if (k != NULL && strcmp(k->selector, selector) == 0 &&
		    strcmp(k->domain, domain) == 0 &&
		    clock_ticks_ms() < k->until_ms)
			return &k->record;
	}
	return NULL;
}

void
keyring_put(struct keyring *r, const char *selector, const char *domain,
    const struct key_record *record)
{
	struct keyring_key *k = mem_get(1, sizeof(*k));
	bool none = record->answer == ANSWER_NONE;

	*k = (struct keyring_key){ str_dup(selector), str_dup(domain),
		clock_ticks_ms() + (none ? KEYRING_NONE_MS : KEYRING_FOR_MS),
		*record };
	key_free(r->at[r->next]);
	r->at[r->next] = k;
	r->next = (r->next + 1) % KEYRING_KEYS;
}
