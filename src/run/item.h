/*
 * An item: one thing a source told, waiting in its feed until everything
 * before it is settled.
 */
#ifndef RUN_ITEM_H
#define RUN_ITEM_H

#include "model/folder.h"
#include "model/verdict.h"
#include "read/read.h"
#include "model/message.h"
#include "model/miss.h"
#include "run/shelf.h"

enum item_kind {
	ITEM_FOLDER,
	ITEM_MESSAGE,
	ITEM_MISSING,
	ITEM_BATCH,
	ITEM_PASS_END,
	ITEM_BROKEN,		/* the pass broke off here */
};

enum item_state {
	ITEM_WAITING,		/* the reader has not answered */
	ITEM_NOTHING,		/* not his; the bytes are gone */
	ITEM_FOUND,		/* see verdict */
	ITEM_UNREADABLE,	/* the reader died on it, twice */
};

struct item {
	enum item_kind kind;
	struct item *next;	/* in its feed */
	/* ITEM_MESSAGE */
	struct item *next_read;	/* in the desk's queue */
	enum item_state state;
	enum read_mode mode;
	bool again;		/* asked once more after a quick death */
	bool orphan;		/* its feed is gone: the desk frees it */
	bool superseded;	/* a probe: the whole message follows */
	struct message message;
	struct lane *lane;	/* where its bytes lie; NULL: they are ours */
	struct buf verdict;	/* a frame's payload */
	/* ITEM_FOLDER */
	struct folder folder;	/* its name is ours */
	/* ITEM_BATCH */
	uint32_t uid;
	/* ITEM_MISSING */
	struct missing missing;
	/* ITEM_PASS_END */
	bool complete;
	char why[200];
};

struct item *item_new(enum item_kind);
/* With a lane the bytes stay where they are, else it copies. */
struct item *item_message(const struct message *, struct lane *);
struct item *item_folder(const struct folder *);	/* copies */
void item_drop_bytes(struct item *);
/* They are evidence: they are ours now, and their place is free. */
void item_keep_bytes(struct item *);
/* Its feed is gone, and the lane with it; the desk frees it when it is
 * answered. */
void item_orphan(struct item *);
void item_free(struct item *);

#endif
