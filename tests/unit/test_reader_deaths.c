/*
 * A real reader killed from outside, before it is ready and at a message: the
 * system says so, and it is nobody's fault.  What else may become of messages
 * stands in test_reader_queue.c.
 */
#include <poll.h>
#include <signal.h>

#include "base/log.h"
#include "run/engine/reader_queue.h"
#include "tests/unit/evasion_rig.h"

#define KILLS 12

static const char mail[] = "From: jd@example.org\nSubject: x\n\nhello\n";

struct bench {
	struct evasion_rig rig;
	struct reader_queue desk;
	struct err err;
	struct account_event *item;
	pid_t last;		/* the reader that was killed last */
	int kills;
};

static void
bench_make(struct bench *b)
{
	struct message m = { .internal_ms = MOMENT_NONE,
		.size = sizeof(mail) - 1, .bytes = span_of(mail,
		sizeof(mail) - 1) };

	memset(b, 0, sizeof(*b));
	if (!evasion_rig_open(&b->rig))
		printf("Bail out! no rules\n");
	b->rig.config.max_connections = 1;
	b->rig.account.name = (char[]){ "home" };
	reader_queue_init(&b->desk, &b->rig.config, b->rig.people);
	is_int(reader_queue_open(&b->desk, &b->err), 0, "a reader is ready");
	b->item = account_event_message(&m, NULL);
	reader_queue_add(&b->desk, b->item);
}

static void
bench_done(struct bench *b)
{
	/* One that waits is the desk's. */
	if (b->item->state != EVENT_WAITING)
		account_event_free(b->item);
	reader_queue_done(&b->desk);
	evasion_rig_close(&b->rig);
}

/* Each reader once: that is not ready, or that has got the message, which it
 * does not see. */
static void
kill_reader(struct bench *b, bool at_message, int most)
{
	pid_t pid = b->desk.reader.pid;

	if (pid <= 0 || pid == b->last || b->kills >= most)
		return;
	if (at_message != (b->desk.asked == 1))
		return;
	kill(pid, SIGKILL);
	b->last = pid;
	b->kills++;
}

/* As the engine does, until the message has its answer; what came of it. */
static int
work(struct bench *b, bool at_message, int most)
{
	int got = 0;

	while (got == 0 && b->item->state == EVENT_WAITING) {
		struct pollfd p = { b->desk.reader.wire.fd, POLLIN, 0 };

		if (at_message && b->desk.ready && b->kills < most)
			kill(b->desk.reader.pid, SIGSTOP);
		got = reader_queue_pump(&b->desk, &b->err);
		kill_reader(b, at_message, most);
		p.fd = b->desk.reader.wire.fd;
		(void)poll(&p, 1, 20);
		if (got == 0 && p.revents != 0)
			got = reader_queue_listen(&b->desk, &b->err);
	}
	if (got == -1)
		printf("# %s\n", b->err.text);
	return got;
}

static const struct {
	const char *name;
	bool at_message;
	int most;
} rows[] = {
	{ "before it is ready", false, 6 },
	{ "at a message", true, KILLS },
};

int
main(void)
{
	/* A reader that is killed at a message may leave it half written. */
	signal(SIGPIPE, SIG_IGN);
	log_open("test", LOG_LEVEL_ERROR);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct bench b;

		bench_make(&b);
		/* The first is ready: the next are those of this row. */
		if (!rows[i].at_message && rows[i].most > 0)
			kill(b.desk.reader.pid, SIGKILL);
		is_int(work(&b, rows[i].at_message, rows[i].most), 0,
		    rows[i].name);
		is_int(b.item->state, EVENT_FOUND, "what becomes of it");
		is_int(b.kills, rows[i].most, "after so many");
		bench_done(&b);
	}
	return tap_done();
}
