/*
 * Children that were taken over and tell the engine without an end: it keeps
 * no more than it must.
 */
#include <stdlib.h>

#include "base/file.h"
#include "run/child/frames.h"
#include "run/engine/account_link.h"
#include "tests/tap.h"

#define CHUNK 1000

static struct account account = { .name = (char[]){ "home" } };

static void
test_lengths(void)
{
	static const struct {
		const char *name;
		uint32_t len;
		uint8_t kind;
		int got;
	} rows[] = {
		{ "a verdict of 90 MB", 90 << 20, FRAME_VERDICT, -1 },
		{ "a verdict of 200 KB", 200 << 10, FRAME_VERDICT, 0 },
		{ "a folder of 90 MB", 90 << 20, FRAME_FOLDER, -1 },
		{ "a folder of 2 KB", 2 << 10, FRAME_FOLDER, -1 },
		{ "a word of life that is long", 2, FRAME_ALIVE, -1 },
		{ "a message of 60 MB", 60 << 20, FRAME_MESSAGE, 0 },
		{ "a message of 90 MB", 90 << 20, FRAME_MESSAGE, -1 },
		{ "a problem of 90 MB", 90 << 20, FRAME_PROBLEM, -1 },
		{ "a kind there is not", 2, 200, -1 },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct wire w;
		struct frame f;

		wire_init(&w, -1);
		w.most = frame_most;
		buf_add(&w.in, &rows[i].len, sizeof(rows[i].len));
		is_int(frame_next(&w, &f), 0, "a length alone");
		buf_add(&w.in, &rows[i].kind, 1);
		is_int(frame_next(&w, &f), rows[i].got, rows[i].name);
		wire_done(&w);
	}
}

static void
set_up(struct account_link *f)
{
	account_link_init(f, &account, 0);
	wire_init(&f->child.wire, -1);
	f->child.wire.most = frame_most;
}

/* What the child writes is what the engine reads. */
static void
hand_over(struct wire *w)
{
	buf_reset(&w->in);
	w->in_done = 0;
	buf_add_span(&w->in, buf_span(&w->out));
}

static size_t
count(const struct account_link *f)
{
	size_t n = 0;

	for (const struct account_event *i = f->head; i != NULL; i = i->next)
		n++;
	return n;
}

static void
test_folders(void)
{
	struct folder folder = { .name = span_str("folder") };
	struct reader_queue desk = { 0 };
	struct account_link f;
	int got = 0;

	set_up(&f);
	for (int i = 0; i < CHUNK; i++) {
		frame_begin(&f.child.wire, FRAME_FOLDER);
		folder_put(&f.child.wire, &folder);
		frame_end(&f.child.wire);
	}
	for (int i = 0; got == 0 && i < CHUNK; i++) {
		hand_over(&f.child.wire);
		got = account_link_take(&f, &desk);
	}
	is_int(got, 0, "a million folders are no fault");
	is_int((int)count(&f), 1, "and are one");
	buf_done(&f.child.wire.out);
	account_link_done(&f);
}

static void
test_items(void)
{
	const struct missing m = { .uid = 1 };
	struct reader_queue desk = { 0 };
	struct account_link f;
	int got = 0, rounds = 0;

	set_up(&f);
	f.reading = true;
	for (int i = 0; i < CHUNK; i++) {
		frame_begin(&f.child.wire, FRAME_MISSING);
		missing_put(&f.child.wire, &m);
		frame_end(&f.child.wire);
	}
	for (; got == 0 && rounds < CHUNK; rounds++) {
		hand_over(&f.child.wire);
		got = account_link_take(&f, &desk);
	}
	is_int(got, 1, "messages without a batch are a fault");
	ok(count(&f) <= FEED_ITEMS_MAX + 1, "after %zu", count(&f));
	ok(strstr(f.detail, "broke the rules") != NULL, "%s", f.detail);
	account_link_done(&f);
}

static void
test_verdicts(void)
{
	static struct account_event *items[1000];
	size_t n = 0, size = VERDICT_BYTES_MAX;
	char *text = mem_get(size, 1);

	do
		items[n] = account_event_new(EVENT_MESSAGE);
	while (account_event_verdict(items[n++], span_of(text, size)) == 0 &&
	    n < 1000);
	ok((n - 1) * size <= ITEM_VERDICTS_MAX &&
	    n * size > ITEM_VERDICTS_MAX, "%zu verdicts are kept", n - 1);
	account_event_free(items[0]);
	is_int(account_event_verdict(items[n - 1], span_of(text, size)), 0,
	    "and another when one is gone");
	for (size_t i = 1; i < n; i++)
		account_event_free(items[i]);
	free(text);
}

int
main(void)
{
	test_lengths();
	test_folders();
	test_items();
	test_verdicts();
	return tap_done();
}
