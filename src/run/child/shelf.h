/*
 * The shelf: memory that the engine, the reader and the sources share, so
 * that the bytes of a message are written once and read where they lie.
 *
 * It is made before any of them is forked, and no other child has it.  Each
 * source has one lane of it, and lets go of the rest.  In its lane it fills a
 * ring; the engine says how far messages were answered, and so how far there
 * is room again.  What is kept as evidence is copied out first, and the reader
 * copies before it parses: a source that was taken over can change what it
 * wrote as long as nobody has looked, which is no more than writing it so in
 * the first place.
 */
#ifndef RUN_CHILD_SHELF_H
#define RUN_CHILD_SHELF_H

#include <stdint.h>

#include "base/err.h"
#include "base/span.h"

#define SHELF_LANE ((size_t)2 << 20)
/* Longer messages travel in their frames. */
#define SHELF_LONGEST (SHELF_LANE / 4)
/* More sources at one time than this have none. */
#define SHELF_LANES_MAX 16
#define SHELF_NO_LANE UINT32_MAX

struct shelf {
	char *at;		/* NULL: there is none */
	uint32_t n;		/* lanes */
	bool taken[SHELF_LANES_MAX];
};

/* For so many sources.  EX_OSERR when there is no memory. */
int shelf_open(struct shelf *, int sources, struct err *) MUST_USE;
void shelf_done(struct shelf *);
/* A lane for a new source, or SHELF_NO_LANE. */
uint32_t shelf_take(struct shelf *);
void shelf_give(struct shelf *, uint32_t lane);
/* Whether these bytes are one message in that lane. */
bool shelf_has(const struct shelf *, uint32_t lane, uint32_t place,
	size_t len);
/* Whether a child that is forked next has it.  Sources and the reader have,
 * and nobody else who must not change what a reader is about to read. */
void shelf_lend(const struct shelf *, bool lend);
/* In the source: what remains is its lane. */
void shelf_leave(const struct shelf *, uint32_t lane);
/* In the reader: nothing is written any more. */
void shelf_only_read(const struct shelf *);

/*
 * The ring in a lane, at the source's end.  Places count from the start of
 * the shelf.
 */
struct ring {
	char *shelf;		/* NULL: nothing fits */
	uint32_t lane;
	size_t head, tail;	/* in the lane; the same: it is empty */
};

void ring_init(struct ring *, const struct shelf *, uint32_t lane);
/* Copies the bytes, of which there are 1 to SHELF_LONGEST.  false: there is
 * no room for them now. */
bool ring_add(struct ring *, struct span, uint32_t *place) MUST_USE;
/* Everything up to this place is free again. */
void ring_free(struct ring *, uint32_t place);

/* The same at the engine's end. */
struct lane {
	uint32_t n;		/* or SHELF_NO_LANE */
	uint32_t upto;		/* the place behind the last answered message */
	size_t answered;	/* bytes the source does not know of */
};

/* A message, in the order in which they came. */
void lane_answered(struct lane *, uint32_t place, size_t len);
/* Whether the source is to be told, which then it is.  What it does not know
 * of is less than a quarter of the lane, what it lost at the end of the lane
 * is, too, and so it finds room for any message before that. */
bool lane_tells(struct lane *);

#endif
