#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "detect/watch.h"
#include "tests/tap.h"

#define ROWS(a) (sizeof(a) / sizeof((a)[0]))
#define DAY_MS 86400000LL

static const struct day first = { 20454 };	/* 2026-01-01, a Thursday */

/*
 * A script of contacts, blank-separated:
 *
 *	DAY/HH:MM	on the day of that number, from 0
 *	c		the channel: e(mail) s(ms) m(ms) c(all)
 *	A..Z		the sender
 *	!		a rule of kind threat
 *	@		on the account of a child
 *	~		of the day alone
 *	*N		so many of them, a minute apart
 *	?DAY-DAY	days that are not known
 */
struct script {
	struct contact at[2000];
	size_t n;
	bool unknown[500];
	int days;
};

static const char *
read_unknown(struct script *s, const char *at)
{
	char *end;
	long from = strtol(at + 1, &end, 10), to = strtol(end + 1, &end, 10);

	for (long d = from; d <= to; d++)
		s->unknown[d] = true;
	return end;
}

static enum channel
channel_of(char c)
{
	return c == 's' ? CHANNEL_SMS : c == 'm' ? CHANNEL_MMS :
	    c == 'c' ? CHANNEL_CALL : CHANNEL_EMAIL;
}

static const char *
read_contact(struct script *s, const char *at)
{
	char *end;
	long day = strtol(at, &end, 10);
	long hour = *end == '/' ? strtol(end + 1, &end, 10) : 0;
	long minute = *end == ':' ? strtol(end + 1, &end, 10) : 0, times = 1;
	struct contact c = { .sender = 1, .channel = CHANNEL_EMAIL };
	bool day_only = false;

	for (; *end != '\0' && *end != ' '; end++) {
		if (*end >= 'a' && *end <= 'z')
			c.channel = channel_of(*end);
		else if (*end >= 'A' && *end <= 'Z')
			c.sender = (uint64_t)(*end - 'A' + 1);
		else if (*end == '!')
			c.threat = true;
		else if (*end == '@')
			c.target = "child";
		else if (*end == '~')
			day_only = true;
		else if (*end == '*')
			times = strtol(end + 1, &end, 10), end--;
	}
	for (long i = 0; i < times; i++, minute++) {
		int64_t at_ms = (first.n + day) * DAY_MS +
		    (hour * 60 + minute) * 60000;

		c.at_ms = at_ms;
		c.day = day_of(at_ms);
		c.hour = day_only ? -1 : clock_of(at_ms).hour;
		s->at[s->n++] = c;
	}
	return end;
}

static struct script *
read_script(const char *text, int days)
{
	struct script *s = mem_get(1, sizeof(*s));

	s->days = days;
	while (*text != '\0')
		if (*text == ' ')
			text++;
		else
			text = *text == '?' ? read_unknown(s, text) :
			    read_contact(s, text);
	return s;
}

static void
play(const struct script *s, struct served *served, size_t n,
    struct flags *out)
{
	struct watch w;
	size_t at = 0;

	watch_open(&w, served, n);
	for (int d = 0; d < s->days; d++) {
		watch_day(&w, day_add(first, d));
		for (; at < s->n && s->at[at].day.n == first.n + d; at++)
			watch_contact(&w, &s->at[at], out);
		watch_end(&w, !s->unknown[d], out);
	}
	watch_close(&w);
}

/* "DAY kind level" of each flag, those of kind `only` and its suffixes. */
static void
write_flags(const struct flags *f, const char *only, char *out, size_t size)
{
	size_t at = 0;

	out[0] = '\0';
	for (size_t i = 0; i < f->n && at < size; i++)
		if (strncmp(f->at[i].kind, only, strlen(only)) == 0)
			at += (size_t)snprintf(out + at, size - at,
			    "%s%d %s %s", at == 0 ? "" : "; ",
			    f->at[i].day.n - first.n, f->at[i].kind,
			    f->at[i].level);
}

#define CALM "0/12:00 3/12:00 6/12:00 9/12:00 12/12:00 15/12:00 18/12:00 " \
	"21/12:00 24/12:00 27/12:00 30/12:00 33/12:00 36/12:00 39/12:00 " \
	"42/12:00 45/12:00 48/12:00 51/12:00 54/12:00 57/12:00 "
#define DAILY "0/9:00*2 1/9:00*2 2/9:00*2 3/9:00*2 4/9:00*2 5/9:00*2 " \
	"6/9:00*2 7/9:00*2 8/9:00*2 9/9:00*2 10/9:00*2 11/9:00*2 12/9:00*2 " \
	"13/9:00*2 14/9:00*2 15/9:00*2 16/9:00*2 17/9:00*2 18/9:00*2 " \
	"19/9:00*2 "

