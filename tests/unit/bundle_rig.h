/*
 * A case to make bundles of: three months of a flood, with strings in it
 * that try to be something else.
 */
#ifndef TESTS_BUNDLE_RIG_H
#define TESTS_BUNDLE_RIG_H

#include "config.h"

#include <stdlib.h>

#include "base/file.h"
#include "bundle/bundle.h"
#include "bundle/write/bag.h"
#include "store/records/escalations.h"
#include "store/records/milestones.h"
#include "tests/unit/store_rig.h"

#ifdef SANITIZED
/* fontconfig keeps patterns until the process ends. */
const char *__lsan_default_suppressions(void);

UNUSED const char *
__lsan_default_suppressions(void)
{
	return "leak:libfontconfig";
}
#endif

#define CASE_START 1767250800000	/* 2026-01-01T07:00:00Z */
#define HOUR_MS 3600000LL

/* Senders and names as an adversary would write them. */
UNUSED static const char *const hostile[] = {
	"jd@example.org",
	"=HYPERLINK(\"http://x.example/\";\"invoice\")",
	"+1+1|cmd",
	"@SUM(1+1)*cmd|' /C calc'!A0",
	"-2+3",
	"\x1b[2J\x1b]0;owned\x07 red",
	"\xe2\x80\xae" "gro.elpmaxe@dj",
	"caf\xe9 \xff\xfe \xc0\xaf",
	"\xd7\x99\xd7\x95\xd7\xa1\xd7\x99 \xd8\xb9\xd8\xb1\xd8\xa8\xd9\x8a",
	"\xf0\x9f\x98\x80\xf0\x9f\x91\xbf@example.org",
	"Z\xcc\x81\xcc\x82\xcc\x83\xcc\x84\xcc\x85\xcc\x86\xcc\x87\xcc\x88"
	"\xcc\x8a\xcc\x8b\xcc\x8c\xcc\x8d\xcc\x8e\xcc\x8f algo",
	"<b>bold</b>&amp;<script>alert(1)</script>",
	"a,\"b\"\r\nc,d\te",
	"averyveryveryveryveryveryveryveryveryveryveryveryveryveryveryvery"
	"veryveryveryveryveryveryveryveryverylonglocalpart@averyveryvery"
	"veryveryveryveryveryveryveryveryveryverylongdomain.example",
	"%s%n%x",
	"a\xe2\x80\x8b" "b\xe2\x80\xa8" "c",
	"'; DROP TABLE incident; --",
};

UNUSED static struct config case_config = {
	.timezone = (char *)(uintptr_t)"Europe/London",
	.initials = (char *)(uintptr_t)"SJ",
};

UNUSED static struct person case_persons[] = {
	{ .id = (char *)(uintptr_t)"ex",
	    .label = (char *)(uintptr_t)"J.D." },
	{ .id = (char *)(uintptr_t)"friend",
	    .label = (char *)(uintptr_t)"<i>Friend</i> =1+1, of J.D." },
};

UNUSED static struct people case_people = {
	.at = case_persons, .n = 2,
};

/* How many a day: quiet, then more, then a flood. */
static int
case_weight(int day)
{
	return day % 11 == 5 ? 0 : day < 40 ? 1 + day % 4 :
	    day < 60 ? 6 + day % 9 : 24 + day % 31;
}

static struct incident
case_incident(int n, int64_t at_ms, const char *bytes, const char *mid)
{
	bool text = n % 4 == 1, own = n % 13 == 6, call = n % 29 == 3;
	struct incident i = {
		.state = n % 17 == 9 ? STATE_CANDIDATE : STATE_CONTACT,
		.person = n % 10 == 7 ? "friend" : "ex",
		.at_ms = at_ms, .day = day_of(at_ms),
		.channel = call ? CHANNEL_CALL : text ? CHANNEL_SMS :
		    CHANNEL_EMAIL,
		.direction = own ? DIRECTION_OUT : DIRECTION_IN,
		.sender = n % 5 == 0 ? hostile[n / 5 % ROWS(hostile)] :
		    text || call ? "+447700900123" : "jd@example.org",
		.by = own ? BY_RECIPIENT : text || call ? BY_PHONE :
		    BY_ADDRESS,
		.field = own ? "To" : text || call ? "number" : "From",
		.identifier = text || call ? "+447700900123" :
		    "*@example.org",
		.rule = n % 23 == 4 ? "visit" : "",
		.kind = n % 23 == 4 ? "threat" : "contact",
		.digest = digest_of(span_str(bytes)),
		.message_id = mid,
		.text = digest_of(span_str(bytes)),
		.claimed_ms = n % 19 == 2 ? at_ms - 90 * HOUR_MS :
		    at_ms - 2000,
		.flags = n % 19 == 2 ? UINT64_C(1) << LETTER_DATE_DIFFERS : 0,
		.recorded_ms = at_ms + 65000,
	};

	if (n % 101 == 50) {
		i.state = STATE_UNREADABLE;
		i.person = i.identifier = i.rule = i.field = "";
		i.kind = "unreadable";
		i.by = BY_UNREADABLE;
		i.flags |= UINT64_C(1) << LETTER_UNREADABLE |
		    UINT64_C(1) << LETTER_SALVAGED;
	}
	return i;
}

