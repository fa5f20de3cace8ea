#include "run/child/frames.h"

#include "model/folder.h"
#include "model/verdict.h"
#include "read/limits.h"
#include "seal/stamp.h"

/* One sentence and a few numbers; a folder's name and a few numbers. */
#define LINE 8192
#define FOLDER (FOLDER_NAME_MAX + 64)
#define PROOF (1u << 20)

/* The engine reads no more of a frame than that: what a child that was taken
 * over sends must not fill its memory. */
static const struct kind {
	unsigned senders;
	size_t most;		/* bytes of payload; from the engine: any */
} kinds[FRAME_KIND_COUNT] = {
	[FRAME_READY] = { FROM_READER | FROM_CHECK_CHILD, LINE },
	[FRAME_READ] = { FROM_ENGINE },
	[FRAME_NOTHING] = { FROM_READER, 0 },
	[FRAME_VERDICT] = { FROM_READER, VERDICT_BYTES_MAX },
	[FRAME_LETTER] = { FROM_ENGINE },
	[FRAME_PASSAGES] = { FROM_ENGINE },
	[FRAME_TEXT] = { FROM_READER, FRAME_MAX },
	[FRAME_PASS] = { FROM_ENGINE },
	[FRAME_FOLDER] = { FROM_SOURCE, FOLDER },
	[FRAME_MESSAGE] = { FROM_SOURCE, LIMIT_MESSAGE_BYTES + LINE },
	[FRAME_ROOM] = { FROM_ENGINE },
	[FRAME_MISSING] = { FROM_SOURCE, FOLDER },
	[FRAME_BATCH] = { FROM_SOURCE, 64 },
	[FRAME_PASS_END] = { FROM_SOURCE, LINE },
	[FRAME_PROBLEM] = { FROM_SOURCE, LINE },
	[FRAME_CHANGED] = { FROM_SOURCE, 0 },
	[FRAME_ALIVE] = { FROM_SOURCE, 0 },
	[FRAME_WHOLE] = { FROM_ENGINE },
	[FRAME_LIST] = { FROM_ENGINE },
	[FRAME_LISTED] = { FROM_CHECK_CHILD, PROOF },
	[FRAME_CHECK] = { FROM_ENGINE },
	[FRAME_CHECKED] = { FROM_CHECK_CHILD, PROOF },
	[FRAME_ASK] = { FROM_ENGINE },
	[FRAME_KEY] = { FROM_DNS_CHILD, PROOF },
	[FRAME_STAMP] = { FROM_STAMPER, STAMP_MAX + LINE },
	[FRAME_NO_STAMP] = { FROM_STAMPER, LINE },
	[FRAME_FINGERPRINT] = { FROM_KEY_CHILD, LINE },
	[FRAME_FAULT] = { FROM_EXAMINER, LINE },
	[FRAME_EXAMINED] = { FROM_EXAMINER, LINE },
	[FRAME_SIGNED] = { FROM_READER, LINE },
};

bool
frame_allowed(uint8_t kind, enum sender who)
{
	return kind < FRAME_KIND_COUNT && (kinds[kind].senders & who) != 0;
}

size_t
frame_most(uint8_t kind)
{
	return kind < FRAME_KIND_COUNT ? kinds[kind].most : 0;
}
