/*
 * An arena with a cap: everything read out of one message lives in one
 * arena and dies with the message.  Out of room is an outcome: arena_get
 * returns NULL and `over` stays set.  No memory ends the process.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/err.h"
#include "base/span.h"

struct arena_block;

struct arena {
	struct arena_block *head;
	size_t used;		/* bytes handed out */
	size_t max;		/* bytes that may be handed out */
	bool over;
};

void arena_init(struct arena *, size_t max);
void arena_done(struct arena *);
/* Empty again; one block of memory is kept for the next message. */
void arena_reset(struct arena *);
/* Zeroed memory, aligned for any type; NULL when over. */
void *arena_get(struct arena *, size_t size);
/* The same, with what lay there before: for what is written over at once. */
void *arena_room(struct arena *, size_t size);
/* A copy of the span; the empty span when over. */
struct span arena_copy(struct arena *, struct span);

#endif
