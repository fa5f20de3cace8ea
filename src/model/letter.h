/*
 * A letter: what the reader sees in one message.  All text is valid UTF-8
 * unless said otherwise; everything lives in one arena.
 */
#ifndef MODEL_LETTER_H
#define MODEL_LETTER_H

#include "base/arena.h"
#include "base/day.h"
#include "model/channel.h"

/* Why a letter is not what it seems, or not all of it was read.  Names for
 * each in letter.c; a flag is a fact, never an error. */
enum letter_flag {
	LETTER_UNREADABLE,	/* the reader died or ran out of time on it */
	LETTER_SALVAGED,	/* read by the salvage splitter only */
	LETTER_LIMIT_SIZE,
	LETTER_LIMIT_HEADERS,
	LETTER_LIMIT_PARTS,
	LETTER_LIMIT_DEPTH,
	LETTER_LIMIT_TEXT,	/* more decoded text than is kept */
	LETTER_LIMIT_ADDRESSES,
	LETTER_CLAIMS_PHONE,	/* X-smssync-* where it is not trusted */
	LETTER_DATE_DIFFERS,	/* Date: more than 24 h from receipt */
	LETTER_NO_DATE,
	LETTER_BAD_CHARSET,	/* a label nobody knows, or it lied */
	LETTER_BAD_ENCODING,	/* broken base64, quoted-printable, … */
	LETTER_ENCRYPTED,	/* S/MIME or PGP: named, not read */
	LETTER_TNEF,
	LETTER_HIDDEN_TEXT,	/* HTML hides text from the eye */
	LETTER_LINK_DIFFERS,	/* a link shows another target */
	LETTER_TRUNCATED,	/* the bytes at hand are not all of it */
	LETTER_CLAIMS_NOTICE,	/* a platform's address, and no signature of
				 * it that the own server vouches for */
	LETTER_CUT_TEXT,	/* they end within a text: more may follow */
	LETTER_REORDERED,	/* text is drawn backwards */
	LETTER_DAY_ONLY,	/* entered by hand: the time is not known */
	LETTER_LATE_ENTRY,	/* entered by hand more than 24 h after it */
	LETTER_FLAG_COUNT
};

struct address {
	struct span name;	/* display name, decoded; may be empty */
	struct span addr;	/* local@domain as written, unquoted, decoded,
				 * without comments; may be empty */
	struct address *next;
};

/* How a passage stands in the message. */
enum passage_mark {
	PASSAGE_QUOTED = 1 << 0,	/* quoted text of an earlier mail */
	PASSAGE_FORWARDED = 1 << 1,	/* inside a forwarded message */
	PASSAGE_HIDDEN = 1 << 2,	/* hidden by style */
	PASSAGE_ATTACHED = 1 << 3,	/* a text file attached, or the
					 * name of any attached file */
	PASSAGE_TARGET = 1 << 4,	/* a link target, alt text or title */
};

struct passage {
	struct span text;	/* as the writer's reader would show it;
				 * lines end as they came, LF or CRLF */
	bool is_folded;		/* passage_fold has filled in these two: */
	struct span folded;	/* for the second match; same span as text
				 * when folding changes nothing but case */
	uint32_t *map;		/* folded byte -> text byte, folded.len + 1
				 * entries; NULL: the same offsets, which
				 * does not make it the same text */
	unsigned marks;		/* PASSAGE_ bits */
	uint32_t part;		/* number of the MIME part, from 1 */
	struct passage *next;
};

struct field {
	struct span name;	/* as written */
	struct span value;	/* unfolded, decoded */
	struct field *next;
};

struct letter {
	struct arena *arena;
	/* of all fields of the name: a second From hides behind no first */
	struct address *from, *sender, *reply_to, *return_path;
	struct address *to, *cc, *bcc;
	struct span subject;	/* of all Subject fields, one a line */
	struct span subject_folded;
	struct span message_id;		/* without <>; may be empty */
	struct field *fields;		/* top-level header, in order */
	struct passage *passages;
	int64_t date_ms;	/* Date:, the sender's claim */
	int64_t received_ms;	/* topmost Received:, MOMENT_NONE if none */
	enum channel channel;
	enum direction direction;	/* as far as the message itself tells */
	bool counts;		/* false: a draft or a failed text */
	struct span number;	/* phone channels: as written */
	int64_t phone_ms;	/* the phone's own time, or MOMENT_NONE */
	uint32_t parts;		/* MIME parts seen */
	uint64_t flags;		/* 1 << enum letter_flag */
};

const char *letter_flag_name(enum letter_flag);
void letter_flag_set(struct letter *, enum letter_flag);
bool letter_flag_is(const struct letter *, enum letter_flag);

#endif
