#include "store/core/private.h"
#include "store/records/counts.h"
#include "tests/unit/store_rig.h"

#define DAY 86400000LL

/*
 * What arrives, in this order, in one store per story; and which contact of
 * the story (from 1) it must become.
 */
static const struct step {
	const char *account, *folder;
	uint32_t uidvalidity, uid;
	const char *bytes, *message_id, *text;
	const char *person;
	enum state state;
	int rc;
	int contact;
} steps[][8] = {
	{	/* the same bytes in two folders, then again */
		{ "a", "INBOX", 1, 7, "b1", "m1", "t", "ex", 0, 0, 1 },
		{ "a", "All", 1, 9, "b1", "m1", "t", "ex", 0, 1, 1 },
		{ "a", "INBOX", 1, 7, "b1", "m1", "t", "ex", 0, 2, 1 },
		{ "a", "All", 1, 9, "b1", "m1", "t", "ex", 0, 2, 1 },
		/* UIDVALIDITY changed: seen again, not counted again */
		{ "a", "INBOX", 2, 7, "b1", "m1", "t", "ex", 0, 1, 1 },
	}, {	/* different bytes in one account are two */
		{ "a", "INBOX", 1, 1, "b1", "m1", "t", "ex", 0, 0, 1 },
		{ "a", "INBOX", 1, 2, "b2", "m1", "t", "ex", 0, 0, 2 },
	}, {	/* in two accounts they are one */
		{ "a", "INBOX", 1, 1, "b1", "m1", "t", "ex", 0, 0, 1 },
		{ "b", "INBOX", 1, 1, "b2", "m1", "t", "ex", 0, 1, 1 },
		/* the folded copy again, in another folder of b */
		{ "b", "All", 1, 5, "b2", "m1", "t", "ex", 0, 1, 1 },
		{ "b", "All", 1, 5, "b2", "m1", "t", "ex", 0, 2, 1 },
		/* and in a third account, byte for byte */
		{ "c", "INBOX", 1, 1, "b2", "m1", "t", "ex", 0, 1, 1 },
	}, {	/* two in a; b's two are a's two; b's third is a third */
		{ "a", "INBOX", 1, 1, "b1", "m1", "t", "ex", 0, 0, 1 },
		{ "a", "INBOX", 1, 2, "b2", "m1", "t", "ex", 0, 0, 2 },
		{ "b", "INBOX", 1, 1, "b3", "m1", "t", "ex", 0, 1, 1 },
		{ "b", "INBOX", 1, 2, "b4", "m1", "t", "ex", 0, 1, 2 },
		{ "b", "INBOX", 1, 3, "b5", "m1", "t", "ex", 0, 0, 3 },
		{ "c", "INBOX", 1, 1, "b6", "m1", "t", "ex", 0, 1, 1 },
		{ "c", "INBOX", 1, 2, "b2", "m1", "t", "ex", 0, 1, 2 },
		{ "a", "INBOX", 1, 3, "b7", "m1", "t", "ex", 0, 1, 3 },
	}, {	/* b got two different ones: two, whatever came first */
		{ "a", "INBOX", 1, 1, "b1", "m1", "t", "ex", 0, 0, 1 },
		{ "b", "INBOX", 1, 1, "b2", "m1", "t", "ex", 0, 1, 1 },
		{ "b", "INBOX", 1, 2, "b1", "m1", "t", "ex", 0, 0, 2 },
		{ "b", "All", 1, 2, "b1", "m1", "t", "ex", 0, 1, 2 },
		{ "b", "All", 1, 1, "b2", "m1", "t", "ex", 0, 1, 1 },
	}, {	/* no Message-ID, another text, another person: not one */
		{ "a", "INBOX", 1, 1, "b1", "", "t", "ex", 0, 0, 1 },
		{ "b", "INBOX", 1, 1, "b2", "", "t", "ex", 0, 0, 2 },
		{ "a", "INBOX", 1, 2, "b3", "m1", "t", "ex", 0, 0, 3 },
		{ "b", "INBOX", 1, 2, "b4", "m1", "u", "ex", 0, 0, 4 },
		{ "b", "INBOX", 1, 2, "b3", "m1", "t", "pal", 0, 0, 5 },
		{ "c", "INBOX", 1, 2, "b6", "m1", "t", "pal", 0, 1, 5 },
	}, {	/* unreadable: by bytes alone */
		{ "a", "INBOX", 1, 1, "b1", "m1", "", "", 2, 0, 1 },
		{ "b", "INBOX", 1, 1, "b1", "m1", "", "", 2, 1, 1 },
		{ "b", "INBOX", 1, 2, "b2", "m1", "", "", 2, 0, 2 },
		{ "c", "INBOX", 1, 2, "b3", "m1", "", "", 2, 0, 3 },
		{ "c", "INBOX", 1, 2, "b3", "m1", "", "", 2, 2, 3 },
	}, {	/* a candidate is listed, not counted */
		{ "a", "INBOX", 1, 1, "b1", "m1", "t", "ex", 1, 0, 1 },
		{ "b", "INBOX", 1, 1, "b2", "m1", "t", "ex", 1, 1, 1 },
	},
};

