/*
 * Messages of a folder that a source will know again: its last ones, as they
 * were listed.  Operational: what they are worth is that a folder which was
 * set back to another state is noticed.
 */
#ifndef STORE_RECORDS_LANDMARKS_H
#define STORE_RECORDS_LANDMARKS_H

#include "model/folder.h"
#include "store/records/cursors.h"

/* Within a batch.  Of each folder the newest POINT_LANDMARKS stay, of one
 * UIDVALIDITY; one with UID 0 is none. */
int landmark_keep(struct store *, const struct cursor *,
	const struct landmark *, struct err *) MUST_USE;
/* Within a batch: all of that folder. */
int landmarks_forget(struct store *, const struct cursor *, struct err *)
	MUST_USE;
/* Those of the cursor's folder and UIDVALIDITY, into the point. */
int landmarks_get(struct store *, const struct cursor *, struct point *,
	struct err *) MUST_USE;

#endif
