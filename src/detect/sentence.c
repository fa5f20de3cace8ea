#include "detect/sentence.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

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

void
say_range(struct sentence *s, int64_t low, int64_t high)
{
	say(s, "%" PRId64, low);
	if (high != low)
		say(s, " to %" PRId64, high);
}

#define ENTERED_SHOWN ((size_t)160)	/* bytes; all of it is in the store */

void
say_entered(struct sentence *s, const char *text)
{
	size_t n = strlen(text), most = ENTERED_SHOWN;

	if (n <= most) {
		say(s, "%s", text);
		return;
	}
	while (most > 0 && ((unsigned char)text[most] & 0xc0) == 0x80)
		most--;
	say(s, "%.*s...", (int)most, text);
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