static int
add_in(const struct daily *d, void *arg, struct err *err)
{
	(void)err;
	*(int64_t *)arg += d->in + d->out;
	return 0;
}

static int64_t
counted(struct store *s)
{
	struct filter all = FILTER_ALL;
	struct err err;
	int64_t n = 0;

	return daily_list(s, &all, add_in, &n, &err) == 0 ? n : -1;
}

static void
test_story(const struct step *story, int number)
{
	struct rig r;
	struct verified sum;
	int64_t ids[9] = { 0 };
	int contacts = 0;

	rig_make(&r);
	for (int i = 0; i < 8 && story[i].account != NULL; i++) {
		const struct step *t = &story[i];
		struct mail m = { t->person, t->account, t->folder,
			t->uidvalidity, t->uid, t->bytes, t->message_id,
			t->text, t->state, DIRECTION_IN, 1774000000000 };
		int64_t id = 0;
		int rc = mail_record(r.s, &m, &id, &r.err);

		if (rc == RECORDED_NEW && ids[t->contact] == 0) {
			ids[t->contact] = id;
			contacts += t->state == STATE_CONTACT;
		}
		ok(rc == t->rc && id == ids[t->contact],
		    "story %d, step %d: contact %d", number, i + 1,
		    t->contact);
	}
	is_int(counted(r.s), contacts, "counted once each");
	is_int(rig_faults(&r, &sum), 0, "and verified");
	rig_done(&r);
}

/*
 * One message as several accounts got it: the number of contacts is the
 * number of different deliveries in the account that got most, in whatever
 * order they come.
 */
static void
test_any_order(void)
{
	static const struct {
		const char *account, *bytes;
	} pool[] = {
		{ "a", "b1" }, { "a", "b2" }, { "b", "b1" }, { "b", "b3" },
		{ "b", "b4" }, { "c", "b4" }, { "c", "b2" }, { "d", "b5" },
	};
	int order[ROWS(pool)], wrong = 0;

	srandom(1);
	for (int run = 0; run < 40; run++) {
		struct rig r;

		for (size_t i = 0; i < ROWS(pool); i++)
			order[i] = (int)i;
		for (size_t i = ROWS(pool) - 1; i > 0; i--) {
			size_t j = (size_t)random() % (i + 1);
			int t = order[i];

			order[i] = order[j];
			order[j] = t;
		}
		rig_make(&r);
		for (size_t i = 0; i < ROWS(pool); i++) {
			struct mail m = { "ex", pool[order[i]].account,
				"INBOX", 1, (uint32_t)i,
				pool[order[i]].bytes, "m1", "t",
				STATE_CONTACT, DIRECTION_IN, 1774000000000 };
			int64_t id;

			if (mail_record(r.s, &m, &id, &r.err) == -1)
				wrong++;
		}
		wrong += counted(r.s) != 3;
		rig_done(&r);
	}
	is_int(wrong, 0, "three contacts in any order of arrival");
}

