/*
 * What people enter by hand, before it is kept: it is refused rather than
 * cut or changed, since nobody sees afterwards what was lost.
 */
#ifndef CMD_ENTRY_ENTERED_H
#define CMD_ENTRY_ENTERED_H

#include "cmd/command.h"
#include "store/records/attachments.h"

#define ENTERED_MAX ((size_t)16000)	/* bytes of a short text */
#define ENTERED_LONG_MAX ((size_t)2 * 1024 * 1024)	/* of a long one */

/* `value` (NULL: not given) is UTF-8 without NUL and no longer than `most`
 * bytes; `name` is its option.  EX_DATAERR. */
int entered_text(const char *name, struct span value, size_t most,
	struct err *) MUST_USE;
/* One of the people files has that id; NULL and "" pass.  EX_USAGE. */
int entered_person(const struct call *, const char *id, struct err *)
	MUST_USE;
/* A number from 1, else `what` says what would be right.  EX_USAGE. */
int entered_number(const char *text, const char *what, int64_t *out,
	struct err *) MUST_USE;
/* A file to be handed in, and what its enclosure points into. */
struct handed {
	struct enclosure file;
	struct buf bytes, name;
};

/* Reads it; ends with handed_done whatever it says. */
int entered_file(const char *path, enum purpose, struct handed *,
	struct err *) MUST_USE;
void handed_done(struct handed *);		/* for CLEANUP() */
/* A text that may be "-": then it is standard input, read into `text`. */
int entered_long(const char *name, const char *value, struct buf *text,
	struct err *) MUST_USE;

#endif
