/*
 * What the header of a MIME part says about its body.
 */
#ifndef READ_MIME_PART_H
#define READ_MIME_PART_H

#include "read/mime/transfer.h"
#include "read/text/letter_builder.h"

/* What is done with a body; the table of types is in part.c. */
enum part_kind {
	PART_PLAIN,
	PART_HTML,
	PART_ENRICHED,
	PART_CALENDAR,
	PART_MULTIPART,
	PART_MESSAGE,		/* a whole message inside */
	PART_HEADERS,		/* the header of one */
	PART_ENCRYPTED,
	PART_TNEF,
	PART_OTHER		/* not read */
};

struct part {
	enum part_kind kind;
	enum transfer transfer;
	bool attached;
	bool flowed, delsp;
	bool digest;		/* a multipart whose parts are messages */
	struct span charset, boundary, filename;
	bool has_type;
	bool broken_type;	/* there is a Content-Type, but no type */
	bool has_transfer;
};

/* Before the first field; `digest`: parts without a type are messages. */
void part_init(struct part *, bool digest);
/* Takes note of a Content-* field; others are ignored. */
void part_field(struct letter *, struct part *, struct span name,
	struct span value);
/* After the last field. */
void part_settle(struct part *);
/* Reads a body that is no multipart and no message. */
void part_read(struct letter_builder *, const struct part *, struct span body,
	unsigned marks);

#endif
