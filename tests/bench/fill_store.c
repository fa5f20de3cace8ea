/*
 * Fills a store by the store's own doors, for the bench of the questions.
 *
 *	fill_store PATH CONTACTS [BYTES]
 *
 * BYTES: how long an original is at least, for the bench of the bundle.
 * Ten years of civil days in Europe/London.  One person writes, texts and
 * calls throughout, a second e-mails and is told of by platforms for four
 * years, a third texts and chats for the last two.  The same numbers give
 * the same contacts: the chance is a fixed one.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/records/counts.h"
#include "store/records/cursors.h"
#include "store/records/escalations.h"
#include "store/records/incidents.h"

#define BATCH 5000
#define DAY_MS 86400000LL
#define ESCALATIONS_EVERY 30	/* days */
#define HIT_EVERY 4		/* a rule hits one contact in so many */

/* Who uses which channel when, and how large a share of all it is. */
static const struct stream {
	const char *person, *account;
	enum channel channel;
	int first, last;	/* in thousandths of the ten years */
	int weight;
} streams[] = {
	{ "ex", "home", CHANNEL_EMAIL, 0, 1000, 40 },
	{ "ex", "phone", CHANNEL_SMS, 0, 1000, 20 },
	{ "ex", "phone", CHANNEL_CALL, 0, 1000, 10 },
	{ "other", "home", CHANNEL_EMAIL, 200, 600, 10 },
	{ "other", "home", CHANNEL_NOTICE, 200, 600, 5 },
	{ "unknown", "phone", CHANNEL_SMS, 800, 1000, 10 },
	{ "unknown", "phone", CHANNEL_CHAT, 800, 1000, 5 },
};

#define STREAMS (sizeof(streams) / sizeof(streams[0]))

struct filling {
	struct store *store;
	struct day first;
	int days;
	uint64_t chance;
	uint32_t n;			/* contacts so far, and their uid */
	double owed[STREAMS];		/* parts of a contact carried over */
	size_t least;			/* bytes of an original */
};

static unsigned
dice(struct filling *f, unsigned sides)
{
	f->chance = f->chance * 6364136223846793005u + 1442695040888963407u;
	return (unsigned)(f->chance >> 33) % sides;
}

static int
record(struct filling *f, const struct stream *st, int64_t at_ms,
    struct err *err)
{
	static const struct rule_hit hit = { "where", "threat", "text", 0, 0,
		OUTCOME_HIT };
	CLEANUP(buf_done) struct buf bytes = { .max = 1 << 20 };
	char message_id[60];
	bool hits = f->n % HIT_EVERY == 0;
	struct incident in = { .state = STATE_CONTACT, .person = st->person,
		.at_ms = at_ms, .day = day_of(at_ms), .channel = st->channel,
		.direction = dice(f, 20) == 0 ? DIRECTION_OUT : DIRECTION_IN,
		.sender = "person@post.example", .by = BY_ADDRESS,
		.field = "From", .identifier = "person@post.example",
		.rule = hits ? "where" : "", .kind = hits ? "threat" :
		"contact", .message_id = message_id, .claimed_ms = at_ms,
		.recorded_ms = at_ms + 60000 };
	struct sighting seen = { st->account, "INBOX", 1, ++f->n, at_ms };
	int64_t id;

	snprintf(message_id, sizeof(message_id), "%u@post.example", f->n);
	buf_addf(&bytes, "From: person@post.example\r\n"
	    "To: sally@example.org\r\nMessage-ID: <%s>\r\n"
	    "Subject: number %u\r\n\r\nAnswer me. I know where you are.\r\n",
	    message_id, f->n);
	while (bytes.len < f->least)
		buf_add_str(&bytes, "Answer me. I know where you are.\r\n");
	in.text = digest_of(span_str(message_id));
	return incident_record(f->store, &in, &seen, buf_span(&bytes), &hit,
	    hits, &id, err) == -1 ? -1 : 0;
}

