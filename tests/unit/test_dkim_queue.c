/*
 * What becomes of a message that waits for its DKIM check, with a checker
 * and a resolver that are played: they die, lie, are silent and have no
 * answer, and the rows say no more than is known.
 */
#include "run/dkim/queue.h"

#include "run/dkim/recheck.h"
#include "store/records/dkim.h"
#include "tests/unit/run_rig.h"

#define TURNS_MAX 20000

/*
 * The children say a word for each question; the last one with a * for ever.
 *
 *	L2	two signatures; L0s: none, and a server's word; Lb: one
 *		that is malformed; Lm: more than are looked at; Lc: of a
 *		message that was cut
 *	C Cb	it passes; the body is another
 *	k n -	the key, no such name, no answer
 *	x ~ !	it dies, is silent, lies
 *	T K	it dies of all the time there is, is killed from outside
 *	X	it dies before it is ready
 */
static const struct {
	const char *what, *checker, *resolver;
	int dkim;		/* enum dkim_mode */
	const char *rows;	/* "KIND RESULT", comma-separated */
	const char *waits;	/* tries, of what goes on waiting */
	int retries;		/* so often the next try is waited for */
	size_t checkers, resolvers;	/* started; 0: not counted */
} rows[] = {
	{ "no signature", "L0", "", DKIM_ALL, "checked unsigned", "-" },
	{ "a server's word", "L0s", "", DKIM_ALL,
	    "checked unsigned,stated stated", "-" },
	{ "one that passes", "L1 C", "k", DKIM_ALL, "checked pass", "-" },
	{ "two of one key", "L2 C C", "k", DKIM_ALL,
	    "checked pass,checked pass", "-" },
	{ "one that is none", "Lb", "", DKIM_ALL, "checked malformed", "-" },
	{ "more than are looked at", "Lm", "n", DKIM_ALL,
	    "checked more-signatures,checked no-key", "-" },
	{ "another body", "L1 Cb", "k", DKIM_ALL, "checked body-changed",
	    "-" },
	{ "no such key", "L1", "n", DKIM_ALL, "checked no-key", "-" },
	{ "a domain that is not asked", "L1", "", DKIM_PROVIDERS,
	    "checked not-asked", "-" },
	{ "nothing is looked at", "", "", DKIM_OFF, "-", "0" },
	{ "no answer yet", "L1", "-", DKIM_ALL, "-", "1" },
	{ "an answer at last", "L1 L1 L1 C", "- - k", DKIM_ALL,
	    "checked pass", "-", 2 },
	{ "no answer for days", "L1*", "-*", DKIM_ALL, "checked no-answer",
	    "-", 40 },
	{ "the resolver dies", "L1 C", "x k", DKIM_ALL, "checked pass", "-",
	    .resolvers = 2 },
	{ "the resolver dies again", "L1", "x x", DKIM_ALL, "-", "1",
	    .resolvers = 2 },
	{ "the resolver lies", "L1 C", "! k", DKIM_ALL, "checked pass", "-",
	    .resolvers = 2 },
	{ "the resolver lies again", "L1", "! !", DKIM_ALL, "-", "1",
	    .resolvers = 2 },
	{ "the resolver is silent", "L1", "~", DKIM_ALL, "-", "1",
	    .resolvers = 1 },
	{ "the resolver takes all the time there is", "L1", "T", DKIM_ALL,
	    "-", "1", .resolvers = 1 },
	{ "the resolver is killed from outside each time", "L1", "K*",
	    DKIM_ALL, "-", "1", .resolvers = DKIM_QUEUE_AGAIN_KILLED + 1 },
	{ "the checker dies of the header", "x L1 C", "k", DKIM_ALL,
	    "checked pass", "-" },
	{ "again", "x x", "", DKIM_ALL, "checked unreadable", "-",
	    .checkers = 2 },
	{ "the checker dies of the body", "L1 x C", "k", DKIM_ALL,
	    "checked pass", "-" },
	{ "of the body again", "L1 x x", "k", DKIM_ALL, "checked unreadable",
	    "-", .checkers = 2 },
	{ "once of each", "x L1 x C", "k", DKIM_ALL, "checked pass", "-",
	    .checkers = 3 },
	{ "the header takes all the time there is", "T", "", DKIM_ALL,
	    "checked unreadable", "-", .checkers = 1 },
	{ "the body takes all of it", "L1 T", "k", DKIM_ALL,
	    "checked unreadable", "-", .checkers = 1 },
	{ "the checker is killed from outside", "K K K L1 K K K C", "k",
	    DKIM_ALL, "checked pass", "-", .checkers = 7 },
	{ "killed, and then it dies", "K x L1 C", "k", DKIM_ALL,
	    "checked pass", "-", .checkers = 3 },
	{ "the checker is killed from outside each time", "K*", "", DKIM_ALL,
	    "checked unreadable", "-",
	    .checkers = DKIM_QUEUE_AGAIN_KILLED + 1 },
	{ "the checker lies", "! L1 ! C", "k", DKIM_ALL, "checked pass",
	    "-", .checkers = 3 },
	{ "the checker lies again", "! !", "", DKIM_ALL,
	    "checked unreadable", "-", .checkers = 2 },
	{ "answers what it was not asked", "C L1 L1 C", "k", DKIM_ALL,
	    "checked pass", "-" },
	{ "the checker is silent", "~", "", DKIM_ALL, "checked unreadable",
	    "-", .checkers = 1 },
	{ "the checker is silent about the body", "L1 ~", "k", DKIM_ALL,
	    "checked unreadable", "-", .checkers = 1 },
	{ "no checker starts, at first", "X X L1 C", "k", DKIM_ALL,
	    "checked pass", "-", 2 },
	{ "no checker starts", "X*", "", DKIM_ALL, "-", "0", 3 },
};