static int
check_incident(const struct incident *in, void *arg, struct err *err)
{
	const struct incident *want = arg;
	struct digest bytes = digest_of(span_str("b1"));

	(void)err;
	ok(in->state == want->state && in->at_ms == want->at_ms &&
	    in->day.n == want->day.n && in->channel == want->channel &&
	    in->direction == want->direction && in->by == want->by &&
	    in->flags == want->flags && in->recorded_ms == want->recorded_ms,
	    "numbers and words come back");
	is_str(in->person, want->person, "person");
	is_str(in->sender, "j\xef\xbf\xbd" "d\xef\xbf\xbd", "made UTF-8");
	is_str(in->message_id, want->message_id, "Message-ID");
	ok(in->claimed_ms == MOMENT_NONE, "no claimed date");
	ok(digest_eq(&in->digest, &bytes), "named by its bytes");
	ok(digest_eq(&in->text, &want->text), "text digest");
	return 0;
}

static int
check_sighting(const struct sighting *s, const struct digest *d, void *arg,
    struct err *err)
{
	(void)err;
	(void)d;
	ok(s->internal_ms == MOMENT_NONE && s->uid == UINT32_MAX &&
	    s->uidvalidity == 3, "sighting");
	is_str(s->folder, "F\xc3\xb6lder", "folder");
	++*(int *)arg;
	return 0;
}

static int
check_hit(const struct rule_hit *h, void *arg, struct err *err)
{
	(void)err;
	ok(h->outcome == OUTCOME_UNDECIDED && h->marks == PASSAGE_HIDDEN &&
	    h->part == 4, "hit");
	++*(int *)arg;
	return 0;
}

static void
test_round_trip(void)
{
	struct mail m = { "ex", "home", "F\xc3\xb6lder", 3, UINT32_MAX, "b1",
		"m1", "t", STATE_CANDIDATE, DIRECTION_OUT, 1774000000123 };
	struct incident in = mail_incident(&m);
	struct sighting seen = { m.account, m.folder, 3, UINT32_MAX,
		MOMENT_NONE };
	struct rule_hit hit = { "r", "k", "any", 4, PASSAGE_HIDDEN,
		OUTCOME_UNDECIDED };
	CLEANUP(buf_done) struct buf bytes = { .max = 100 };
	struct digest d = digest_of(span_str("b1"));
	int64_t id;
	int n = 0;
	struct rig r;

	in.sender = "j\xff" "d\xc3";
	rig_make(&r);
	is_int(incident_record(r.s, &in, &seen, span_str("b1"), &hit, 1, &id,
	    &r.err), RECORDED_NEW, "recorded");
	is_int(incident_get(r.s, id, check_incident, &in, &r.err), 0, "got");
	is_int(incident_get(r.s, id + 1, check_incident, &in, &r.err), 1,
	    "no such incident");
	is_int(incident_sightings(r.s, id, check_sighting, &n, &r.err), 0,
	    "sightings");
	is_int(incident_hits(r.s, id, check_hit, &n, &r.err), 0, "hits");
	is_int(n, 2, "one each");
	is_int(original_get(r.s, &d, &bytes, &r.err), 0, "original");
	ok(span_eq(buf_span(&bytes), span_str("b1")), "its bytes");
	d.at[0] ^= 1;
	is_int(original_get(r.s, &d, &bytes, &r.err), 1, "not kept");
	rig_done(&r);
}

