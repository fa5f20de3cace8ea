/*
 * The kinds of frames and who may send them.  A process that sends another
 * is ended by the engine.
 */
#ifndef RUN_CHILD_FRAMES_H
#define RUN_CHILD_FRAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sender {
	FROM_ENGINE = 1 << 0,
	FROM_SOURCE = 1 << 1,
	FROM_READER = 1 << 2,
	FROM_CHECK_CHILD = 1 << 3,
	FROM_DNS_CHILD = 1 << 4,
	FROM_STAMPER = 1 << 5,
	FROM_KEY_CHILD = 1 << 6,
	FROM_EXAMINER = 1 << 7,
};

enum frame_kind {
	FRAME_READY = 1,	/* reader, checker: sandboxed; text: which
				 * sandbox */
	FRAME_READ,		/* engine: mode u8, message */
	FRAME_NOTHING,		/* reader: nothing found in the next one */
	FRAME_VERDICT,		/* reader: verdict on the next one */
	FRAME_LETTER,		/* engine: mode u8, message; for `read` */
	FRAME_PASSAGES,		/* engine: mode u8, message; for --reveal */
	FRAME_TEXT,		/* reader: JSON, what one of these asked for */
	FRAME_PASS,		/* engine: u8 care, u32 n, n points, u32 n,
				 * n missing */
	FRAME_FOLDER,		/* source: folder */
	FRAME_MESSAGE,		/* source: message */
	FRAME_ROOM,		/* engine: u32 place on the shelf up to which
				 * there is room again */
	FRAME_MISSING,		/* source: missing */
	FRAME_BATCH,		/* source: u32 last uid, landmark */
	FRAME_PASS_END,		/* source: u8 complete, text why not */
	FRAME_CHANGED,		/* source: a pass is worth it now */
	FRAME_ALIVE,		/* source: something came from its server */
	FRAME_WHOLE,		/* engine: u8 the probe's whole is wanted */
	FRAME_PROBLEM,		/* source: u8 problem, text, u8 another token
				 * may be tried, its digest; it ends then */
	FRAME_LIST,		/* engine: text authserv_id, i64 received,
				 * bytes of a message */
	FRAME_LISTED,		/* checker: signatures */
	FRAME_CHECK,		/* engine: u32 place, text key record, bytes
				 * of a message */
	FRAME_CHECKED,		/* checker: checked */
	FRAME_ASK,		/* engine: text selector, text domain */
	FRAME_KEY,		/* resolver: key record */
	FRAME_STAMP,		/* stamper: a reply that holds; it ends then */
	FRAME_NO_STAMP,		/* stamper: text why not; it ends then */
	FRAME_FINGERPRINT,	/* key child: u32 EX_ value, text: the
				 * fingerprint, or why there is none; it ends
				 * then */
	FRAME_FAULT,		/* examiner: u8 fault, text where, text what */
	FRAME_EXAMINED,		/* examiner: what it found; it ends then */
	FRAME_SIGNED,		/* reader: names of keys that the next one
				 * bears, before what it answers on it */
	FRAME_KIND_COUNT
};

bool frame_allowed(uint8_t kind, enum sender);
/* Bytes of its payload that the engine takes. */
size_t frame_most(uint8_t kind);

#endif
