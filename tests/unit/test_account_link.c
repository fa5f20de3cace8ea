/*
 * What a source says and what its link makes of it: in order, only what may
 * be said, and nothing confirmed that is not.
 */
#include "run/engine/account_link.h"

#include "store/records/cursors.h"
#include "store/records/missed.h"
#include "tests/unit/run_rig.h"

#define IDLE_MS 10000		/* a turn in which nothing comes */
#define IDLE_MOST 40

/* `events`, a letter each: f folder, m message, - missing, b batch, e end,
 * x the pass broke off.  `ready`: n not, r ready, x broken. */
static const struct {
	const char *what, *says, *events;
	char ready;
	const char *detail;
	enum care care;
	int idle;		/* turns to wait for more; 0: IDLE_MOST */
} rows[] = {
	{ "a pass", "f m1:hers m2:his b2 e", "fmmbe", 'r', "", CARE_NONE },
	{ "messages on the shelf", "f s1:his s2:his b2 e", "fmmbe", 'r', "",
	    CARE_NONE },
	{ "one that is not read yet", "f m1:mute b1", "fmb", 'n', "",
	    CARE_NONE, 1 },
	{ "not confirmed yet", "f m1:hers", "fm", 'n', "", CARE_NONE, 1 },
	{ "some were not read", "f -1 *2 +3 b3 e", "f---be", 'r', "",
	    CARE_NONE },
	{ "a batch before any folder", "b9 f m1:hers", "x", 'x',
	    "protocol: the source child broke the rules", CARE_NONE },
	{ "a message before any folder", "m1:his f b1", "x", 'x',
	    "protocol: the source child broke the rules", CARE_NONE },
	{ "one not read before any folder", "-1 f b1", "x", 'x',
	    "protocol: the source child broke the rules", CARE_NONE },
	{ "a batch before what it confirms", "f b9 m1:hers", "fbm", 'r', "",
	    CARE_NONE, 1 },
	{ "it dies within a batch", "f m1:hers b1 m2:hers x", "fmbmx", 'r',
	    "protocol: the source child ended", CARE_BEFORE },
	{ "it dies and confirmed nothing", "f m1:hers x", "fmx", 'x',
	    "protocol: the source child ended", CARE_BEFORE },
	{ "it dies, what it said is not read", "f m1:mute x", "fmx", 'x',
	    "protocol: the source child ended", CARE_BEFORE },
	{ "it dies, what it confirmed is not read", "f m1:mute b1 x", "fmbx",
	    'n', "protocol: the source child ended", CARE_BEFORE },
	{ "the network", "f P0", "fx", 'x', "network: as told", CARE_NONE },
	{ "a login that is refused", "P2", "x", 'x', "login: as told",
	    CARE_NONE },
	{ "a server that talks no IMAP", "f m1:hers P3", "fmx", 'x',
	    "protocol: as told", CARE_ALONE },
	{ "a problem that there is not", "P9", "x", 'x',
	    "protocol: the source child broke the rules", CARE_NONE },
	{ "a problem with half a digest", "P2d", "x", 'x',
	    "protocol: the source child broke the rules", CARE_NONE },
	{ "nothing", "~", "x", 'x', "network: nothing came for 300 s; ended",
	    CARE_NONE },
	{ "nothing after a folder", "f ~", "fx", 'x',
	    "network: nothing came for 300 s; ended", CARE_BEFORE },
	{ "signs of life", "f t200 a t200 a t200 a e", "fe", 'r', "",
	    CARE_NONE },
	{ "nothing after the end", "f e ~", "fe", 'r', "", CARE_NONE },
	{ "a place outside of its lane", "f S1:his", "fx", 'x',
	    "protocol: the source child broke the rules", CARE_NONE },
	{ "no frame", "f ?", "fx", 'x',
	    "protocol: the source child broke the rules", CARE_NONE },
	{ "a probe of nobody's", "f p1:hers w b1 e", "fmbe", 'r', "",
	    CARE_NONE },
	{ "a probe that is his", "f p1:his w m1:his b1 e", "fmmbe", 'r', "",
	    CARE_NONE },
	{ "a probe that the reader dies of", "f p1:kill w m1:hers b1 e",
	    "fmmbe", 'r', "", CARE_NONE },
};

static struct rig rig;

struct play {
	struct config config;
	struct account account;
	struct reader_queue queue;
	struct account_link link;
	bool over;
};

static void
play_open(struct play *p, const char *says)
{
	static char name[] = "a";

	stage_clear();
	stage.speak = all_speak;
	stage.says[0] = says;
	*p = (struct play){ .config = { .max_connections = 1 },
		.account = { .name = name, .patience_s = 300 } };
	reader_queue_init(&p->queue, &p->config, NULL);
	account_link_init(&p->link, &p->account, 0);
	if (reader_queue_open(&p->queue, &rig.err) == -1 ||
	    account_link_start(&p->link, rig.s, &p->queue.shelf,
	    &rig.err) == -1)
		printf("Bail out! %s\n", rig.err.text);
}

static void
play_close(struct play *p)
{
	account_link_done(&p->link);
	reader_queue_done(&p->queue);
}

