/*
 * A feed: one account, its child, and what it told that is not settled.
 */
#ifndef RUN_FEED_H
#define RUN_FEED_H

#include "run/desk.h"
#include "source/source.h"
#include "store/counts.h"

/* Passes for news are no closer than this: a server cannot keep us busy. */
#define FEED_NEWS_GAP_MS 300
#define FEED_BACKOFF_MIN_MS 5000
#define FEED_BACKOFF_MAX_MS 3600000
/* After a refused login: asking often locks accounts. */
#define FEED_BACKOFF_LOGIN_MS 600000

enum feed_state {
	FEED_WAITING,		/* for next_ms */
	FEED_PASSING,
};

struct feed {
	struct account *account;
	uint32_t index;
	struct child child;
	enum feed_state state;
	bool ended;		/* the child; its last words may wait */
	enum care care;		/* in the next pass */
	int64_t next_ms;	/* ticks: when the next pass starts */
	unsigned failures;	/* in a row */
	bool attempted;		/* a pass ended, well or not */
	bool worked;		/* the last one ended well */
	enum problem why;	/* when it did not: */
	char detail[200];	/* "network: …", "" when nothing is wrong */
	bool quiet;		/* its phone uploads nothing any more */
	/* told, not settled */
	struct item *head, *tail;
	struct item *looked;	/* up to it all are answered; NULL: none */
	/* of the folder whose items are at the head */
	char *folder;
	enum role role;
	uint32_t uidvalidity;
	struct shelf *shelf;	/* while it has a child: */
	struct lane lane;
	struct item *probe;	/* its child waits for a word on it */
	/* of the pass */
	int64_t began_ms;	/* ticks */
	int64_t started_ms;	/* moment */
	int64_t from_ms;	/* oldest message ever seen, or MOMENT_NONE */
	int64_t until_ms;
	int64_t tried_ms;
	int64_t heard_ms;	/* ticks: when its child last spoke */
	bool reading;		/* it has told of a folder */
	uint64_t listed, settled, contacts;	/* of the folder; progress */
	uint64_t pass_read, pass_contacts;	/* of the pass */
	int64_t missed;		/* messages not read to this day */
	/* what the store knows of all this */
	char told[512];		/* but for moments; "": nothing for certain */
	int64_t told_ms;	/* ticks */
	int64_t told_until_ms;
	bool untold;		/* the moments are newer */
	/* since the engine made the feed */
	uint64_t read_total, failed_total, missed_total;
};

void feed_init(struct feed *, struct account *, uint32_t index);
void feed_done(struct feed *);
/* Asks for a pass, starting the child when there is none; the cursors come
 * from the store. */
int feed_start(struct feed *, struct store *, struct shelf *, struct err *)
	MUST_USE;
/* Bytes came: takes whole frames while the desk has room.  1: the pass is
 * over, because the child said so, is gone or broke the rules; why and
 * detail are set. */
int feed_listen(struct feed *, struct desk *) MUST_USE;
/* Frames that were left in the buffer; as feed_listen. */
int feed_take(struct feed *, struct desk *) MUST_USE;
/* The child owes us a word and has said none for the account's patience; why
 * and detail are set. */
bool feed_is_silent(struct feed *, const struct desk *);
/* Tells the child whether the whole of its probe is wanted, once that is
 * known. */
void feed_answer_probe(struct feed *);
/* Tells the child that there is room again in its lane of the shelf. */
void feed_tell_room(struct feed *);
/* The pass failed: forgets what is not settled, sets the next time. */
void feed_failed(struct feed *);
/* Ends the child and forgets all items; they will be read again. */
void feed_drop(struct feed *);
/* The head of the queue, removed. */
struct item *feed_pop(struct feed *);
enum feed_ready {
	FEED_NOT_READY,
	FEED_READY,		/* all up to the next batch or pass end is
				 * answered */
	FEED_BROKEN,		/* nothing confirmed is left */
};

enum feed_ready feed_ready(struct feed *);
/* The pass is over before its end: what was confirmed is settled first. */
void feed_break(struct feed *);
/* The detail for the log, without the names of folders: mail sorted by
 * sender makes them addresses.  `status` names them. */
void feed_log_detail(const struct feed *, char *out, size_t size);
/* What `status` shows. */
struct source_state feed_status(const struct feed *, const char *sandbox);

#endif