static const char *checker_says, *resolver_says;

/* The next word, or "". */
static void
next_word(const char **says, char *out, size_t size)
{
	const char *at = *says + strspn(*says, " ");
	size_t n = strcspn(at, " ");

	snprintf(out, size, "%.*s", (int)n, at);
	if (n == 0 || at[n - 1] != '*')
		*says = at + n;
}

static void
list_signatures(struct played *p, const char *word)
{
	static struct signatures all;

	all = (struct signatures){ .n = (uint32_t)atoi(word + 1),
		.n_stated = strchr(word, 's') != NULL };
	if (word[1] == 'b' || word[1] == 'm')
		all.n = 1;
	if (word[1] == 'm')
		all.more = 7;
	for (uint32_t i = 0; i < all.n; i++)
		all.at[i] = (struct signature){ .place = i + 1,
			.good = word[1] != 'b', .domain = "bad.example",
			.selector = "s1", .algorithm = "rsa-sha256",
			.fields = "from", .detail = "relaxed/relaxed" };
	all.stated[0] = (struct dkim_statement){ "Authentication-Results",
		"mx.example", "dkim=pass" };
	frame_begin(&p->wire, FRAME_LISTED);
	signatures_put(&p->wire, &all);
	frame_end(&p->wire);
}

static void
say_checked(struct played *p, struct frame *asked, const char *word)
{
	struct checked c = { .result = word[1] == 'b' ? DKIM_BODY_CHANGED :
		DKIM_PASS, .bits = 1024 };

	if (asked->kind == FRAME_CHECK)
		c.place = frame_get_u32(asked);
	frame_begin(&p->wire, FRAME_CHECKED);
	checked_put(&p->wire, &c);
	frame_end(&p->wire);
}

static void
say_key(struct played *p, const char *word)
{
	static struct key_record key;

	key = (struct key_record){ .answer = *word == 'k' ? ANSWER_FOUND :
		*word == 'n' ? ANSWER_NO_NAME : ANSWER_NONE,
		.asked_ms = MOMENT_NONE, .resolver = "192.0.2.1",
		.text = "v=DKIM1; p=AAAA" };
	frame_begin(&p->wire, FRAME_KEY);
	key_record_put(&p->wire, &key);
	frame_end(&p->wire);
}

static void
answer(struct played *p, struct frame *f, const char *word)
{
	switch (*word) {
	case 'L': list_signatures(p, word); break;
	case 'C': say_checked(p, f, word); break;
	case 'k': case 'n': case '-': say_key(p, word); break;
	case '!': say_empty(p, FRAME_NOTHING); break;
	case '~': p->mute = true; break;
	case 'T': played_die(p, SIGPROF); return;
	case 'K': played_die(p, SIGKILL); return;
	default: played_end(p); return;
	}
	(void)!wire_write(&p->wire);
}

static void
say_ready(struct played *p)
{
	char word[20] = "";
	const char *at = checker_says;

	p->passing = true;
	if (checker_says[strspn(checker_says, " ")] != 'X') {
		played_ready(p);
		return;
	}
	next_word(&at, word, sizeof(word));
	checker_says = at;
	played_end(p);
}

/* One frame waits for its word at a time. */
static void
children_speak(void)
{
	for (size_t i = 0; i < stage.n; i++) {
		struct played *p = &stage.at[i];
		bool checks = strcmp(p->name, "floodmark-dkim") == 0;
		struct frame f;
		char word[20];

		if (!p->gone && checks && !p->passing)
			say_ready(p);
		while (!p->gone && !p->mute && played_hear(p, &f)) {
			next_word(checks ? &checker_says : &resolver_says,
			    word, sizeof(word));
			answer(p, &f, word);
		}
	}
}