/* As the engine does. */
static void
serve_link(struct play *p, bool heard)
{
	struct account_link *l = &p->link;
	int over = heard ? account_link_listen(l, &p->queue) :
	    account_link_take(l, &p->queue);

	if (over == 1 || account_link_is_silent(l, &p->queue)) {
		account_link_break(l);
		p->over = true;
		return;
	}
	account_link_answer_probe(l);
	account_link_tell_room(l);
	(void)!wire_write(&l->child.wire);
}

/* False: nothing more comes for a long time. */
static bool
play_turn(struct play *p)
{
	struct pollfd at[2] = { { p->queue.reader.wire.fd, POLLIN, 0 },
		{ p->over ? -1 : p->link.child.wire.fd, POLLIN, 0 } };
	struct err err;
	int got = poll(at, 2, IDLE_MS);

	if (!p->over)
		serve_link(p, at[1].revents != 0);
	if ((at[0].revents != 0 && reader_queue_listen(&p->queue,
	    &err) == -1) || reader_queue_pump(&p->queue, &err) == -1)
		printf("Bail out! %s\n", err.text);
	return got > 0;
}

static void
play_all(struct play *p, int idle)
{
	for (int still = 0; still < idle;)
		still = play_turn(p) ? 0 : still + 1;
}

static void
events_of(const struct account_link *l, char *out, size_t size)
{
	size_t n = 0;

	for (const struct account_event *i = l->head; i != NULL &&
	    n + 1 < size; i = i->next)
		out[n++] = "fm-bex"[i->kind];
	out[n] = '\0';
}

static void
test_row(size_t row)
{
	struct play p;
	char events[20];

	play_open(&p, rows[row].says);
	play_all(&p, rows[row].idle == 0 ? IDLE_MOST : rows[row].idle);
	events_of(&p.link, events, sizeof(events));
	is_str(events, rows[row].events, rows[row].what);
	is_int("nrx"[account_link_ready(&p.link)], rows[row].ready,
	    "what of it is ready");
	is_str(p.link.detail, rows[row].detail, "and why");
	is_int(p.link.care, rows[row].care, "and with what care again");
	play_close(&p);
}

/* Kinds of frames that mean something without anything in them. */
static bool
may_be_empty(uint8_t kind)
{
	return kind == FRAME_CHANGED || kind == FRAME_ALIVE;
}

static void
test_kinds(void)
{
	for (int kind = 0; kind < 256; kind = kind < FRAME_KIND_COUNT ?
	    kind + 1 : kind + 57) {
		struct play p;
		char says[20];

		snprintf(says, sizeof(says), "!%d", kind);
		play_open(&p, says);
		for (int i = 0; i < 3; i++)
			(void)play_turn(&p);
		ok(p.over != may_be_empty((uint8_t)kind),
		    "an empty frame of kind %d", kind);
		play_close(&p);
	}
}

static const struct {
	const char *says;
	int asked, wanted;
} probes[] = {
	{ "f p1:hers w b1 e", 1, 0 },
	{ "f p1:his w m1:his b1 e", 1, 1 },
	{ "f p1:kill w m1:hers b1 e", 1, 1 },
	{ "f p1:his w m1:his p2:hers w b1 e", 2, 1 },
};

static void
test_probes(void)
{
	for (size_t i = 0; i < ROWS(probes); i++) {
		struct play p;

		play_open(&p, probes[i].says);
		play_all(&p, IDLE_MOST);
		ok(stage.asked_whole == probes[i].asked &&
		    stage.wanted_whole == probes[i].wanted,
		    "%d of %d wanted whole: %s", probes[i].wanted,
		    probes[i].asked, probes[i].says);
		play_close(&p);
	}
}

/* More than there is room for, while the reader is busy: what is too much
 * waits, and nothing of it is lost. */
static void
test_flood(void)
{
	const int most = READER_QUEUE_EVENTS + 500;
	CLEANUP(buf_done) struct buf says = { .max = 1 << 20 };
	struct play p;
	int n = 0;

	buf_add_str(&says, "f m1:mute");
	for (int i = 2; i <= most; i++)
		buf_addf(&says, " m%d:hers", i);
	buf_addf(&says, " b%d e", most);
	play_open(&p, buf_str(&says));
	for (int i = 0; i < 200; i++)
		(void)play_turn(&p);
	is_int((long long)p.queue.events, READER_QUEUE_EVENTS,
	    "so many are under way and no more");
	ok(!p.over, "the source is not blamed for that");
	while (reader_queue_check_time(&p.queue, &rig.err) == 0 &&
	    p.queue.deaths == 0)
		stage.ticks_ms += 1000;
	for (int i = 0; i < 10000 && account_link_ready(&p.link) !=
	    LINK_READY; i++) {
		(void)play_turn(&p);
		if (reader_queue_check_time(&p.queue, &rig.err) == -1)
			break;
	}
	for (struct account_event *i = p.link.head; i != NULL; i = i->next)
		n += i->kind == EVENT_MESSAGE;
	is_int(n, most, "all of them came");
	play_close(&p);
}