/* Filters, over four messages; which of them (by uid bit) come, in order. */
static const struct {
	const char *from, *to, *person, *kind;
	int channel;
	const char *want;
} filters[] = {
	{ NULL, NULL, NULL, NULL, -1, "3124" },
	{ "2026-03-28", "2026-03-28", NULL, NULL, -1, "31" },
	{ "2026-03-29", NULL, NULL, NULL, -1, "24" },
	{ NULL, "2026-03-29", NULL, NULL, -1, "312" },
	{ NULL, NULL, "pal", NULL, -1, "4" },
	{ NULL, NULL, NULL, "threat", -1, "3124" },
	{ NULL, NULL, NULL, "visit", -1, "" },
	{ NULL, NULL, NULL, NULL, CHANNEL_EMAIL, "3124" },
	{ NULL, NULL, NULL, NULL, CHANNEL_SMS, "" },
	{ "2026-03-28", "2026-03-29", "ex", "threat", CHANNEL_EMAIL, "312" },
};

static int
add_id(const struct incident *in, void *arg, struct err *err)
{
	(void)err;
	buf_addf(arg, "%lld", (long long)in->id);
	return 0;
}

static int
add_bytes(const struct digest *d, const char *media, struct span bytes,
    void *arg, struct err *err)
{
	struct digest is = digest_of(bytes);

	(void)err;
	(void)media;
	*(int *)arg += digest_eq(d, &is) ? 1 : 1000;
	return 0;
}

static void
test_filters(void)
{
	struct mail mails[] = {
		{ "ex", "a", "INBOX", 1, 1, "b1", "", "t", 0, 0,
		    1774655999000 + DAY },
		{ "ex", "a", "INBOX", 1, 2, "b2", "", "t", 0, 0,
		    1774656000000 + DAY },
		{ "ex", "a", "INBOX", 1, 3, "b3", "", "t", 0, 0,
		    1774656000000 },
		{ "pal", "a", "INBOX", 1, 4, "b1", "", "t", 0, 0,
		    1774656000000 + 3 * DAY },
	};
	struct rig r;
	int64_t id;

	rig_make(&r);
	for (size_t i = 0; i < ROWS(mails); i++)
		is_int(mail_record(r.s, &mails[i], &id, &r.err), 0,
		    "recorded");
	for (size_t i = 0; i < ROWS(filters); i++) {
		CLEANUP(buf_done) struct buf got = { .max = 100 };
		struct filter f = FILTER_ALL;
		int originals = 0;

		if (filters[i].from != NULL &&
		    !day_parse(filters[i].from, &f.from))
			continue;
		if (filters[i].to != NULL && !day_parse(filters[i].to, &f.to))
			continue;
		f.person = filters[i].person;
		f.kind = filters[i].kind;
		f.channel = filters[i].channel;
		is_int(incident_list(r.s, &f, add_id, &got, &r.err), 0,
		    "listed");
		is_str(buf_str(&got), filters[i].want, "filter");
		is_int(original_list(r.s, &f, add_bytes, &originals, &r.err),
		    0, "originals");
		is_int(originals, got.len == 4 ? 3 : (int)got.len,
		    "each once");
	}
	rig_done(&r);
}

struct nest {
	struct store *s;
	int outer, inner, sightings;
};

static int
add_sighting(const struct sighting *s, const struct digest *d, void *arg,
    struct err *err)
{
	(void)s;
	(void)d;
	(void)err;
	((struct nest *)arg)->sightings++;
	return 0;
}

static int
add_inner(const struct incident *in, void *arg, struct err *err)
{
	struct nest *n = arg;

	n->inner++;
	return incident_sightings(n->s, in->id, add_sighting, n, err);
}

static int
add_outer(const struct incident *in, void *arg, struct err *err)
{
	struct nest *n = arg;
	struct filter all = FILTER_ALL;
	int rc = incident_list(n->s, &all, add_inner, n, err);

	n->outer++;
	/* Its own strings are still there. */
	return strcmp(in->person, "ex") == 0 ? rc : -1;
}

