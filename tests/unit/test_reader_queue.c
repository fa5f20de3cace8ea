/*
 * What becomes of messages when the reader dies, lies or is silent: none is
 * lost, none is asked more often than it is worth, and the others are not
 * taken for the one that did it.
 */
#include "run/engine/reader_queue.h"

#include "tests/unit/run_rig.h"

#define MESSAGES_MAX 12

/* `becomes`, a letter a message: n nothing, f found, u unreadable,
 * w waiting. */
static const struct {
	const char *what, *says, *becomes;
	int deaths;
} rows[] = {
	{ "nothing goes wrong", "hers his hers", "nfn", 0 },
	{ "dies of one alone, always", "kill", "u", 3 },
	{ "dies of one alone, but can salvage it", "stumble", "f", 2 },
	{ "dies of one alone, by accident", "once", "n", 1 },
	{ "ends itself", "exit", "u", 3 },
	{ "takes all the time there is: no accident", "cpu", "u", 2 },
	{ "takes all of it, but can salvage it", "loop", "f", 1 },
	{ "is killed from outside", "shot-1", "n", 1 },
	{ "is killed from outside, as often as is forgiven", "shot-20", "n",
	    READER_QUEUE_AGAIN_KILLED },
	{ "is killed once more, and salvages it", "shot-21", "f",
	    READER_QUEUE_AGAIN_KILLED + 1 },
	{ "is killed from outside each time", "shot-always", "u",
	    2 * (READER_QUEUE_AGAIN_KILLED + 1) },
	{ "is killed, and then dies", "shot-1,kill", "u", 4 },
	{ "dies in company: nobody knows of which", "hers his kill his",
	    "nfuf", 4 },
	{ "takes all the time there is, in company", "hers cpu", "nu", 3 },
	{ "is killed from outside, in company", "hers shot-20 hers", "nnn",
	    READER_QUEUE_AGAIN_KILLED },
	{ "dies in company, by accident", "his once hers", "fnn", 1 },
	{ "two that it dies of, and others between", "kill hers kill his",
	    "unuf", 7 },
	{ "the last of many", "hers hers hers hers stumble", "nnnnf", 3 },
	{ "says what another may say", "foreign", "u", 3 },
	{ "says what nobody may say", "unknown", "u", 3 },
	{ "says again that it is ready", "ready", "u", 3 },
	{ "says what is no frame", "noise", "u", 3 },
	{ "a lie in company", "his foreign hers", "fun", 4 },
	{ "answers twice", "twice", "n", 1 },
	{ "answers twice, before another", "twice his", "nn", 1 },
	{ "is silent", "mute", "u", 2 },
	{ "is silent in company", "his mute hers", "fun", 3 },
};

static void
add(struct reader_queue *q, struct account_event **events, size_t *n,
    const char *says)
{
	for (const char *at = says; *at != '\0'; at += strspn(at, " ")) {
		size_t len = strcspn(at, " ");
		const struct message m = { .uid = (uint32_t)*n + 1,
			.size = (int64_t)len, .bytes = span_of(at, len) };

		events[*n] = account_event_message(&m, NULL);
		reader_queue_add(q, events[(*n)++]);
		at += len;
	}
}

static bool
is_heard(struct reader_queue *q)
{
	struct pollfd p = { q->reader.wire.fd, POLLIN, 0 };

	return poll(&p, 1, 1000) > 0;
}

static int
turn(struct reader_queue *q, struct err *err)
{
	if (reader_queue_pump(q, err) == -1)
		return -1;
	if (is_heard(q))
		return reader_queue_listen(q, err);
	return reader_queue_check_time(q, err);
}

static void
becomes(struct account_event *const *events, size_t n, char *out)
{
	for (size_t i = 0; i < n; i++)
		out[i] = "wnfu"[events[i]->state];
	out[n] = '\0';
}

/* Those that wait are the queue's. */
static void
free_answered(struct account_event *const *events, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (events[i]->state != EVENT_WAITING)
			account_event_free(events[i]);
}

static void
queue_open(struct reader_queue *q, struct config *c)
{
	struct err err;

	stage_clear();
	stage.speak = reader_speaks;
	*c = (struct config){ .max_connections = 2 };
	reader_queue_init(q, c, NULL);
	if (reader_queue_open(q, &err) == -1)
		printf("Bail out! %s\n", err.text);
}

