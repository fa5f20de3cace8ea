/*
 * The health: what the engine shows of itself to whoever watches machines.
 * Counts and the names of accounts, nothing of persons or messages.
 */
#ifndef RUN_ENGINE_HEALTH_H
#define RUN_ENGINE_HEALTH_H

#include "run/engine/account_link.h"

struct health {
	const struct config *config;
	const struct account_link *links;
	size_t n_links;
	int64_t deaths;		/* of the reader */
	struct store *store;
	bool stalled;		/* the store cannot be written */
	bool up;		/* false: the engine ends */
};

/* One sentence: "2 sources: 1 ok, 1 failing; 120 messages behind". */
void health_sentence(const struct health *, char *out, size_t size);

#endif
