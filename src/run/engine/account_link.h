/*
 * A link: one account, its child, and what it told that is not committed.
 */
#ifndef RUN_ENGINE_ACCOUNT_LINK_H
#define RUN_ENGINE_ACCOUNT_LINK_H

#include "run/engine/reader_queue.h"
#include "source/source.h"
#include "store/records/counts.h"

/* Passes for news are no closer than this: a server cannot keep us busy. */
#define LINK_CHANGE_GAP_MS 300
/* What a child may tell before it says that the server confirmed it: a batch,
 * each message of which is missing too, and the longest message. */
#define FEED_ITEMS_MAX 5000
#define FEED_BYTES_MAX ((size_t)80 << 20)
#define LINK_BACKOFF_MIN_MS 5000
#define LINK_BACKOFF_MAX_MS 3600000
/* After a refused login: asking often locks accounts. */
#define LINK_BACKOFF_LOGIN_MS 600000

enum link_state {
	LINK_WAITING,		/* for next_ms */
	LINK_PASSING,
};

struct account_link {
	struct account *account;
	uint32_t index;
	struct child child;
	enum link_state state;
	bool ended;		/* the child; its last words may wait */
	enum care care;		/* in the next pass */
	struct token refused;	/* any: another child tries another, now */
	bool token_again;	/* it does so */
	int64_t next_ms;	/* ticks: when the next pass starts */
	unsigned failures;	/* in a row */
	bool attempted;		/* a pass ended, well or not */
	bool worked;		/* the last one ended well */
	enum problem why;	/* when it did not: */
	char detail[200];	/* "network: …", "" when nothing is wrong */
	bool quiet;		/* its phone uploads nothing any more */
	/* told, not committed */
	struct account_event *head, *tail;
	size_t events, bytes;	/* since the last batch or end of a pass */
	struct account_event *looked;	/* up to it all are answered; NULL:
					 * none */
	/* of the folder whose events are at the head */
	char *folder;
	enum role role;
	uint32_t uidvalidity;
	struct shelf *shelf;	/* while it has a child: */
	struct lane lane;
	struct account_event *probe;	/* its child waits for a word on it */
	/* of the pass */
	int64_t began_ms;	/* ticks */
	int64_t started_ms;	/* moment */
	int64_t from_ms;	/* oldest message ever seen, or MOMENT_NONE */
	int64_t since_ms;	/* the same when a pass last ended well */
	int64_t until_ms;
	int64_t tried_ms;
	int64_t heard_ms;	/* ticks: when its child last spoke */
	bool reading;		/* it has told of a folder */
	uint64_t listed, committed, contacts;	/* of the folder; progress */
	uint64_t pass_read, pass_contacts;	/* of the pass */
	int64_t missed;		/* messages not read to this day */
	/* what the store knows of all this */
	char told[512];		/* but for moments; "": nothing for certain */
	int64_t told_ms;	/* ticks */
	int64_t told_until_ms;
	bool untold;		/* the moments are newer */
	/* since the engine made the link */
	uint64_t read_total, failed_total, missed_total;
};

void account_link_init(struct account_link *, struct account *, uint32_t index);
void account_link_done(struct account_link *);
/* Asks for a pass, starting the child when there is none; the cursors come
 * from the store. */
int account_link_start(struct account_link *, struct store *, struct shelf *,
    struct err *)
	MUST_USE;
/* Bytes came: takes whole frames while the queue has room.  1: the pass is
 * over, because the child said so, is gone or broke the rules; why and
 * detail are set. */
int account_link_listen(struct account_link *, struct reader_queue *) MUST_USE;
/* Frames that were left in the buffer; as account_link_listen. */
int account_link_take(struct account_link *, struct reader_queue *) MUST_USE;
/* The child owes us a word and has said none for the account's patience; why
 * and detail are set. */
bool account_link_is_silent(struct account_link *, const struct reader_queue *);
/* Tells the child whether the whole of its probe is wanted, once that is
 * known. */
void account_link_answer_probe(struct account_link *);
/* Tells the child that there is room again in its lane of the shelf. */
void account_link_tell_room(struct account_link *);
/* A token was refused: another child asks for another, at once. */
void account_link_try_token(struct account_link *);
/* The pass failed: forgets what is not committed, sets the next time. */
void account_link_failed(struct account_link *);
/* Ends the child and forgets all events; they will be read again. */
void account_link_drop(struct account_link *);
/* The head of the queue, removed. */
struct account_event *account_link_pop(struct account_link *);
enum link_ready {
	LINK_NOT_READY,
	LINK_READY,		/* all up to the next batch or pass end is
				 * answered */
	LINK_BROKEN,		/* nothing confirmed is left */
};

enum link_ready account_link_ready(struct account_link *);
/* The pass is over before its end: what was confirmed is committed first. */
void account_link_break(struct account_link *);
/* The detail for the log, without the names of folders: mail sorted by
 * sender makes them addresses.  `status` names them. */
void account_link_log_detail(const struct account_link *, char *out,
	size_t size);
/* What `status` shows. */
struct source_state account_link_status(const struct account_link *,
	const char *sandbox);

#endif