/* A list within a list of the same kind. */
static void
test_nesting(void)
{
	struct filter all = FILTER_ALL;
	struct nest n = { 0 };
	struct rig r;

	rig_make(&r);
	is_int(mail_fill(r.s, 1, 7, 7, &r.err), 0, "seven");
	n.s = r.s;
	is_int(incident_list(r.s, &all, add_outer, &n, &r.err), 0, "listed");
	ok(n.outer == 7 && n.inner == 49 && n.sightings == 49,
	    "seven times seven");
	rig_done(&r);
}

/* A text longer than the store keeps, of characters that JSON spells with
 * six: recorded, not refused. */
static void
test_long_texts(void)
{
	char *text = malloc(100001);
	struct mail m = { "ex", "home", "INBOX", 1, 1, "b1", text, "t",
		STATE_CONTACT, DIRECTION_IN, 1774000000000 };
	struct incident in = mail_incident(&m);
	struct sighting seen = { "home", text, 1, 1, MOMENT_NONE };
	struct verified sum;
	struct rig r;
	int64_t id;

	memset(text, 1, 100000);
	text[100000] = '\0';
	in.sender = in.field = in.identifier = in.rule = in.kind = text;
	in.person = text;
	rig_make(&r);
	is_int(incident_record(r.s, &in, &seen, span_str("b1"), NULL, 0, &id,
	    &r.err), 0, "recorded");
	is_int(incident_record(r.s, &in, &seen, span_str("b1"), NULL, 0, &id,
	    &r.err), 2, "known");
	is_int(rig_faults(&r, &sum), 0, "and verified");
	rig_done(&r);
	free(text);
}

/* Steps of SQLite's machine in all statements since they were last asked. */
static int64_t
steps_taken(struct store *s)
{
	int64_t n = 0;

	for (int i = 0; i < SQL_COUNT; i++)
		for (int t = 0; t < TABLE_COUNT; t++)
			if (s->ready[i][t] != NULL)
				n += sqlite3_stmt_status(s->ready[i][t],
				    SQLITE_STMTSTATUS_VM_STEP, 1);
	return n;
}

/* The same mails in folder after folder: what one more costs does not grow
 * with the folders that have them already. */
static void
test_many_folders(void)
{
	int64_t early = 0, late = 0;
	struct verified sum;
	struct rig r;

	rig_make(&r);
	is_int(store_begin(r.s, &r.err), 0, "begun");
	for (int folder = 1; folder <= 2000; folder++) {
		char name[20];
		int64_t id;

		snprintf(name, sizeof(name), "f%d", folder);
		steps_taken(r.s);
		for (uint32_t uid = 1; uid <= 3; uid++) {
			char bytes[20];
			struct mail m = { "ex", "home", name, 1, uid, bytes,
				bytes, bytes, STATE_CONTACT, DIRECTION_IN,
				1774000000000 };

			snprintf(bytes, sizeof(bytes), "b%u", uid);
			if (mail_record(r.s, &m, &id, &r.err) == -1)
				ok(false, "recorded: %s", r.err.text);
		}
		if (folder == 20)
			early = steps_taken(r.s);
		if (folder == 2000)
			late = steps_taken(r.s);
	}
	is_int(store_commit(r.s, &r.err), 0, "kept");
	ok(early > 0 && late < 2 * early, "%lld steps in folder 20, %lld in "
	    "folder 2000", (long long)early, (long long)late);
	is_int(rig_faults(&r, &sum), 0, "verified");
	is_int(sum.incidents, 3, "each is one");
	rig_done(&r);
}

int
main(void)
{
	struct err err;

	if (zone_use("Europe/London", &err) == -1)
		return 99;
	for (size_t i = 0; i < ROWS(steps); i++)
		test_story(steps[i], (int)i + 1);
	test_any_order();
	test_round_trip();
	test_filters();
	test_nesting();
	test_long_texts();
	test_many_folders();
	return tap_done();
}
