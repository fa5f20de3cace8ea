#include "model/channel.h"

#include <string.h>

static const char *const channels[CHANNEL_COUNT] = {
	[CHANNEL_EMAIL] = "email",
	[CHANNEL_SMS] = "sms",
	[CHANNEL_MMS] = "mms",
	[CHANNEL_CALL] = "call",
	[CHANNEL_VOICEMAIL] = "voicemail",
	[CHANNEL_CHAT] = "chat",
	[CHANNEL_NOTICE] = "notice",
	[CHANNEL_WEB] = "web",
	[CHANNEL_PHYSICAL] = "physical",
};

static const char *const directions[DIRECTION_COUNT] = {
	[DIRECTION_IN] = "in",
	[DIRECTION_OUT] = "out",
};

const char *
channel_name(enum channel c)
{
	return c < CHANNEL_COUNT ? channels[c] : "?";
}

bool
channel_parse(const char *s, enum channel *out)
{
	for (int i = 0; i < CHANNEL_COUNT; i++)
		if (s[0] == channels[i][0] && strcmp(s, channels[i]) == 0) {
			*out = (enum channel)i;
			return true;
		}
	return false;
}

const char *
direction_name(enum direction d)
{
	return d < DIRECTION_COUNT ? directions[d] : "?";
}

bool
channel_is_phone(enum channel c)
{
	return c == CHANNEL_SMS || c == CHANNEL_MMS || c == CHANNEL_CALL ||
	    c == CHANNEL_VOICEMAIL;
}
