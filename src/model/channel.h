/*
 * The words of the domain that are stored and printed: one table each.
 */
#ifndef MODEL_CHANNEL_H
#define MODEL_CHANNEL_H

#include <stdbool.h>

enum channel {
	CHANNEL_EMAIL,
	CHANNEL_SMS,
	CHANNEL_MMS,
	CHANNEL_CALL,
	CHANNEL_VOICEMAIL,
	CHANNEL_CHAT,
	CHANNEL_NOTICE,
	CHANNEL_WEB,
	CHANNEL_PHYSICAL,
	CHANNEL_COUNT
};

enum direction {
	DIRECTION_IN,		/* from the person */
	DIRECTION_OUT,		/* the user's own */
	DIRECTION_COUNT
};

/* What a folder is to us; it decides channel and direction. */
enum role {
	ROLE_INBOX,		/* any folder that receives mail */
	ROLE_SENT,
	ROLE_PHONE,		/* SMS Backup+ uploads */
	ROLE_COUNT
};

const char *channel_name(enum channel);
bool channel_parse(const char *, enum channel *);
const char *direction_name(enum direction);
/* Phone identifiers match these channels, addresses the others. */
bool channel_is_phone(enum channel);

#endif