static void
test_row(size_t row)
{
	struct account_event *events[MESSAGES_MAX];
	struct reader_queue q;
	struct config c;
	struct err err;
	char got[MESSAGES_MAX + 1];
	size_t n = 0;
	int rc = 0;

	queue_open(&q, &c);
	add(&q, events, &n, rows[row].says);
	for (int i = 0; i < 1000 && q.events > 0 && rc == 0; i++)
		rc = turn(&q, &err);
	becomes(events, n, got);
	is_str(got, rows[row].becomes, rows[row].what);
	/* what is said too much may come after the last answer */
	if (q.events == 0 && is_heard(&q))
		rc = reader_queue_listen(&q, &err);
	is_int(q.deaths, rows[row].deaths, "and so many readers die");
	ok(rc == 0 && q.bytes == 0 && q.asked == 0 && q.careful == 0,
	    "and nothing is left");
	is_str(q.sandbox, "played", "and one is ready");
	free_answered(events, n);
	reader_queue_done(&q);
}

/* After a death those that were under way are asked one at a time, and no
 * others are. */
static void
test_careful(void)
{
	struct account_event *events[MESSAGES_MAX];
	struct reader_queue q;
	struct config c;
	struct err err;
	size_t n = 0, most = 0;

	queue_open(&q, &c);
	add(&q, events, &n, "hers once hers");
	ok(reader_queue_pump(&q, &err) == 0 && q.asked == 3,
	    "all are asked at once");
	is_heard(&q);
	ok(reader_queue_listen(&q, &err) == 0 && q.careful == 3,
	    "three have to be asked with care");
	add(&q, events, &n, "his his");
	while (q.careful > 0 && reader_queue_pump(&q, &err) == 0) {
		most = q.asked > most ? q.asked : most;
		if (!is_heard(&q) || reader_queue_listen(&q, &err) == -1)
			break;
	}
	is_int((long long)most, 1, "one at a time");
	while (q.events > 0 && turn(&q, &err) == 0)
		;
	ok(events[4]->state == EVENT_FOUND, "and then the others");
	for (size_t i = 0; i < n; i++)
		account_event_free(events[i]);
	reader_queue_done(&q);
}

/* Those whose link is gone are the queue's to free. */
static void
test_orphans(void)
{
	struct account_event *events[MESSAGES_MAX];
	struct reader_queue q;
	struct config c;
	struct err err;
	size_t n = 0;

	queue_open(&q, &c);
	add(&q, events, &n, "his kill hers his");
	for (size_t i = 0; i < 3; i++)
		account_event_orphan(events[i]);
	while (q.events > 0 && turn(&q, &err) == 0)
		;
	is_int(events[3]->state, EVENT_FOUND, "the one that is not");
	add(&q, events, &n, "his");
	account_event_orphan(events[4]);
	reader_queue_done(&q);
	ok(q.events == 0 && q.head == NULL, "an orphan at the end");
	account_event_free(events[3]);
}

static void
test_room(void)
{
	struct account_event *events[1];
	static char bytes[READER_QUEUE_BYTES + 1];
	struct reader_queue q;
	struct config c;
	size_t n = 0;

	queue_open(&q, &c);
	ok(reader_queue_has_room(&q), "an empty one has room");
	memset(bytes, 'x', sizeof(bytes) - 1);
	add(&q, events, &n, bytes);
	ok(!reader_queue_has_room(&q), "a full one has none");
	account_event_orphan(events[0]);
	reader_queue_done(&q);
}

/* How often a new one may end before it is ready: by itself, or killed from
 * outside, which says nothing of the sandbox. */
static const struct {
	const char *what;
	int readers_fail, readers_killed, starts_fail, code;
} starts[] = {
	{ "at once", 0, 0, 0, EX_OK },
	{ "after four that end", 4, 0, 0, EX_OK },
	{ "not after five", 5, 0, 0, EX_OSERR },
	{ "after nineteen that are killed", 0, 19, 0, EX_OK },
	{ "not after twenty", 0, 20, 0, EX_OSERR },
	{ "after some of both", 4, 15, 0, EX_OK },
	{ "not without a process", 0, 0, 1, EX_OSERR },
};