static const struct {
	const char *script;
	int days;
	const char *kind, *flags, *what;
} rows[] = {
	{ CALM, 90, "", "", "one every third day" },

	{ CALM "60/10:00s 60/11:00s 61/10:00s", 70, "new-channel",
	    "60 new-channel-sms noted", "a channel is new once" },
	{ "0/10:00 3/10:00s 20/10:00s", 30, "new-channel", "",
	    "what begins together is not new" },
	{ CALM "60/10:00s 60/11:00c", 70, "new-channel",
	    "60 new-channel-sms noted; 60 new-channel-call noted",
	    "two on one day" },

	{ CALM "60/10:00B 61/10:00B", 70, "new-identifier",
	    "60 new-identifier noted", "a new address" },
	{ CALM "60/10:00B 62/10:00C 68/10:00D", 70, "new-identifier",
	    "60 new-identifier noted", "not each of a row of them" },
	{ CALM "60/10:00B 70/10:00C", 80, "new-identifier",
	    "60 new-identifier noted; 70 new-identifier noted",
	    "but again a week later" },
	{ "0/10:00A 1/10:00B 9/10:00C", 30, "new-identifier", "",
	    "what is known in the first two weeks" },
	{ CALM "60/10:00B 61/10:00C 66/10:00D 66/11:00E", 70, "identifier-",
	    "66 identifier-burst noted", "three within a week" },
	{ CALM "60/10:00B 61/10:00C 67/10:00D", 70, "identifier-", "",
	    "in eight days they are no burst" },
	{ CALM "60/10:00B 60/11:00C 60/12:00D 87/10:00E 87/11:00F 87/12:00G",
	    95, "identifier-", "60 identifier-burst noted",
	    "once, while new ones come within four weeks" },
	{ CALM "60/10:00B 60/11:00C 60/12:00D 88/10:00E 88/11:00F 88/12:00G",
	    95, "identifier-", "60 identifier-burst noted; "
	    "88 identifier-burst noted", "and again after them" },

	{ "0/10:00A 0/11:00B 1/10:00C 2/10:00D 3/10:00E 3/11:00F", 30,
	    "many", "3 many-addresses noted", "five in a row" },
	{ "0/10:00A 0/11:00B 1/10:00C 1/11:00A 2/10:00D 3/10:00B", 30,
	    "many", "", "four and one again" },
	{ "0/10:00A 2/11:00B 4/10:00C 6/10:00D 8/10:00E", 30, "many", "",
	    "five over nine days" },

	{ CALM "60/10:00@ 61/10:00@", 70, "new-target",
	    "60 new-target-child noted", "a child's account, once" },

	{ DAILY "47/10:00", 60, "resumption", "", "27 quiet days" },
	{ DAILY "48/10:00 48/11:00", 60, "resumption",
	    "48 resumption noted", "28 quiet days" },
	{ DAILY "?30-33 48/10:00", 60, "resumption", "",
	    "24 that are known" },
	{ DAILY "?30-33 52/10:00", 60, "resumption", "52 resumption noted",
	    "and 28" },
	{ "0/10:00 40/10:00 80/10:00", 90, "resumption", "",
	    "to who writes seldom a month is no silence" },

	{ CALM "60/3:00 61/3:00", 70, "night", "60 night noted",
	    "twenty by day, then one at night" },
	{ CALM "60/6:00 61/23:59", 70, "night", "", "six and midnight" },
	{ CALM "60/0:00~", 70, "night", "", "nobody knows at what hour" },
	{ "0/12:00*30 10/3:00", 20, "night", "", "over ten days only" },
	{ "0/12:00*3 3/12:00 6/12:00 9/12:00 20/12:00 40/3:00", 50, "night",
	    "", "of seven contacts" },

	{ CALM "60/12:00! 61/12:00! 80/12:00!", 90, "threat",
	    "60 threat noted", "a threat" },
	{ CALM "60/12:00! 88/12:00!", 95, "threat",
	    "60 threat noted; 88 threat noted", "and again four weeks later" },

	{ DAILY "20/10:00s*30", 21, "volume", "20 volume raised; "
	    "20 volume flood", "a flood of one channel is told once" },
	{ CALM "60/23:30*4 61/0:05*4", 62, "volume",
	    "61 volume raised", "a flood across midnight is not halved" },
	{ CALM "60/23:30*20 61/0:05*30", 62, "volume",
	    "60 volume raised; 61 volume flood", "nor told twice" },
	{ CALM "60/0:05*4 61/0:05*4", 62, "volume", "",
	    "in 24 hours and a minute it is none" },
	{ DAILY "20/10:00*30", 60, "volume", "20 volume raised; "
	    "20 volume flood; 27 volume easing; 41 volume usual",
	    "until it is as usual" },
};

