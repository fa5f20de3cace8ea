/*
 * Reading the messages of one mailbox: listed by size first, then fetched
 * in batches, each of which is told as done when the server confirmed it.
 *
 * What is listed and does not come is asked for again at once and alone: it
 * vanished, or the server refuses it, and neither keeps the rest from being
 * read.
 */
#ifndef SOURCE_IMAP_FETCH_H
#define SOURCE_IMAP_FETCH_H

#include "source/imap/session.h"

/* A batch is committed after its tagged OK.  The first of a connection is
 * small, so that a line that breaks often loses little; each one that came
 * doubles the next, as the wire idles between them, up to what stays in little
 * memory. */
#define BATCH_MESSAGES_FIRST 200
#define BATCH_MESSAGES 1000
#define BATCH_BYTES_FIRST (2u << 20)
#define BATCH_BYTES (4u << 20)
/* Messages in a listing; what is denser is listed in smaller steps. */
#define LIST_MAX 100000
/* Longer messages are fetched up to here and marked as cut. */
#define WHOLE_MAX (64u << 20)

struct listed {
	uint32_t uid;
	uint32_t size;
	int64_t at_ms;		/* INTERNALDATE or MOMENT_NONE */
};

/* One mailbox being read; the session has it open. */
struct fetch {
	struct session *session;
	const struct sink *sink;
	enum role role;
	uint32_t uidvalidity;
	uint32_t after;		/* UIDs up to it are done */
	uint32_t to;		/* listed up to it; 0: all */
	uint32_t room;		/* so many UIDs may be listed */
	bool crowded;		/* more were than the list may hold */
	uint32_t next;		/* the server's next UID; 0: not told */
	struct listed *list;	/* UIDs to read, ascending */
	size_t n, cap;
	size_t first, last;	/* the batch: list[first..last) */
	unsigned doubled;	/* so often, for the next one */
	bool *got;		/* of the batch */
	uint32_t most;		/* bytes asked of each; 0: all */
	enum care care;
	size_t progress;	/* of the body that comes, in steps */
	int64_t began_ms;	/* ticks: when it began to come */
	bool longer;		/* one was longer than it was listed */
	bool deaf;		/* the sink is gone */
	bool stray;		/* it listed what it does not have */
};

void fetch_done(struct fetch *);
/* Whether a body of which so much has come in that time is no sign of life any
 * more: beyond the account's patience it comes at LEAST_BYTES_S or more. */
#define LEAST_BYTES_S 2048
bool fetch_drips(int64_t took_ms, size_t bytes, int64_t patience_s);
/* The last message's UID, 0: there is none. */
int fetch_newest(struct fetch *, uint32_t *uid, enum problem *why,
	struct err *) MUST_USE;
/* Fills the list with what lies behind `after`, up to `to`; where it
 * is crowded afterwards, nothing is to be read and less to be asked for. */
int fetch_list(struct fetch *, enum problem *why, struct err *) MUST_USE;
/* 1: under a UID that is known there is another message. */
int fetch_compare(struct fetch *, const struct point *, enum problem *why,
	struct err *) MUST_USE;
/* Reads all that is listed. */
int fetch_all(struct fetch *, enum problem *why, struct err *) MUST_USE;
/* Asks once more for a message that was refused before. */
int fetch_again(struct fetch *, const struct missing *, enum problem *why,
	struct err *) MUST_USE;

#endif
