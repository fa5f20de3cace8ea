/*
 * Every limit of the reader, named in one place.  Over a limit is a flag
 * of the letter, never an end: what was read so far is matched.
 */
#ifndef READ_LIMITS_H
#define READ_LIMITS_H

#define LIMIT_MESSAGE_BYTES	(64u << 20)	/* bytes looked at */
#define LIMIT_HEADER_BYTES	(1u << 20)	/* one entity's header */
#define LIMIT_HEADER_FIELDS	2000		/* fields of one entity */
#define LIMIT_FIELD_BYTES	(256u << 10)	/* one field's value */
#define LIMIT_PARTS		2000		/* MIME parts of a message */
#define LIMIT_DEPTH		64		/* multiparts and messages */
#define LIMIT_PARAMETERS	200		/* of one Content-Type */
#define LIMIT_ADDRESSES		2000		/* in one field */
#define LIMIT_COMMENT_DEPTH	100		/* nested parentheses */
#define LIMIT_ENCODED_WORDS	5000		/* in one field */
#define LIMIT_TEXT_BYTES	(8u << 20)	/* decoded text of a message */
#define LIMIT_DECODED_BYTES	(16u << 20)	/* of encoded messages inside */
#define LIMIT_PASSAGES		20000	/* of a message */
#define LIMIT_HTML_DEPTH	400		/* open elements */
#define LIMIT_ARENA_BYTES	(96u << 20)	/* all of a letter */

#endif