/* How long it waits after that many failures in a row. */
static const struct {
	enum problem why;
	unsigned failures;
	int64_t least_s;
} waits[] = {
	{ PROBLEM_NETWORK, 0, 5 },
	{ PROBLEM_NETWORK, 1, 10 },
	{ PROBLEM_NETWORK, 5, 160 },
	{ PROBLEM_NETWORK, 10, 3600 },
	{ PROBLEM_NETWORK, 4000000000, 3600 },
	{ PROBLEM_TLS, 0, 5 },
	{ PROBLEM_LOGIN, 0, 600 },
	{ PROBLEM_LOGIN, 6, 600 },
	{ PROBLEM_LOGIN, 7, 640 },
	{ PROBLEM_LOGIN, 20, 3600 },
	{ PROBLEM_PROTOCOL, 2, 20 },
};

static void
test_waits(void)
{
	for (size_t i = 0; i < ROWS(waits); i++) {
		struct play p;
		int64_t wait;

		play_open(&p, "f m1:his");
		p.link.why = waits[i].why;
		p.link.failures = waits[i].failures;
		(void)play_turn(&p);
		account_link_failed(&p.link);
		wait = p.link.next_ms - stage.ticks_ms;
		ok(wait >= waits[i].least_s * 1000 &&
		    wait <= waits[i].least_s * 1200, "%s, %u before: %lld s",
		    problem_name(waits[i].why), waits[i].failures,
		    (long long)wait / 1000);
		ok(p.link.head == NULL && p.link.child.pid == 0 &&
		    p.link.failures == waits[i].failures + 1,
		    "what is not confirmed is forgotten");
		play_close(&p);
	}
}

/* News between passes: soon, and not at once. */
static void
test_changed(void)
{
	struct play p;

	play_open(&p, "c e");
	play_all(&p, IDLE_MOST);
	is_int(p.link.next_ms, 0, "in a pass that finds it anyhow");
	play_close(&p);
	play_open(&p, "c");
	p.link.state = LINK_WAITING;
	p.link.next_ms = INT64_MAX;
	(void)play_turn(&p);
	is_int(p.link.next_ms, p.link.began_ms + LINK_CHANGE_GAP_MS,
	    "between two");
	play_close(&p);
}

/* The cursors and what was refused before, as the child is told. */
static void
test_asks(void)
{
	const struct cursor c = { "a", "INBOX", 7, 42 };
	const struct missed m = { 0, "a", "INBOX", 7, 3, MOMENT_NONE,
		MISS_REFUSED, 0 };
	const struct missed gone = { 0, "a", "INBOX", 7, 4, MOMENT_NONE,
		MISS_VANISHED, 0 };
	struct play p;
	struct frame f;
	struct point at;
	struct missing refused;

	play_open(&p, "");
	stage.speak = NULL;
	account_link_drop(&p.link);
	p.link.care = CARE_ALONE;
	if (cursor_set(rig.s, &c, &rig.err) == -1 ||
	    missed_record(rig.s, &m, &rig.err) == -1 ||
	    missed_record(rig.s, &gone, &rig.err) == -1 ||
	    account_link_start(&p.link, rig.s, &p.queue.shelf,
	    &rig.err) == -1)
		printf("Bail out! %s\n", rig.err.text);
	ok(played_hear(played_of("floodmark-imap"), &f) &&
	    f.kind == FRAME_PASS && frame_get_u8(&f) == CARE_ALONE,
	    "asked with care");
	is_int(frame_get_u32(&f), 1, "one folder");
	point_get(&f, &at);
	ok(span_eq(at.name, span_str("INBOX")) && at.uidvalidity == 7 &&
	    at.last_uid == 42, "from where it was read");
	is_int(frame_get_u32(&f), 1, "one message that was refused");
	missing_get(&f, &refused);
	ok(refused.uid == 3 && frame_close(&f) == 0, "is asked for again");
	play_close(&p);
}

/* Names of folders may be addresses. */
static const struct {
	const char *detail, *log;
} details[] = {
	{ "", "" },
	{ "network: no route", "network: no route" },
	{ "folder: \"ex@bad.example\" is missing",
	    "folder: \"...\" is missing" },
	{ "\"a\" and \"b\" are", "\"...\" are" },
	{ "folder: \"cut of", "folder: \"...\"" },
};

static void
test_details(void)
{
	for (size_t i = 0; i < ROWS(details); i++) {
		struct account_link l = { .why = PROBLEM_FOLDER };
		char got[sizeof(l.detail)];

		snprintf(l.detail, sizeof(l.detail), "%s", details[i].detail);
		account_link_log_detail(&l, got, sizeof(got));
		is_str(got, details[i].log, "no folder's name in a log");
	}
}

int
main(void)
{
	struct err err;

	if (zone_use("UTC", &err) == -1)
		return 99;
	signal(SIGPIPE, SIG_IGN);
	rig_make(&rig);
	for (size_t i = 0; i < ROWS(rows); i++)
		test_row(i);
	test_kinds();
	test_probes();
	test_flood();
	test_waits();
	test_changed();
	test_asks();
	test_details();
	stage_clear();
	rig_done(&rig);
	return tap_done();
}
