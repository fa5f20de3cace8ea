/*
 * Reading: bytes in, letter out.  Pure: no file, no network, no clock, no
 * global state; runs in the reader's sandbox.
 */
#ifndef READ_READ_H
#define READ_READ_H

#include "model/letter.h"

enum read_mode {
	READ_FULL,
	READ_SALVAGE,	/* after the reader died on it: header fields and raw
			 * text by the simplest means only */
};

struct read_context {
	enum read_mode mode;
	enum role role;		/* of the folder it was seen in */
	int64_t internal_ms;	/* INTERNALDATE or MOMENT_NONE */
	bool truncated;		/* the bytes are only the beginning */
};

/* Fills *out from the arena (which must outlive it, as must the bytes).
 * There is no failure: what could not be read is a flag. */
void letter_read(struct arena *, struct span bytes,
	const struct read_context *, struct letter *out);
/* Folds a passage of the letter, unless that was done: of most mail no rule
 * needs it.  Where there is no room it is LETTER_LIMIT_TEXT, and the text
 * itself. */
void passage_fold(struct letter *, struct passage *);
/* The top-level value of a field, decoded; empty when there is none. */
struct span letter_field(const struct letter *, const char *name);

/* "+44 7700 900123", "07700 900123", "0044…" -> "+447700900123" with the
 * country (ISO 3166 alpha-2) for national forms.  What is no number
 * (a sender's name) comes back case-folded without blanks; a withheld one
 * ("", "-1", "-2", "unknown.number") as the empty span. */
struct span phone_normal(struct arena *, struct span written,
	const char *country);

/* NFKC, case folding, unseen characters removed, look-alikes mapped (see
 * passage.map), runs of white space to one blank.  Used for names, handles
 * and rules alike.  `map` may be NULL when no way back is needed. */
struct span fold_text(struct arena *, struct span text, bool strong,
	uint32_t **map);

#endif
