/*
 * A statement in the making: the entry of the diary that the options say,
 * over what was said before, and the files handed in with it.
 */
#ifndef CMD_ENTRY_STATEMENT_H
#define CMD_ENTRY_STATEMENT_H

#include "cmd/entry/entered.h"
#include "model/diary.h"
#include "model/incident.h"

#define STATEMENT_MAX ((size_t)32 << 20)	/* bytes of a document */

/* What add and amend are asked for; NULL or nothing: not given. */
struct statement_options {
	const char *person, *kind;
	int channel;			/* -1: not given */
	const char *at, *until;
	const char *direction, *private;
	struct diary diary;		/* its texts */
	struct strings files;
	const char *reason;		/* of an amendment */
};

struct statement {
	struct diary d;
	struct buf *texts;	/* what d points to of the long ones */
	size_t n_texts;
	struct handed *handed;	/* files, and the private note behind them */
	size_t n_handed;
	struct enclosure *files;	/* the same, as they are kept */
	struct diary_file *named;	/* those before, and those now */
	struct buf document;
};

/* An empty one, of nobody and no time. */
void statement_init(struct statement *, int64_t now_ms);
void statement_done(struct statement *);	/* for CLEANUP() */
/*
 * Takes what was given to a call of add or amend, checks it, and writes the
 * document.  EX_USAGE what is missing or cannot be, EX_DATAERR a text that
 * cannot be kept as it is.
 */
int statement_take(struct statement *, const struct call *, struct err *)
	MUST_USE;
/* Of what an entry says, whenever it was written. */
struct digest statement_digest(const struct diary *);
/* What of it the incident's row says; in->recorded_ms is when the event was
 * first written down. */
void statement_incident(const struct statement *, struct incident *);

#endif