struct play {
	struct rig r;
	struct config config;
	struct account account;
	struct dkim_queue queue;
};

static void
add_message(struct play *p, const char *bytes, bool whole)
{
	const struct mail m = { "ex", "a", "INBOX", 1, 1, bytes, "", bytes,
		STATE_CONTACT, DIRECTION_IN, NOON_MS };
	const struct dkim_wait w = { .original = digest_of(span_str(bytes)),
		.account = "a", .whole = whole, .received_ms = NOON_MS,
		.since_ms = MOMENT_NONE, .next_ms = NOON_MS };
	int64_t id;

	if (store_begin(p->r.s, &p->r.err) == -1 ||
	    mail_record(p->r.s, &m, &id, &p->r.err) == -1 ||
	    wait_add(p->r.s, &w, &p->r.err) == -1 ||
	    store_commit(p->r.s, &p->r.err) == -1)
		printf("Bail out! %s\n", p->r.err.text);
	dkim_queue_wake(&p->queue);
}

static void
play_open(struct play *p, int dkim)
{
	static char name[] = "a";

	stage_clear();
	stage.speak = children_speak;
	*p = (struct play){ .config = { .dkim = dkim, .n_accounts = 1 },
		.account = { .name = name } };
	p->config.accounts = &p->account;
	rig_make(&p->r);
	dkim_queue_init(&p->queue, &p->config);
}

static void
play_close(struct play *p)
{
	dkim_queue_done(&p->queue);
	rig_done(&p->r);
}

static void
listen_to(struct play *p)
{
	struct child *all[2] = { &p->queue.checker, &p->queue.resolver };
	struct pollfd at[2];

	for (int i = 0; i < 2; i++)
		at[i] = (struct pollfd){ all[i]->pid > 0 ? all[i]->wire.fd :
			-1, POLLIN, 0 };
	(void)poll(at, 2, 1000);
	for (int i = 0; i < 2; i++)
		if (at[i].revents != 0 && all[i]->pid > 0)
			dkim_queue_listen(&p->queue, all[i]);
}

/* As the engine does, as long as there is something to do. */
static void
work(struct play *p)
{
	for (int i = 0; i < TURNS_MAX; i++) {
		int got = dkim_queue_work(&p->queue, p->r.s, &p->r.err);

		if (got == 1 && (store_begin(p->r.s, &p->r.err) == -1 ||
		    dkim_queue_write(&p->queue, p->r.s, &p->r.err) == -1 ||
		    store_commit(p->r.s, &p->r.err) == -1))
			got = -1;
		if (got == -1)
			printf("Bail out! %s\n", p->r.err.text);
		if (got == 0 && !dkim_queue_busy(&p->queue))
			return;
		if (got == 0)
			listen_to(p);
	}
	ok(false, "there is no end of it");
}

/* To when there is something to do again. */
static void
skip_time(const struct dkim_queue *q)
{
	int64_t due = q->due_ms == INT64_MAX || q->due_ms == INT64_MIN ?
	    0 : q->due_ms - stage.moment_ms;

	if (q->broken_ms > due)
		due = q->broken_ms;
	if (due > stage.ticks_ms)
		stage.ticks_ms = due;
}

#define ROWS_OF "SELECT ifnull((SELECT group_concat(row) FROM (SELECT " \
	"kind || ' ' || result AS row FROM dkim ORDER BY id)), '-')"
#define WAITS_OF "SELECT ifnull((SELECT group_concat(tries) FROM " \
	"dkim_wait), '-')"

static void
test_row(size_t row)
{
	struct play p;
	char got[200];

	checker_says = rows[row].checker;
	resolver_says = rows[row].resolver;
	play_open(&p, rows[row].dkim);
	add_message(&p, "DKIM-Signature: played\n\nhello", true);
	work(&p);
	for (int i = 0; i < rows[row].retries; i++) {
		skip_time(&p.queue);
		work(&p);
	}
	raw_text(p.r.path, ROWS_OF, got, sizeof(got));
	is_str(got, rows[row].rows, rows[row].what);
	raw_text(p.r.path, WAITS_OF, got, sizeof(got));
	is_str(got, rows[row].waits, "and what of it waits");
	ok(p.queue.checker.pid == 0 && p.queue.resolver.pid == 0,
	    "and nobody runs for nothing");
	if (rows[row].checkers > 0)
		is_int((long long)played_count("floodmark-dkim"),
		    (long long)rows[row].checkers, "so many checkers");
	if (rows[row].resolvers > 0)
		is_int((long long)played_count("floodmark-dns"),
		    (long long)rows[row].resolvers, "so many resolvers");
	play_close(&p);
}

