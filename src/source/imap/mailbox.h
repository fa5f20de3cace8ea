/*
 * Mailboxes of an IMAP server: their names and which of them are read.
 */
#ifndef SOURCE_IMAP_MAILBOX_H
#define SOURCE_IMAP_MAILBOX_H

#include "base/buf.h"
#include "conf/config.h"
#include "model/channel.h"

enum mailbox_flag {		/* RFC 3501, RFC 6154 */
	MAILBOX_NOSELECT = 1 << 0,
	MAILBOX_ALL = 1 << 1,
	MAILBOX_ARCHIVE = 1 << 2,
	MAILBOX_JUNK = 1 << 3,
	MAILBOX_SENT = 1 << 4,
};

struct mailbox {
	char *wire;		/* as the server spells it */
	char *name;		/* UTF-8 */
	char delimiter;		/* 0: none */
	unsigned flags;
	bool read;		/* chosen */
	enum role role;
	uint32_t uidvalidity;	/* in this session; 0: not opened yet */
	uint32_t next;		/* UIDs below it are dealt with */
	bool again;		/* in this session it was begun again */
};

struct mailboxes {
	struct mailbox *at;
	size_t n;
};

/* A name longer than FOLDER_NAME_MAX in either spelling is left out. */
void mailboxes_add(struct mailboxes *, const char *wire, char delimiter,
	unsigned flags);
void mailboxes_done(struct mailboxes *);
/* The bit of a LIST attribute such as "\\Junk", 0 when it means nothing. */
unsigned mailbox_flag_of(const char *attribute);

/*
 * Chooses and orders (INBOX, phone, the rest, Sent last).  Patterns are
 * those of LIST: * is anything, % anything but the delimiter; INBOX in any
 * case.  Defaults: INBOX, \Junk, \All or else \Archive, and \Sent; where a
 * server names no special use, the usual names.  A configured name without
 * wildcard that is not there: *missing is it, 1.
 */
int mailboxes_choose(struct mailboxes *, const struct account *,
	const char **missing);

/* Modified UTF-7 (RFC 3501, 5.1.3) to UTF-8; what is none stays. */
void mailbox_decode(struct span wire, struct buf *out);

#endif