static void
test_starts(void)
{
	for (size_t i = 0; i < ROWS(starts); i++) {
		struct config c = { .max_connections = 1 };
		struct reader_queue q;
		struct err err = { .code = EX_OK };
		int got;

		stage_clear();
		stage.readers_fail = starts[i].readers_fail;
		stage.readers_killed = starts[i].readers_killed;
		stage.starts_fail = starts[i].starts_fail;
		reader_queue_init(&q, &c, NULL);
		got = reader_queue_open(&q, &err);
		ok((got == 0) == (starts[i].code == EX_OK) &&
		    (got == 0 || err.code == starts[i].code) &&
		    q.ready == (got == 0), "%s", starts[i].what);
		reader_queue_done(&q);
	}
}

/* The same of one in the place of another, for which nobody waits: what is
 * asked meanwhile has its answer when there is one. */
static const struct {
	const char *what;
	int readers_fail, readers_killed, starts_fail;
	const char *becomes;
} again[] = {
	{ "another starts", 0, 0, 0, "nf" },
	{ "after four that end", 4, 0, 0, "nf" },
	{ "not after five", 5, 0, 0, "ww" },
	{ "after forty that are killed", 0, 40, 0, "nf" },
	{ "after four that cannot be started", 0, 0, 4, "nf" },
	{ "not after five of those", 0, 0, 5, "ww" },
	{ "after some of all", 2, 20, 2, "nf" },
};

static void
test_again(size_t row)
{
	struct account_event *events[MESSAGES_MAX];
	struct reader_queue q;
	struct config c;
	struct err err;
	char got[MESSAGES_MAX + 1];
	size_t n = 0;
	int rc = 0;

	queue_open(&q, &c);
	add(&q, events, &n, "once his");
	stage.readers_fail = again[row].readers_fail;
	stage.readers_killed = again[row].readers_killed;
	stage.starts_fail = again[row].starts_fail;
	for (int i = 0; i < 1000 && q.events > 0 && rc == 0; i++) {
		int64_t before = stage.ticks_ms;

		rc = reader_queue_pump(&q, &err);
		if (stage.ticks_ms != before)
			ok(false, "nobody waits for it");
		if (rc == 0)
			rc = turn(&q, &err);
	}
	becomes(events, n, got);
	is_str(got, again[row].becomes, again[row].what);
	ok(*again[row].becomes == 'w' ? rc == -1 && err.code == EX_OSERR :
	    rc == 0, "and so it ends");
	free_answered(events, n);
	reader_queue_done(&q);
}

/* Without a reader it is known when there is one to start: later each time,
 * and not too late. */
static void
test_due(void)
{
	struct reader_queue q;
	struct config c;
	struct err err;
	int64_t wait, last = 0;
	bool longer = true;
	int n = 0;

	queue_open(&q, &c);
	is_int(reader_queue_due_ms(&q), INT64_MAX, "there is one");
	stage.readers_killed = 20;
	played_die(played_of("floodmark-read"), SIGKILL);
	while (turn(&q, &err) == 0 && (q.deaths == 0 ||
	    stage.readers_killed > 0)) {
		if (q.reader.pid > 0 || q.deaths == n)
			continue;
		n = (int)q.deaths;
		wait = reader_queue_due_ms(&q) - stage.ticks_ms;
		longer = longer && wait > 0 && wait >= last && wait <= 5000;
		last = wait;
	}
	ok(longer && last == 5000, "it waits longer, %lld ms at last",
	    (long long)last);
	while (!q.ready && turn(&q, &err) == 0)
		;
	ok(q.ready && q.unready == 0, "and then there is one again");
	reader_queue_done(&q);
}

int
main(void)
{
	signal(SIGPIPE, SIG_IGN);
	for (size_t i = 0; i < ROWS(rows); i++)
		test_row(i);
	test_careful();
	test_orphans();
	test_room();
	test_starts();
	for (size_t i = 0; i < ROWS(again); i++)
		test_again(i);
	test_due();
	stage_clear();
	return tap_done();
}
