#include "tests/unit/reading.h"

#define SMS "From: \"X\" <+447700900123@unknown.email>\n" \
	"To: sally@x.example\nX-smssync-address: +447700900123\n" \
	"X-smssync-datatype: SMS\nX-smssync-date: 1704067200000\n"
#define MMS "X-smssync-address: +447700900999\n" \
	"X-smssync-datatype: MMS\nX-smssync-date: 1704067200\n"
#define IN "From: +447700900123@unknown.email\nTo: sally@x.example\n"
#define OUT "From: sally@x.example\nTo: +447700900123@unknown.email\n"
#define CALL "X-smssync-address: 07700900123\n" \
	"X-smssync-datatype: CALLLOG\nX-smssync-date: 1704067200000\n"
#define AT INT64_C(1704067200000)

static const struct {
	const char *what, *header;
	enum role role;
	enum channel channel;
	enum direction direction;
	bool counts;
	const char *number;
	int64_t phone_ms;
	bool claims;
} cases[] = {
	{ "SMS in", SMS "X-smssync-type: 1\n", ROLE_PHONE, CHANNEL_SMS,
	    DIRECTION_IN, true, "+447700900123", AT, false },
	{ "SMS sent", SMS "X-smssync-type: 2\n", ROLE_PHONE, CHANNEL_SMS,
	    DIRECTION_OUT, true, "+447700900123", AT, false },
	{ "SMS draft", SMS "X-smssync-type: 3\n", ROLE_PHONE, CHANNEL_SMS,
	    DIRECTION_OUT, false, "+447700900123", AT, false },
	{ "SMS failed", SMS "X-smssync-type: 5\n", ROLE_PHONE, CHANNEL_SMS,
	    DIRECTION_OUT, false, "+447700900123", AT, false },
	{ "SMS queued", SMS "X-smssync-type: 6\n", ROLE_PHONE, CHANNEL_SMS,
	    DIRECTION_OUT, true, "+447700900123", AT, false },
	{ "SMS of a type nobody knows", SMS "X-smssync-type: 77\n",
	    ROLE_PHONE, CHANNEL_SMS, DIRECTION_IN, true, "+447700900123", AT,
	    false },
	{ "SMS with Received", "Received: x; y\n" SMS "X-smssync-type: 1\n",
	    ROLE_PHONE, CHANNEL_EMAIL, DIRECTION_IN, true, "", MOMENT_NONE,
	    true },
	{ "SMS in the inbox", SMS "X-smssync-type: 1\n", ROLE_INBOX,
	    CHANNEL_EMAIL, DIRECTION_IN, true, "", MOMENT_NONE, true },
	{ "SMS in Sent", SMS "X-smssync-type: 1\n", ROLE_SENT,
	    CHANNEL_EMAIL, DIRECTION_OUT, true, "", MOMENT_NONE, true },
	{ "MMS in: seconds, and From's number", IN MMS
	    "X-smssync-type: 132\n", ROLE_PHONE, CHANNEL_MMS, DIRECTION_IN,
	    true, "+447700900123", AT, false },
	{ "MMS notification", IN MMS "X-smssync-type: 130\n", ROLE_PHONE,
	    CHANNEL_MMS, DIRECTION_IN, true, "+447700900123", AT, false },
	{ "MMS out: To's number", OUT MMS "X-smssync-type: 128\n",
	    ROLE_PHONE, CHANNEL_MMS, DIRECTION_OUT, true, "+447700900123",
	    AT, false },
	{ "MMS by From and To", OUT MMS, ROLE_PHONE, CHANNEL_MMS,
	    DIRECTION_OUT, true, "+447700900123", AT, false },
	{ "MMS of a contact with an address",
	    "From: jd@example.org\nTo: sally@x.example\n" MMS, ROLE_PHONE,
	    CHANNEL_MMS, DIRECTION_IN, true, "+447700900999", AT, false },
	{ "call in", IN CALL "X-smssync-type: 1\n", ROLE_PHONE,
	    CHANNEL_CALL, DIRECTION_IN, true, "07700900123", AT, false },
	{ "call out", OUT CALL "X-smssync-type: 2\n", ROLE_PHONE,
	    CHANNEL_CALL, DIRECTION_OUT, true, "07700900123", AT, false },
	{ "call missed", IN CALL "X-smssync-type: 3\n", ROLE_PHONE,
	    CHANNEL_CALL, DIRECTION_IN, true, "07700900123", AT, false },
	{ "call rejected", IN CALL "X-smssync-type: 5\n", ROLE_PHONE,
	    CHANNEL_CALL, DIRECTION_IN, true, "07700900123", AT, false },
	{ "an absurd time", "X-smssync-datatype: SMS\nX-smssync-date: 12\n"
	    "X-smssync-type: 1\n", ROLE_PHONE, CHANNEL_SMS, DIRECTION_IN,
	    true, "", MOMENT_NONE, false },
	{ "a huge time", "X-smssync-datatype: MMS\nX-smssync-type: 132\n"
	    "X-smssync-date: 99999999999999999\n", ROLE_PHONE, CHANNEL_MMS,
	    DIRECTION_IN, true, "", MOMENT_NONE, false },
	{ "a datatype nobody knows", "X-smssync-datatype: FAX\n",
	    ROLE_PHONE, CHANNEL_EMAIL, DIRECTION_IN, true, "", MOMENT_NONE,
	    true },
	{ "voicemail", "X-Asterisk-CallerID: \"X\" <07700900123>\n"
	    "X-Asterisk-VM-Orig-time: 1704067200\n", ROLE_PHONE,
	    CHANNEL_VOICEMAIL, DIRECTION_IN, true, "07700900123", AT,
	    false },
	{ "voicemail kept by IMAP", "X-Asterisk-VM-Caller-ID-Num: 07700900123\n"
	    "X-Asterisk-VM-Orig-time: 1704067200\n", ROLE_PHONE,
	    CHANNEL_VOICEMAIL, DIRECTION_IN, true, "07700900123", AT,
	    false },
	{ "voicemail that was mailed", "Received: from a by b; Mon, 1 Jun "
	    "2026 10:00:00 +0000\nX-Asterisk-CallerID: 07700900123\n"
	    "X-Asterisk-VM-Orig-time: 1704067200\n", ROLE_PHONE,
	    CHANNEL_VOICEMAIL, DIRECTION_IN, true, "07700900123", AT,
	    false },
	{ "voicemail in an inbox", "X-Asterisk-CallerID: 07700900123\n",
	    ROLE_INBOX, CHANNEL_EMAIL, DIRECTION_IN, true, "", MOMENT_NONE,
	    false },
	{ "a text that claims to be voicemail", "Received: x\n"
	    "X-smssync-datatype: SMS\nX-Asterisk-CallerID: 1\n",
	    ROLE_PHONE, CHANNEL_EMAIL, DIRECTION_IN, true, "", MOMENT_NONE,
	    true },
	{ "plain mail", "From: jd@example.org\n", ROLE_INBOX, CHANNEL_EMAIL,
	    DIRECTION_IN, true, "", MOMENT_NONE, false },
	{ "own mail", "From: sally@x.example\n", ROLE_SENT, CHANNEL_EMAIL,
	    DIRECTION_OUT, true, "", MOMENT_NONE, false },
};

int
main(void)
{
	for (size_t i = 0; i < COUNT(cases); i++) {
		CLEANUP(arena_done) struct arena a = { .max = 1 << 20 };
		struct letter l;

		letter_of(&a, span_str(cases[i].header), cases[i].role, &l);
		is_str(channel_name(l.channel), channel_name(
		    cases[i].channel), cases[i].what);
		is_str(direction_name(l.direction), direction_name(
		    cases[i].direction), "direction");
		ok(l.counts == cases[i].counts, "counts");
		is_span(l.number, cases[i].number, "number");
		is_int(l.phone_ms, cases[i].phone_ms, "the phone's time");
		ok(letter_flag_is(&l, LETTER_CLAIMS_PHONE) ==
		    cases[i].claims, "claims");
	}
	return tap_done();
}
