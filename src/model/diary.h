/*
 * An entry of the diary: what a person wrote down by hand about one event.
 * Kept as a JSON document (RFC 8259) in UTF-8, keys sorted, no white space,
 * which is the incident's original.  Fields follow the logs and journals
 * that police and advisers hand out.
 */
#ifndef MODEL_DIARY_H
#define MODEL_DIARY_H

#include "base/buf.h"
#include "base/digest.h"
#include "base/when.h"

/* A file that was handed in with it; its bytes are an original. */
struct diary_file {
	const char *name, *media;
	struct digest digest;
};

struct diary {
	struct when from;
	struct when to;		/* ms MOMENT_NONE: nothing was said */
	int64_t recorded_ms;
	const char *person, *channel, *direction, *kind;
	const char *identifier;	/* number, address or name that was seen */
	const char *what;	/* verbatim */
	const char *place;
	const char *told;	/* by whom; "": seen or heard first-hand */
	const char *witnesses;
	const char *impact;	/* on daily life */
	const char *reference;	/* of the police */
	const char *officer;
	const char *target;	/* who it was aimed at: self, child, ... */
	struct diary_file *files;
	size_t n_files;
	struct json *document;	/* what a read one points into */
};

/* The texts that are the person's own words, a row each. */
struct diary_text {
	const char *key;	/* in the document; its option has two dashes */
	size_t at;		/* offset of the const char * */
	bool lengthy;		/* a text, not a line: shown when asked for */
};

extern const struct diary_text diary_texts[];
extern const size_t n_diary_texts;

/* Where the entry has that text. */
const char **diary_text_at(const struct diary *, const struct diary_text *);

/* The words a target is one of: a table. */
bool diary_is_target(const char *);
#define DIARY_TARGETS "self, child, family, friend, employer or other"

/* Nothing of it may be NULL.  Without `recorded` the moment of writing is
 * left out: the digest of that says whether two entries say the same. */
void diary_write(const struct diary *, bool recorded, struct buf *);
/* A note that is in no bundle, with a salt: the ledger names its digest, and
 * a short text could be guessed from that alone. */
void diary_private_write(struct span text, struct buf *);
/* false: it is no such note. */
bool diary_private_read(struct span, struct buf *text);
/* false: it is no such document.  Ends with diary_done. */
bool diary_read(struct span, struct diary *);
void diary_done(struct diary *);	/* for CLEANUP() */

#endif
