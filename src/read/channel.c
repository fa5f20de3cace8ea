#include "read/channel.h"

#include <string.h>

#include "read/read.h"

/* Phone times before 1990 or after 2100 are no times. */
#define PHONE_MS_MIN INT64_C(631152000000)
#define PHONE_MS_MAX INT64_C(4102444800000)

static const struct {
	const char *name;
	enum channel channel;
	int64_t unit_ms;	/* of X-smssync-date */
} datatypes[] = {
	{ "SMS", CHANNEL_SMS, 1 },
	{ "MMS", CHANNEL_MMS, 1000 },
	{ "CALLLOG", CHANNEL_CALL, 1 },
};

/* X-smssync-type; what is not here is told by From and To. */
static const struct {
	enum channel channel;
	int type;
	enum direction direction;
	bool counts;
} kinds[] = {
	{ CHANNEL_SMS, 1, DIRECTION_IN, true },
	{ CHANNEL_SMS, 2, DIRECTION_OUT, true },
	{ CHANNEL_SMS, 3, DIRECTION_OUT, false },	/* draft */
	{ CHANNEL_SMS, 4, DIRECTION_OUT, true },
	{ CHANNEL_SMS, 5, DIRECTION_OUT, false },	/* failed */
	{ CHANNEL_SMS, 6, DIRECTION_OUT, true },
	{ CHANNEL_MMS, 132, DIRECTION_IN, true },
	{ CHANNEL_MMS, 130, DIRECTION_IN, true },
	{ CHANNEL_MMS, 128, DIRECTION_OUT, true },
	{ CHANNEL_CALL, 1, DIRECTION_IN, true },
	{ CHANNEL_CALL, 2, DIRECTION_OUT, true },
	{ CHANNEL_CALL, 3, DIRECTION_IN, true },
	{ CHANNEL_CALL, 4, DIRECTION_IN, true },
	{ CHANNEL_CALL, 5, DIRECTION_IN, true },
};

/* A decimal number, all of the value; INT64_MIN: it is none. */
static int64_t
decimal(struct span s)
{
	bool minus;
	int64_t v = 0;

	s = span_trim(s);
	minus = s.len > 0 && s.at[0] == '-';
	if (minus)
		s = span_from(s, 1);
	if (s.len == 0 || s.len > 17)
		return INT64_MIN;
	for (size_t i = 0; i < s.len; i++) {
		if (s.at[i] < '0' || s.at[i] > '9')
			return INT64_MIN;
		v = v * 10 + (s.at[i] - '0');
	}
	return minus ? -v : v;
}

static int64_t
moment(struct span value, int64_t unit_ms)
{
	int64_t v = decimal(value);

	if (v == INT64_MIN || v > PHONE_MS_MAX)
		return MOMENT_NONE;
	v *= unit_ms;
	return v < PHONE_MS_MIN || v > PHONE_MS_MAX ? MOMENT_NONE : v;
}

/* NUMBER of NUMBER@unknown.email, else empty. */
static struct span
phone_number_of(const struct address *a)
{
	static const char domain[] = "@unknown.email";
	size_t n = sizeof(domain) - 1;

	if (a == NULL || a->addr.len <= n ||
	    !span_ieq_str(span_from(a->addr, a->addr.len - n), domain))
		return (struct span){ NULL, 0 };
	return span_of(a->addr.at, a->addr.len - n);
}

static void
direction_decide(struct letter *l)
{
	int64_t type = decimal(letter_field(l, "X-smssync-type"));

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (kinds[i].channel != l->channel || kinds[i].type != type)
			continue;
		l->direction = kinds[i].direction;
		l->counts = kinds[i].counts;
		return;
	}
	/* Uploads from others name them by number; the user's own side never
	 * is. */
	l->direction = phone_number_of(l->from).len == 0 &&
	    phone_number_of(l->to).len > 0 ? DIRECTION_OUT : DIRECTION_IN;
}

/* An MMS's X-smssync-address is the first row of its addresses, and may
 * be anybody's in the conversation, the user's own too. */
static void
number_decide(struct letter *l)
{
	struct span other = { NULL, 0 };

	if (l->channel == CHANNEL_MMS)
		other = phone_number_of(l->direction == DIRECTION_IN ? l->from :
		    l->to);
	l->number = other.len > 0 ? other :
	    letter_field(l, "X-smssync-address");
}

static bool
smssync_decide(struct letter *l)
{
	struct span type = letter_field(l, "X-smssync-datatype");

	for (size_t i = 0; i < sizeof(datatypes) / sizeof(datatypes[0]);
	    i++) {
		if (!span_ieq_str(type, datatypes[i].name))
			continue;
		l->channel = datatypes[i].channel;
		direction_decide(l);
		number_decide(l);
		l->phone_ms = moment(letter_field(l, "X-smssync-date"),
		    datatypes[i].unit_ms);
		return true;
	}
	return false;
}

/* "Sally" <07700900123>: the number of a caller id. */
static struct span
caller_number(struct span id)
{
	const char *open = id.len == 0 ? NULL : memchr(id.at, '<', id.len);
	const char *close;

	if (open == NULL)
		return id;
	close = memchr(open, '>', id.len - (size_t)(open - id.at));
	if (close == NULL)
		return span_from(id, (size_t)(open + 1 - id.at));
	return span_of(open + 1, (size_t)(close - open - 1));
}

static void
voicemail_decide(struct letter *l)
{
	struct span number = letter_field(l, "X-Asterisk-VM-Caller-ID-Num");

	if (number.len == 0)
		number = letter_field(l, "X-Asterisk-CallerID");
	l->channel = CHANNEL_VOICEMAIL;
	l->direction = DIRECTION_IN;
	l->number = span_trim(caller_number(number));
	l->phone_ms = moment(letter_field(l, "X-Asterisk-VM-Orig-time"),
	    1000);
}

static bool
has_prefix(const struct letter *l, const char *prefix)
{
	for (const struct field *f = l->fields; f != NULL; f = f->next)
		if (span_istarts(f->name, prefix))
			return true;
	return false;
}

/*
 * In a phone folder an upload by the app has passed no server, so that a
 * Received line gives a forged one away; a PBX mails its voicemail.
 */
void
channel_decide(struct letter *l, enum role role)
{
	bool smssync = has_prefix(l, "X-smssync-");
	bool uploaded = !has_prefix(l, "Received");

	l->channel = CHANNEL_EMAIL;
	l->counts = true;
	l->direction = role == ROLE_SENT ? DIRECTION_OUT : DIRECTION_IN;
	if (role == ROLE_PHONE && smssync && uploaded && smssync_decide(l))
		return;
	if (smssync)
		letter_flag_set(l, LETTER_CLAIMS_PHONE);
	else if (role == ROLE_PHONE && has_prefix(l, "X-Asterisk-"))
		voicemail_decide(l);
}
