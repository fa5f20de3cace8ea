/*
 * A source: where messages come from.  A source runs in a child of its own
 * with one credential; it fetches and never looks inside.
 */
#ifndef SOURCE_SOURCE_H
#define SOURCE_SOURCE_H

#include "conf/config.h"
#include "model/folder.h"
#include "model/message.h"
#include "model/miss.h"

/* Why a pass ended early; decides when it is tried again. */
enum problem {
	PROBLEM_NETWORK,	/* unreachable, dropped, timed out */
	PROBLEM_TLS,		/* certificate or handshake */
	PROBLEM_LOGIN,		/* refused: ask rarely, accounts get locked */
	PROBLEM_PROTOCOL,	/* the server says what it must not */
	PROBLEM_FOLDER,		/* a configured folder is not there */
	PROBLEM_COUNT
};

/*
 * What a source tells while it reads.  Each call returns 0, or -1 when
 * nobody listens any more.  Order: folder, its messages, a batch after
 * every run of messages that the server confirmed.
 */
struct sink {
	void *arg;
	/* the last UID dealt with under that UIDVALIDITY, 0 when none */
	uint32_t (*point)(void *arg, struct span folder,
	    uint32_t uidvalidity);
	int (*folder)(void *arg, const struct folder *);
	int (*message)(void *arg, const struct message *);
	/* After a probe: 1 when the whole message is wanted. */
	int (*whole)(void *arg);
	int (*missing)(void *arg, const struct missing *);
	/* With a message of it that will be known again; uid 0: none. */
	int (*batch)(void *arg, uint32_t last_uid, struct landmark);
	/* Work goes on, with nothing to tell yet. */
	void (*alive)(void *arg);
	/* What is known of the folder from passes before; NULL: nothing.  Its
	 * last_uid is what `point` says. */
	const struct point *(*known)(void *arg, struct span folder,
	    uint32_t uidvalidity);
	/* The i-th message of the folder that was refused in earlier passes;
	 * NULL when there are no more. */
	const struct missing *(*refused)(void *arg, struct span folder,
	    uint32_t uidvalidity, size_t i);
};

/* How the last pass ended decides how this one goes: no message of a server
 * that talks no IMAP about it may keep the rest from being read. */
enum care {
	CARE_NONE,
	CARE_ALONE,	/* after PROBLEM_PROTOCOL: one message at a time, and
			 * what ends the pass again is told as refused */
	CARE_BEFORE,	/* after the process died: they are told before */
	CARE_COUNT
};

/* A token (XOAUTH2) that was refused.  Handed in: the last one, which is not
 * tried again; handed out: this one, any when another may be tried after. */
struct token {
	bool any;
	struct digest digest;
};

struct source;

/* One row a kind of source. */
struct source_ops {
	const char *name;
	/* Closes the process in, connects and logs in; -1 with *why set. */
	int (*open)(const struct account *, struct token *,
	    struct source **, enum problem *why, struct err *);
	/* One pass over all its folders.  1: done, but a folder is missing
	 * or cannot be opened (err says which). */
	int (*pass)(struct source *, const struct sink *, enum care,
	    enum problem *why, struct err *);
	/* Between passes: until fd can be read (0), or something is new in
	 * the mailbox (1). */
	int (*wait)(struct source *, int fd, enum problem *why,
	    struct err *);
	void (*close)(struct source *);
};

extern const struct source_ops source_imap;

/* By the account's kind. */
const struct source_ops *source_of(const struct account *);

const char *problem_name(enum problem);

#endif