static void
test_rows(void)
{
	char got[2000];

	for (size_t i = 0; i < ROWS(rows); i++) {
		struct script *s = read_script(rows[i].script, rows[i].days);
		struct flags flags = { .n = 0 };

		play(s, NULL, 0, &flags);
		write_flags(&flags, rows[i].kind, got, sizeof(got));
		is_str(got, rows[i].flags, rows[i].what);
		flags_done(&flags);
		free(s);
	}
}

/* Milestones, and the day of the first contact after each. */
static const struct {
	const char *type, *served;	/* DAY/HH:MM, or DAY alone */
	const char *flags, *ends, *what;
} breaches[] = {
	{ "order-served", "24/12:00", "24 breach-7 milestone",
	    "; to be reported as a breach of the order, to the "
	    "officer in the case or 101", "at the very minute" },
	{ "notice-served", "24/12:01", "27 breach-7 milestone",
	    "; to be reported as a breach of the notice, to the "
	    "officer in the case or 101", "a minute later" },
	{ "order-served", "24", "24 breach-7 milestone",
	    "; the time of day from which it was known is not recorded, so "
	    "this contact of the same day may have been before it",
	    "of that day nobody knows" },
	{ "asked-to-stop", "25", "27 breach-7 milestone",
	    "worth telling the police; the time of day from which it was "
	    "known is not recorded", "asked to stop" },
	{ "report-to-police", "25/1:00", "27 breach-7 milestone",
	    "contact goes on after the report: to be added to it", "told" },
	{ "other: my own", "25/1:00", "27 breach-7 milestone",
	    "contact goes on after it", "any other" },
	{ "order-served", "58", "", NULL, "no contact after it" },
};

static bool
ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), m = strlen(end);

	return n >= m && strcmp(text + n - m, end) == 0;
}

static void
test_breaches(void)
{
	char got[200];

	for (size_t i = 0; i < ROWS(breaches); i++) {
		struct script *s = read_script(CALM, 70);
		struct script *when = read_script(breaches[i].served, 0);
		bool exact = strchr(breaches[i].served, '/') != NULL;
		struct served served = { .number = 7,
			.type = breaches[i].type, .label = "label",
			.issuer = "", .reference = "N 1/26",
			.day = day_add(first, atoi(breaches[i].served)),
			.exact = exact };
		struct flags flags = { .n = 0 };

		served.known_ms = exact ? when->at[0].at_ms :
		    day_start_ms(served.day);
		play(s, &served, 1, &flags);
		write_flags(&flags, "breach", got, sizeof(got));
		is_str(got, breaches[i].flags, breaches[i].what);
		if (breaches[i].ends != NULL)
			ok(flags.n == 1 && ends_with(flags.at[0].reason,
			    breaches[i].ends), "%s", breaches[i].ends);
		flags_done(&flags);
		free(s);
		free(when);
	}
}

/* However long the words are, what it means is said, and no letter is cut. */
static void
test_long_words(void)
{
	struct script *s = read_script(CALM, 70);
	struct flags flags = { .n = 0 };
	char words[4000];
	struct served served = { .number = 7, .type = "order-served",
		.label = words, .issuer = words, .reference = words,
		.day = day_add(first, 25), .exact = true };

	for (size_t i = 0; i + 2 < sizeof(words); i += 2)
		memcpy(words + i, i == 0 ? "a." : "\u00e9", 3);
	memmove(words, words + 1, strlen(words));
	served.known_ms = day_start_ms(served.day);
	play(s, &served, 1, &flags);
	ok(flags.n == 1 && ends_with(flags.at[0].reason, "the officer in the "
	    "case or 101"), "long words: what it means is said");
	for (size_t i = 0; flags.n > 0 && i < strlen(flags.at[0].reason); i++)
		if (flags.at[0].reason[i] == '\xc3' &&
		    flags.at[0].reason[i + 1] != '\xa9')
			ok(false, "long words: a letter is cut");
	flags_done(&flags);
	free(s);
}

/* Contact of a day alone, and a milestone at noon. */
static const struct {
	const char *served, *flags;
	bool doubtful;
} day_only[] = {
	{ "9/12:00", "10 breach-7 milestone", false },
	{ "10/12:00", "10 breach-7 milestone", true },
	{ "11/12:00", "12 breach-7 milestone", false },
};

