/*
 * A letter as one JSON object, for `read` and for --reveal.
 */
#ifndef RUN_CHILD_LETTER_JSON_H
#define RUN_CHILD_LETTER_JSON_H

#include "match/matcher.h"

/* Keys: from, reply_to, to, subject, date, message_id, channel, text,
 * folded, parts, flags.  What did not fit sets `over`. */
void letter_json(struct letter *, struct buf *);
/* Keys: subject, passages (text, marks, part, hits: byte ranges of the
 * rules' hits).  `matcher` NULL: no hits. */
void letter_json_passages(struct letter *, struct matcher *,
	struct buf *);

#endif
