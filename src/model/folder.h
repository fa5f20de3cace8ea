/*
 * A folder as a source found it, and the point a pass starts from.
 */
#ifndef MODEL_FOLDER_H
#define MODEL_FOLDER_H

#include "base/frame.h"
#include "model/channel.h"

#define FOLDER_NAME_MAX 1000	/* bytes of a folder's name */

struct folder {
	struct span name;	/* UTF-8 */
	enum role role;
	uint32_t uidvalidity;
	uint32_t todo;		/* at most so many messages will be read
				 * from it in this pass */
};

void folder_put(struct wire *, const struct folder *);
void folder_get(struct frame *, struct folder *);

/* How far a folder was read, as told to a source. */
struct point {
	struct span name;
	uint32_t uidvalidity, last_uid;
};

void point_put(struct wire *, const struct point *);
void point_get(struct frame *, struct point *);

#endif