static void
test_day_only(void)
{
	char got[200];

	for (size_t i = 0; i < ROWS(day_only); i++) {
		struct script *s = read_script("10/0:00~ 12/9:00", 20);
		struct script *when = read_script(day_only[i].served, 0);
		struct served served = { .number = 7, .type = "order-served",
			.label = "label", .issuer = "", .reference = "",
			.day = when->at[0].day, .exact = true,
			.known_ms = when->at[0].at_ms };
		struct flags flags = { .n = 0 };

		play(s, &served, 1, &flags);
		write_flags(&flags, "breach", got, sizeof(got));
		is_str(got, day_only[i].flags, day_only[i].served);
		ok(ends_with(flags.at[0].reason, "; its time of day is not "
		    "recorded, so this contact of the same day may have "
		    "been before it") == day_only[i].doubtful, "%s",
		    flags.at[0].reason);
		flags_done(&flags);
		free(s);
		free(when);
	}
}

/* Thirty of a day alone: flagged on that day, at no time, and not within
 * any 24 hours. */
static void
test_day_only_volume(void)
{
	struct script *s = read_script(CALM "59/23:00*3 60/0:00~*30", 70);
	struct flags flags = { .n = 0 };

	play(s, NULL, 0, &flags);
	for (size_t i = 0; i < flags.n; i++)
		ok(strstr(flags.at[i].reason, " 00:") == NULL &&
		    strstr(flags.at[i].reason, "within 24") == NULL, "%s",
		    flags.at[i].reason);
	ok(flags.n > 0, "it is flagged");
	flags_done(&flags);
	free(s);
}

static const struct {
	const char *script, *kind, *reason;
} reasons[] = {
	{ CALM "60/0:00~s", "new-channel-sms", "a new way to make contact: "
	    "the first text message on record, on 2026-03-02"
	    "; since 2026-01-01 it had been email" },
	{ CALM "60/10:00s", "new-channel-sms", "a new way to make contact: "
	    "the first text message on record, on 2026-03-02 at 10:00"
	    "; since 2026-01-01 it had been email" },
	{ CALM "60/10:00B", "new-identifier", "a new address or number: an "
	    "e-mail on 2026-03-02 at 10:00 came from one that "
	    "is not on record before; 1 was known since 2026-01-01" },
	{ CALM "60/3:00", "night", "contact at night: an e-mail on "
	    "2026-03-02 at 03:00; the 20 contacts before it, "
	    "since 2026-01-01, all came from 06:00 to midnight" },
	{ DAILY "48/10:00", "resumption", "contact again after 28 fully "
	    "collected days without any: an e-mail on 2026-02-18 at 10:00"
	    "; the last one before was on 2026-01-20, when 1.48 "
	    "a day was usual (28 such days have 42)" },
	{ CALM "60/10:00@", "new-target-child", "somebody else is "
	    "contacted: the first contact on an account with target child "
	    "is an e-mail on 2026-03-02 at 10:00" },
	{ CALM "60/10:00!", "threat", "a rule of kind threat matched an "
	    "e-mail on 2026-03-02 at 10:00; none did before "
	    "(somebody else can look first: floodmark show prints no text "
	    "without --reveal)" },
};

static void
test_reasons(void)
{
	for (size_t i = 0; i < ROWS(reasons); i++) {
		struct script *s = read_script(reasons[i].script, 70);
		struct flags flags = { .n = 0 };
		const char *got = "none";

		play(s, NULL, 0, &flags);
		for (size_t j = 0; j < flags.n; j++)
			if (strcmp(flags.at[j].kind, reasons[i].kind) == 0)
				got = flags.at[j].reason;
		is_str(got, reasons[i].reason, reasons[i].kind);
		flags_done(&flags);
		free(s);
	}
}

static const struct {
	int hours, count;
} windows[] = {
	{ 0, 1 }, { 0, 2 }, { 12, 3 }, { 11, 4 }, { 1, 3 }, { 23, 2 },
	{ 24, 1 }, { 1, 2 },
};

static void
test_window(void)
{
	struct window w = { .n = 0 };
	int64_t at = 1;

	for (size_t i = 0; i < ROWS(windows); i++) {
		at += windows[i].hours * 3600000LL;
		is_int(window_add(&w, at), windows[i].count,
		    "contacts in 24 hours");
	}
	for (int i = 0; i < 2 * WINDOW_MOST; i++)
		(void)window_add(&w, at);
	is_int(window_add(&w, at), WINDOW_MOST, "no more than it holds");
}

int
main(void)
{
	struct err err;

	if (zone_use("UTC", &err) == -1)
		return 99;
	test_rows();
	test_breaches();
	test_long_words();
	test_day_only();
	test_day_only_volume();
	test_reasons();
	test_window();
	return tap_done();
}
