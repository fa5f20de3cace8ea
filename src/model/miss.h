/*
 * A message that was not read: a source listed it, and could not get it.
 */
#ifndef MODEL_MISS_H
#define MODEL_MISS_H

#include "base/frame.h"

enum miss {
	MISS_REFUSED,		/* the server lists it and does not give it */
	MISS_VANISHED,		/* it was gone before it was read */
	MISS_READ,		/* it was refused before, and is read now */
	MISS_COUNT
};

/* What is to be asked for again, or how that went. */
struct missing {
	struct span folder;	/* to a source; else the one at hand */
	uint32_t uidvalidity;
	uint32_t uid;
	int64_t at_ms;		/* INTERNALDATE or MOMENT_NONE */
	enum miss miss;
};

const char *miss_name(enum miss);
void missing_put(struct wire *, const struct missing *);
void missing_get(struct frame *, struct missing *);

#endif