/* Of a message that was cut nobody knows the body. */
static void
test_cut(void)
{
	struct play p;
	char got[200];

	checker_says = "L1 Cb";
	resolver_says = "k";
	play_open(&p, DKIM_ALL);
	add_message(&p, "DKIM-Signature: played\n\ncut", false);
	work(&p);
	raw_text(p.r.path, "SELECT result || ': ' || detail FROM dkim", got,
	    sizeof(got));
	is_str(got, "undecided: relaxed/relaxed; the message is longer than "
	    "what is kept of it", "a message that was cut");
	play_close(&p);
}

/* Where nobody answers for seconds, again and again, the network is down:
 * nobody is asked for a while. */
static void
test_silence(void)
{
	struct play p;

	checker_says = "L1*";
	resolver_says = "~*";
	play_open(&p, DKIM_ALL);
	for (int i = 0; i < 5; i++) {
		char bytes[60];

		snprintf(bytes, sizeof(bytes), "DKIM-Signature: %d\n\nx", i);
		key_cache_done(&p.queue.keys);
		add_message(&p, bytes, true);
		work(&p);
	}
	ok(played_count("floodmark-dns") == DKIM_QUEUE_SILENT,
	    "a network that is down is asked %zu times",
	    played_count("floodmark-dns"));
	stage.ticks_ms += DKIM_QUEUE_SILENT_MS;
	key_cache_done(&p.queue.keys);
	add_message(&p, "DKIM-Signature: later\n\nx", true);
	work(&p);
	ok(played_count("floodmark-dns") > DKIM_QUEUE_SILENT,
	    "and again when a minute is over");
	play_close(&p);
}

/* What is under way when the store is rolled back is begun again. */
static void
test_forget(void)
{
	struct play p;
	char got[200];

	checker_says = "~ L1 C";
	resolver_says = "k";
	play_open(&p, DKIM_ALL);
	add_message(&p, "DKIM-Signature: played\n\nx", true);
	ok(dkim_queue_work(&p.queue, p.r.s, &p.r.err) == 0 &&
	    p.queue.state == DKIM_QUEUE_READING, "under way");
	listen_to(&p);
	dkim_queue_forget(&p.queue);
	ok(p.queue.state == DKIM_QUEUE_IDLE && dkim_queue_busy(&p.queue),
	    "and forgotten");
	work(&p);
	raw_text(p.r.path, ROWS_OF, got, sizeof(got));
	is_str(got, "checked pass", "and begun again");
	play_close(&p);
}

/* Checked again with the key that was kept: what is said is compared. */
static const struct {
	const char *what, *checker;
	int64_t faults, rows, left;
} again[] = {
	{ "says the same", "L1 C", 0, 1, 0 },
	{ "says otherwise", "L1 Cb", 1, 1, 0 },
	{ "the signature is not there", "L0", 1, 1, 0 },
	{ "the checker ends", "x", 1, 1, 0 },
	{ "ends at the body", "L1 x", 1, 1, 0 },
	{ "no checker starts", "X", 0, 0, 1 },
};

static void
test_again(void)
{
	for (size_t i = 0; i < ROWS(again); i++) {
		struct recheck r = RECHECK_NONE;
		struct play p;
		int64_t faults = 0;

		checker_says = "L1 C";
		resolver_says = "k";
		play_open(&p, DKIM_ALL);
		add_message(&p, "DKIM-Signature: played\n\nx", true);
		work(&p);
		checker_says = again[i].checker;
		if (recheck_store(&r, p.r.s, print_fault, NULL, &faults,
		    &p.r.err) == -1)
			printf("Bail out! %s\n", p.r.err.text);
		ok(faults == again[i].faults && r.rows == again[i].rows &&
		    r.left == again[i].left, "checked again: %s",
		    again[i].what);
		recheck_done(&r);
		play_close(&p);
	}
}

static const struct {
	int64_t tries, wait_s;
} waits[] = {
	{ 0, 60 }, { 1, 120 }, { 4, 960 }, { 8, 14400 }, { 1000, 14400 },
};

static void
test_waits(void)
{
	for (size_t i = 0; i < ROWS(waits); i++)
		is_int(dkim_queue_retry_ms(waits[i].tries) / 1000,
		    waits[i].wait_s, "waits longer each time");
}

int
main(void)
{
	struct err err;

	if (zone_use("UTC", &err) == -1)
		return 99;
	signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < ROWS(rows); i++)
		test_row(i);
	test_cut();
	test_silence();
	test_forget();
	test_again();
	test_waits();
	stage_clear();
	return tap_done();
}