/* Contacts of a stream on a day: from none to twice its share. */
static unsigned
share(struct filling *f, size_t i, int day, double contacts)
{
	const struct stream *st = &streams[i];
	int from = f->days * st->first / 1000, to = f->days * st->last / 1000;
	unsigned n;

	if (day < from || day >= to)
		return 0;
	f->owed[i] += contacts * st->weight / 100 / (to - from) *
	    dice(f, 2001) / 1000;
	n = (unsigned)f->owed[i];
	f->owed[i] -= n;
	return n;
}

static int
fill_day(struct filling *f, int day, double contacts, struct err *err)
{
	int64_t start_ms = day_start_ms(day_add(f->first, day));

	for (size_t i = 0; i < STREAMS; i++) {
		unsigned n = share(f, i, day, contacts);

		for (unsigned k = 0; k < n; k++)
			if (record(f, &streams[i], start_ms +
			    (int64_t)dice(f, 82800) * 1000, err) == -1)
				return -1;
	}
	return 0;
}

static int
escalations_write(struct filling *f, int day, struct err *err)
{
	struct escalation e = { .day = day_add(f->first, day),
		.person = "ex", .kind = "volume", .level = "raised",
		.count = 400, .usual = 200, .limit = 300,
		.reason = "400 on one day; usual is 200, the limit 300" };
	int64_t id;

	e.at_ms = day_start_ms(e.day) + DAY_MS / 2;
	e.recorded_ms = e.at_ms + 60000;
	return escalation_record(f->store, &e, &id, err) == -1 ? -1 :
	    outbox_done(f->store, id, e.recorded_ms, err);
}

static int
fill_sources(struct filling *f, struct err *err)
{
	int64_t end_ms = day_start_ms(day_add(f->first, f->days));
	struct source_state s = { .from_ms = day_start_ms(f->first),
		.until_ms = end_ms, .tried_ms = end_ms, .detail = "",
		.state = "ok", .sandbox = "seccomp" };
	struct cursor c = { .folder = "INBOX", .uidvalidity = 1,
		.last_uid = f->n };
	static const char *const accounts[] = { "home", "phone" };

	for (int i = 0; i < 2; i++) {
		s.account = c.account = accounts[i];
		if (source_set(f->store, &s, err) == -1 ||
		    cursor_set(f->store, &c, err) == -1)
			return -1;
	}
	return 0;
}

static int
fill(struct filling *f, double contacts, struct err *err)
{
	uint32_t kept = 0;

	if (store_begin(f->store, err) == -1)
		return -1;
	for (int day = 0; day < f->days; day++) {
		if (fill_day(f, day, contacts, err) == -1)
			return -1;
		if (day % ESCALATIONS_EVERY == 0 &&
		    escalations_write(f, day, err) == -1)
			return -1;
		if (f->n - kept < BATCH)
			continue;
		kept = f->n;
		if (store_commit(f->store, err) == -1 ||
		    store_begin(f->store, err) == -1)
			return -1;
	}
	if (fill_sources(f, err) == -1)
		return -1;
	return store_commit(f->store, err);
}

int
main(int argc, char **argv)
{
	struct filling f = { .first = day_from_civil(2016, 1, 1),
		.chance = 1 };
	struct err err = { 0 };
	int got;

	if (argc != 3 && argc != 4) {
		fprintf(stderr, "fill_store PATH CONTACTS [BYTES]\n");
		return EX_USAGE;
	}
	f.least = argc == 4 ? strtoul(argv[3], NULL, 10) : 0;
	f.days = day_from_civil(2026, 1, 1).n - f.first.n;
	got = zone_use("Europe/London", &err);
	if (got == 0)
		got = store_open(argv[1], STORE_WRITE, &f.store, &err);
	if (got == 0)
		got = fill(&f, strtod(argv[2], NULL), &err);
	store_close(f.store);
	if (got == -1) {
		fprintf(stderr, "fill_store: %s\n", err.text);
		return err.code;
	}
	printf("%u contacts\n", f.n);
	return EX_OK;
}
