#include "detect/sentence.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

void
say(struct sentence *s, const char *format, ...)
{
	va_list ap;
	int n;

	va_start(ap, format);
	n = vsnprintf(s->at, s->left, format, ap);
	va_end(ap);
	if (n < 0 || (size_t)n >= s->left)
		n = s->left == 0 ? 0 : (int)s->left - 1;
	s->at += n;
	s->left -= (size_t)n;
}

static const char *
suffix(int64_t n)
{
	static const char *const ends[] = { "th", "st", "nd", "rd" };

	if (n % 100 >= 11 && n % 100 <= 13)
		return "th";
	return n % 10 < 4 ? ends[n % 10] : "th";
}

void
say_nth(struct sentence *s, int64_t n)
{
	say(s, "%" PRId64 "%s", n, suffix(n));
}

static const char *const nouns[CHANNEL_COUNT] = {
	[CHANNEL_EMAIL] = "an e-mail",
	[CHANNEL_SMS] = "a text message",
	[CHANNEL_MMS] = "a picture message",
	[CHANNEL_CALL] = "a call",
	[CHANNEL_VOICEMAIL] = "a voicemail",
	[CHANNEL_CHAT] = "a chat message",
	[CHANNEL_NOTICE] = "a platform's notice",
	[CHANNEL_WEB] = "a change on the web",
	[CHANNEL_PHYSICAL] = "an incident in person",
};

const char *
channel_one(enum channel c)
{
	return c < CHANNEL_COUNT ? nouns[c] : "a contact";
}

const char *
channel_noun(enum channel c)
{
	const char *one = channel_one(c);

	return one[1] == 'n' ? one + 3 : one + 2;
}
