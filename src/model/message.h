/*
 * A message as a source hands it over: bytes and where they were seen.
 * Nobody has looked inside yet.
 */
#ifndef MODEL_MESSAGE_H
#define MODEL_MESSAGE_H

#include "base/day.h"
#include "base/frame.h"
#include "base/span.h"
#include "model/channel.h"

struct message {
	uint32_t account;	/* index in the configuration */
	enum role role;		/* of the folder */
	uint32_t uid;
	int64_t internal_ms;	/* INTERNALDATE or MOMENT_NONE */
	int64_t size;		/* RFC822.SIZE; bytes.len is less when cut */
	bool probe;		/* only the beginning, to learn whether the
				 * whole is worth fetching */
	bool shared;		/* the bytes are at: */
	uint32_t place;		/* in memory that both ends share */
	struct span bytes;	/* exactly as received */
};

void message_put(struct wire *, const struct message *);
/* The span stays in the frame's memory, or has a length only, where the
 * bytes are elsewhere. */
void message_get(struct frame *, struct message *);

#endif
