/*
 * An event: one thing a source told, waiting in its link until everything
 * before it is committed.
 */
#ifndef RUN_ENGINE_ACCOUNT_EVENT_H
#define RUN_ENGINE_ACCOUNT_EVENT_H

#include "model/folder.h"
#include "model/message.h"
#include "model/miss.h"
#include "model/verdict.h"
#include "read/read.h"
#include "run/child/shelf.h"

/* Of all events together. */
#define ITEM_VERDICTS_MAX ((size_t)32 << 20)

enum account_event_kind {
	EVENT_FOLDER,
	EVENT_MESSAGE,
	EVENT_MISSING,
	EVENT_BATCH,
	EVENT_PASS_END,
	EVENT_BROKEN,		/* the pass broke off here */
};

enum account_event_state {
	EVENT_WAITING,		/* the reader has not answered */
	EVENT_NOTHING,		/* not his; the bytes are gone */
	EVENT_FOUND,		/* see verdict */
	EVENT_UNREADABLE,	/* the reader died on it, twice */
};

struct account_event {
	enum account_event_kind kind;
	struct account_event *next;	/* in its link */
	/* EVENT_MESSAGE */
	struct account_event *next_read;	/* in the queue's queue */
	enum account_event_state state;
	enum read_mode mode;
	int again;		/* how often it was asked again in this mode */
	int killed;		/* and after a kill from outside */
	bool orphan;		/* its link is gone: the queue frees it */
	bool superseded;	/* a probe: the whole message follows */
	struct message message;
	struct lane *lane;	/* where its bytes lie; NULL: they are ours */
	struct buf verdict;	/* a frame's payload */
	struct buf names;	/* of keys that it bears; so, too */
	/* EVENT_FOLDER */
	struct folder folder;	/* its name is ours */
	/* EVENT_BATCH */
	uint32_t uid;
	struct landmark mark;
	/* EVENT_MISSING */
	struct missing missing;
	/* EVENT_PASS_END */
	bool complete;
	char why[200];
};

struct account_event *account_event_new(enum account_event_kind);
/* With a lane the bytes stay where they are, else it copies. */
struct account_event *account_event_message(const struct message *,
	struct lane *);
/* Copies it. */
struct account_event *account_event_folder(const struct folder *);
/* It is about this folder instead. */
void account_event_rename(struct account_event *, const struct folder *);
/* Copies what the reader says of it.  -1: with all others that are kept it
 * would be more than ITEM_VERDICTS_MAX. */
int account_event_verdict(struct account_event *, struct span) MUST_USE;
/* As account_event_verdict; names that a reader told before it died give
 * way. */
int account_event_names(struct account_event *, struct span) MUST_USE;
void account_event_drop_bytes(struct account_event *);
/* They are evidence: they are ours now, and their place is free. */
void account_event_keep_bytes(struct account_event *);
/* Its link is gone, and the lane with it; the queue frees it when it is
 * answered. */
void account_event_orphan(struct account_event *);
void account_event_free(struct account_event *);

#endif
