/*
 * The vitals: what the engine shows of itself to whoever watches machines.
 * Counts and the names of accounts, nothing of persons or messages.
 */
#ifndef RUN_VITALS_H
#define RUN_VITALS_H

#include "run/feed.h"

struct vitals {
	const struct config *config;
	const struct feed *feeds;
	size_t n_feeds;
	int64_t deaths;		/* of the reader */
	struct store *store;
	bool stalled;		/* the store cannot be written */
	bool up;		/* false: the engine ends */
};

/* One sentence: "2 sources: 1 ok, 1 failing; 120 messages behind". */
void vitals_sentence(const struct vitals *, char *out, size_t size);

#endif
