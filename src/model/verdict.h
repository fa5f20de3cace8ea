/*
 * A verdict: what the reader tells the engine about one message.  Values
 * only, no text of the message but the sender's identifier that matched.
 */
#ifndef MODEL_VERDICT_H
#define MODEL_VERDICT_H

#include "base/digest.h"
#include "base/frame.h"
#include "model/letter.h"

#define VERDICT_FINDINGS_MAX 256	/* more findings are not recorded */
#define VERDICT_TEXT_MAX 512		/* bytes of any text in it; the rest of
					 * a longer one is not told */
/* As a frame: its findings with two texts each, and the rest. */
#define VERDICT_BYTES_MAX \
	(VERDICT_FINDINGS_MAX * (2 * VERDICT_TEXT_MAX + 32) + 4096)

/* What a finding is about. */
enum finding_by {
	BY_ADDRESS,		/* a sender field holds an identifier */
	BY_PHONE,		/* the number of a text or call */
	BY_NAME,		/* a display name alone: a candidate */
	BY_HANDLE,
	BY_RULE,		/* a content rule */
	BY_RECIPIENT,		/* the user's own mail to the person */
	BY_UNREADABLE,		/* attributed by nothing: kept, unread */
	BY_NOTICE,		/* a platform names the person; field: which */
	BY_HAND,		/* the user's own statement */
	BY_COUNT
};

enum outcome {
	OUTCOME_HIT,
	OUTCOME_UNDECIDED,	/* a match, depth or heap limit was reached */
	OUTCOME_COUNT
};

struct finding {
	uint32_t person;	/* index in the rules */
	uint32_t rule;		/* index in that person's rules; BY_RULE only */
	enum finding_by by;
	enum outcome outcome;
	unsigned marks;		/* PASSAGE_ bits of where it was found */
	uint32_t part;		/* MIME part, 0: the header */
	struct span field;	/* "From", "subject", "text", … */
	struct span identifier;	/* as configured; empty for rules */
};

struct verdict {
	uint64_t flags;			/* 1 << enum letter_flag */
	enum channel channel;
	enum direction direction;
	bool own;		/* From is the user's own address */
	bool is_signed;		/* fields that may prove where it is from: for
				 * the checker */
	int64_t date_ms, received_ms, phone_ms;
	struct span sender;	/* From address or number, for lists */
	struct span message_id;
	struct digest text;	/* of the decoded text */
	uint32_t n_findings;
	struct finding findings[VERDICT_FINDINGS_MAX];
};

const char *finding_by_name(enum finding_by);
const char *outcome_name(enum outcome);

void verdict_put(struct wire *, const struct verdict *);
/* Spans stay in the frame's memory; enums and counts are checked. */
void verdict_get(struct frame *, struct verdict *);

#endif
