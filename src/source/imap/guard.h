/*
 * The guard: reads what a server sends before libetpan's parser does, which
 * is recursive, and keeps all that it is sent.  What is no answer to what was
 * asked, or more than an answer may be, ends the connection.
 *
 * It knows as much of IMAP (RFC 3501, 9) as that takes: lines, quoted strings,
 * literals, parentheses, and the items of a FETCH answer.  What it lets
 * through stays within the numbers below, so libetpan and with it the process
 * stay in bounded memory, compressed or not.
 */
#ifndef SOURCE_IMAP_GUARD_H
#define SOURCE_IMAP_GUARD_H

#include <stddef.h>
#include <stdint.h>

#include <libetpan/libetpan.h>

#define GUARD_LINE_BYTES	65536	/* without literals */
#define GUARD_NAME_BYTES	4096	/* a literal that names a folder */
#define GUARD_DEPTH		4	/* of parentheses */
/* Of what nobody asked for, and of lists of folders, after one command. */
#define GUARD_LINES		100000
#define GUARD_BYTES		(8u << 20)

/* What a FETCH may be answered with; UID and FLAGS always. */
enum guard_item {
	GUARD_PLACE = 1 << 0,	/* INTERNALDATE and RFC822.SIZE */
	GUARD_BODY = 1 << 1,	/* BODY[] */
};

enum guard_question {
	GUARD_ASKED_NOTHING,
	GUARD_ASKED_LIST,
	GUARD_ASKED_STATUS,
	GUARD_ASKED_FETCH,
};

struct guard_asked {
	enum guard_question question;
	/* of a FETCH: */
	unsigned items;
	uint64_t answers;	/* at most */
	uint64_t literal;	/* bytes of each body, at most */
};

/* Puts it onto the stream.  One stream a process.  -1: no memory. */
int guard_begin(mailstream *);
/* What it stands on: TLS and COMPRESS go there. */
mailstream_low **guard_below(mailstream *);
/* What the next command asks for; NULL: nothing that is answered with data
 * but for its OK. */
void guard_ask(const struct guard_asked *);
/* Why it ended the connection, as a sentence; NULL: it has not. */
const char *guard_fault(void);

/* For tests of it alone: whether it lets these bytes through. */
void guard_reset(void);
int guard_look(const char *, size_t);

#endif