static int
case_add(struct store *s, int n, int64_t at_ms, struct err *err)
{
	static const struct rule_hit hit = { "visit", "threat", "text", 1, 0,
		OUTCOME_HIT };
	char bytes[800], mid[60];
	struct sighting seen = { "home", "INBOX", 7, (uint32_t)n + 1, at_ms };
	struct incident i;
	int64_t id;

	snprintf(bytes, sizeof(bytes), "From: jd@example.org\r\n"
	    "Subject: SECRETWORD %d\r\n\r\nSECRETWORD %d%s\r\n", n, n,
	    hostile[(unsigned)n % ROWS(hostile)]);
	snprintf(mid, sizeof(mid), "%d@example.org", n);
	i = case_incident(n, at_ms, bytes, mid);
	if (incident_record(s, &i, &seen, span_str(bytes), &hit,
	    i.rule[0] != '\0', &id, err) < 0)
		return -1;
	if (n % 50 != 20)
		return 0;
	/* The same in another account, with another Received line. */
	strcat(bytes, "\r\n");
	seen.account = "work";
	return incident_record(s, &i, &seen, span_str(bytes), NULL, 0, &id,
	    err) < 0 ? -1 : 0;
}

static int
case_rise(struct store *s, int64_t at_ms, const char *level, int64_t count,
    struct err *err)
{
	struct escalation e = { .at_ms = at_ms, .day = day_of(at_ms),
		.person = "ex", .kind = "volume", .level = level,
		.count = count, .usual = 4.25, .limit = 12.5,
		.reason = "31 by 14:20; the 28 days before had 4.25 a day, "
		"limit 12.50", .recorded_ms = at_ms + 70000 };
	int64_t id;

	return escalation_record(s, &e, &id, err) < 0 ? -1 : 0;
}

static int
case_settings(struct store *s, struct err *err)
{
	static const char *const rows[][2] = {
		{ "config-digest", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b"
		    "2b0b822cd15d6c15b0f00a08" },
		{ "rules-digest", "60303ae22b998861bce3b28f33eec1be758a213c"
		    "86c93c076dbe9f558c11c752" },
		{ "timezone", "Europe/London" },
		{ "version", "0.1" },
	};

	for (size_t i = 0; i < ROWS(rows); i++)
		if (setting_record(s, rows[i][0], rows[i][1],
		    CASE_START - HOUR_MS, err) == -1)
			return -1;
	return 0;
}

/* One known to the minute, one to the day, one without any date; of one
 * person and of all. */
static int
case_milestones(struct store *s, struct err *err)
{
	static const struct milestone rows[] = {
		{ .person = "ex", .type = "asked-to-stop", .issuer = "",
		    .reference = "", .note = "", .made = "",
		    .known_ms = CASE_START + 500 * HOUR_MS,
		    .known_exact = true, .recorded_ms = CASE_START },
		{ .person = "", .type = "notice-served",
		    .issuer = "=cmd|' /C calc'!A0", .reference = "\x1b[2J7",
		    .note = "", .made = "2026-02-16",
		    .known_ms = CASE_START + 1121 * HOUR_MS,
		    .recorded_ms = CASE_START },
		{ .person = "", .type = "other: a talk", .issuer = "",
		    .reference = "", .note = "", .made = "",
		    .known_ms = MOMENT_NONE, .recorded_ms = CASE_START },
	};
	int64_t number;

	for (size_t i = 0; i < ROWS(rows); i++)
		if (milestone_record(s, &rows[i], NULL, &number, err) != 0)
			return -1;
	return 0;
}

static int
case_source(struct store *s, int64_t until_ms, struct err *err)
{
	struct source_state home = { "home", CASE_START + 216 * HOUR_MS,
		until_ms, until_ms, 0, 0, "", "ok", "seccomp",
		CASE_START, until_ms };
	struct source_state work = { "work", CASE_START + 600 * HOUR_MS,
		until_ms, until_ms, 0, 0, "", "ok", "seccomp",
		CASE_START, until_ms };

	return source_set(s, &home, err) == -1 ? -1 :
	    source_set(s, &work, err);
}

/* n messages, the days going round when there are many. */
UNUSED static int
case_fill(struct store *s, int n, struct err *err)
{
	int64_t at = CASE_START;
	int done = 0;

	if (store_begin(s, err) == -1 || case_settings(s, err) == -1 ||
	    case_milestones(s, err) == -1)
		return -1;
	for (int day = 0; done < n; day++) {
		int many = case_weight(day % 96);

		for (int i = 0; i < many && done < n; i++, done++) {
			at = CASE_START + day * 24 * HOUR_MS +
			    i * 14 * HOUR_MS / (many + 1);
			if (case_add(s, done, at, err) == -1)
				return -1;
		}
		if ((day % 96 == 47 || day % 96 == 60 || day % 96 == 62) &&
		    case_rise(s, at, day % 96 == 47 ? "raised" : "flood",
		    many, err) == -1)
			return -1;
		if (day % 200 == 199 && (store_commit(s, err) == -1 ||
		    store_begin(s, err) == -1))
			return -1;
	}
	if (case_source(s, at + 20 * HOUR_MS, err) == -1)
		return -1;
	return store_commit(s, err);
}

/* Whether that bundle has it: originals in one file, no signature, and no
 * timestamp. */
UNUSED static bool
case_has(enum bag_file f)
{
	return bag_part_of(f) <= 0 && f != BAG_SIGNERS &&
	    f != BAG_SIGNATURE && f != BAG_AUTHORITY && f != BAG_TIMESTAMP;
}

UNUSED static int
case_bundle(struct store *s, const char *dir, struct bundle_made *made,
    struct err *err)
{
	struct bundle_request request = { .dir = dir, .filter = FILTER_ALL,
		.config = &case_config, .people = &case_people };

	return bundle_write(s, &request, made, err);
}

UNUSED static void
case_remove(const char *dir)
{
	CLEANUP(str_free) char *data = path_join(dir, "data");

	for (int f = 0; f < BAG_FILES; f++) {
		CLEANUP(str_free) char *path = path_join(dir,
		    bag_name((enum bag_file)f));

		unlink(path);
	}
	ok(rmdir(data) == 0 && rmdir(dir) == 0, "nothing else was in it");
}

#endif
