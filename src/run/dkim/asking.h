/*
 * Which keys DNS is asked for, and when.
 *
 * The sender chooses the name of the key, so a question for it must not tell
 * that his mail was kept.  Of providers' domains the names are asked for that
 * any mail bears, kept or not: each at a moment of its own, drawn within
 * hours from when it was seen, which is the order, too.  What is kept waits
 * for that answer and asks nothing by itself.  A name that is seen again after
 * its answer is asked for again: a key serves for what came in before.
 *
 * The names stand in the store, noted in the transaction of the message that
 * bore them: after a kill as many are asked for as without one.  They are
 * noted and dropped by rules that do not know what is kept.
 */
#ifndef RUN_DKIM_ASKING_H
#define RUN_DKIM_ASKING_H

#include "conf/config.h"
#include "store/records/dkim_ask.h"

/* Asked for within so long from when it was seen.  A key that is changed
 * stays in DNS for days, so that mail on its way can be checked. */
#define ASKING_DELAY_MS ((int64_t)3 * 3600000)
/* One that gives none is asked again for so long. */
#define ASKING_GIVE_UP_MS ((int64_t)3 * 86400000)
#define ASKING_MOST_MS ((int64_t)4 * 3600000)	/* none is due later */

struct asking {
	const struct config *config;
	int64_t due_ms;		/* moment: the store is not looked at before */
	struct dkim_name name;	/* that is asked for */
	int64_t tries, since_ms;	/* of it, before */
	bool may;		/* it may be asked for still */
};

void asking_init(struct asking *, const struct config *);
/* There may be more to ask for than was seen. */
void asking_wake(struct asking *);
/* Within a batch: what FRAME_SIGNED told of a message, or nothing. */
int asking_note(struct asking *, struct store *, struct span names,
	struct err *) MUST_USE;
/* Whether a look into the store is worth it. */
bool asking_is_due(const struct asking *);
/* The next name whose moment has come, to `name`.  1: none's has. */
int asking_next(struct asking *, struct store *, struct err *) MUST_USE;
/* Within a batch: what DNS said of `name`. */
int asking_write(struct asking *, struct store *, const struct key_record *,
	struct err *) MUST_USE;
/* For a message received at that moment: what is known of a provider's key.
 * ANSWER_NOT_ASKED: nobody asks for it.  ANSWER_NONE: with asked_ms there was
 * no answer; *due_ms: when there may be one, or MOMENT_NONE. */
int asking_find(struct store *, const struct signature *, int64_t received_ms,
	struct key_record *, int64_t *due_ms, struct err *) MUST_USE;

#endif
