/*
 * Answers that DNS gave a short while ago: many messages are signed with one
 * key, and a domain without an answer is not asked again for each of them.
 */
#ifndef RUN_KEYRING_H
#define RUN_KEYRING_H

#include "model/proof.h"

#define KEYRING_KEYS 64
#define KEYRING_FOR_MS 600000	/* an answer is as good as new */
#define KEYRING_NONE_MS 45000	/* and none; less than PROVER_RETRY_MS */

struct keyring_key;

/* Zero: empty. */
struct keyring {
	struct keyring_key *at[KEYRING_KEYS];
	size_t next;		/* the oldest, to be replaced */
};

void keyring_done(struct keyring *);
/* NULL: it has to be asked for.  Lives until the next keyring_put. */
const struct key_record *keyring_find(const struct keyring *,
	const char *selector, const char *domain);
void keyring_put(struct keyring *, const char *selector, const char *domain,
	const struct key_record *);

#endif
