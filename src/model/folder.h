/*
 * A folder as a source found it, and the point a pass starts from.
 */
#ifndef MODEL_FOLDER_H
#define MODEL_FOLDER_H

#include "base/day.h"
#include "base/frame.h"
#include "model/channel.h"

#define FOLDER_NAME_MAX 1000	/* bytes of a folder's name */

struct folder {
	struct span name;	/* UTF-8 */
	enum role role;
	uint32_t uidvalidity;
	uint32_t todo;		/* at most so many messages will be read
				 * from it in this pass */
	bool again;		/* what is known of it does not hold: it is
				 * read from its start */
};

/* A message as it was listed.  When the same UID is another message later, the
 * folder is not the one that was read. */
struct landmark {
	uint32_t uid;		/* 0: none */
	uint32_t size;
	int64_t at_ms;		/* INTERNALDATE or MOMENT_NONE */
};

void landmark_put(struct wire *, const struct landmark *);
void landmark_get(struct frame *, struct landmark *);
/* Whether it is the same message. */
bool landmark_same(const struct landmark *, const struct landmark *);

#define POINT_LANDMARKS 8

void folder_put(struct wire *, const struct folder *);
void folder_get(struct frame *, struct folder *);

/* How far a folder was read, as told to a source. */
struct point {
	struct span name;
	uint32_t uidvalidity, last_uid;
	uint8_t n_marks;
	struct landmark marks[POINT_LANDMARKS];	/* newest first */
};

void point_put(struct wire *, const struct point *);
void point_get(struct frame *, struct point *);

#endif
