/*
 * The shelf: a ring between a source and the engine, in which no byte is
 * written over before it was answered, and nobody waits for ever.
 */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "run/child/shelf.h"
#include "tests/tap.h"

#define LANE ((uint32_t)SHELF_LANE)
#define WAITING_MAX 100000

/* Messages under way, in order. */
struct way {
	struct shelf shelf;
	struct ring ring;
	struct lane lane;
	struct {
		uint32_t place, len;
		unsigned char is;
	} at[WAITING_MAX];
	size_t first, last;
	uint32_t told;		/* the place the source has yet to hear of */
	bool tells;
};

static void
start(struct way *w, int sources, uint32_t lane)
{
	struct err err;

	memset(w, 0, sizeof(*w));
	ok(shelf_open(&w->shelf, sources, &err) == 0, "opened");
	ring_init(&w->ring, &w->shelf, lane);
	w->lane.n = lane;
}

static bool
put(struct way *w, uint32_t len)
{
	static char bytes[SHELF_LONGEST];
	unsigned char is = (unsigned char)random();
	uint32_t place;

	memset(bytes, is, len);
	if (!ring_add(&w->ring, span_of(bytes, len), &place))
		return false;
	if (!shelf_has(&w->shelf, w->lane.n, place, len))
		ok(false, "in its lane: %u+%u", place, len);
	w->at[w->last].place = place;
	w->at[w->last].len = len;
	w->at[w->last++].is = is;
	return true;
}

static bool
is_whole(const struct way *w, size_t i)
{
	const char *at = w->shelf.at + w->at[i].place;

	return (unsigned char)at[0] == w->at[i].is &&
	    memcmp(at, at + 1, w->at[i].len - 1) == 0;
}

/* The reader answers one; what the source is told of it waits in a socket. */
static bool
answer(struct way *w)
{
	bool whole = is_whole(w, w->first);

	lane_answered(&w->lane, w->at[w->first].place, w->at[w->first].len);
	w->first++;
	if (lane_tells(&w->lane)) {
		w->told = w->lane.upto;
		w->tells = true;
	}
	return whole;
}

static void
hear(struct way *w)
{
	if (w->tells)
		ring_free(&w->ring, w->told);
	w->tells = false;
}

/* How long messages are, and how many the reader lags behind. */
static const struct {
	const char *name;
	uint32_t shortest, longest;
	size_t behind;
} habits[] = {
	{ "ordinary mail", 500, 8000, 100 },
	{ "one byte", 1, 1, 10 },
	{ "of one length that fits", LANE / 8, LANE / 8, 4 },
	{ "the longest", SHELF_LONGEST, SHELF_LONGEST, 1 },
	{ "anything, a reader at once", 1, SHELF_LONGEST, 0 },
	{ "anything, a slow reader", 1, SHELF_LONGEST, 5 },
	{ "anything, and it waits for room only", 1, SHELF_LONGEST, 1000 },
	{ "nearly the longest", SHELF_LONGEST - 3, SHELF_LONGEST, 2 },
};

static void
test_ring(size_t i, uint32_t lane)
{
	static struct way w;
	size_t spoilt = 0, stuck = 0, done = 0;

	start(&w, 3, lane);
	for (int n = 0; n < 20000 && done < 60 * SHELF_LANE && stuck == 0;
	    n++) {
		uint32_t len = habits[i].shortest + (uint32_t)random() %
		    (habits[i].longest - habits[i].shortest + 1);

		done += len;
		while (stuck == 0 && !put(&w, len)) {
			/* it waits for what it is told of */
			while (!w.tells && w.first < w.last)
				spoilt += !answer(&w);
			stuck += !w.tells;
			hear(&w);
		}
		while (w.last - w.first > habits[i].behind)
			spoilt += !answer(&w);
	}
	is_int((int)spoilt, 0, habits[i].name);
	is_int((int)stuck, 0, "and never stuck");
	shelf_done(&w.shelf);
}

/* Where a source that was taken over says that a message lies. */
static const struct {
	const char *name;
	uint32_t lane, place;
	size_t len;
	bool want;
} places[] = {
	{ "the first byte", 0, 0, 1, true },
	{ "the longest", 1, LANE, SHELF_LONGEST, true },
	{ "the longest, at the end", 1, 2 * LANE - SHELF_LONGEST,
	    SHELF_LONGEST, true },
	{ "the last byte", 1, 2 * LANE - 1, 1, true },
	{ "nothing", 1, LANE, 0, false },
	{ "before it", 1, LANE - 1, 1, false },
	{ "across its start", 1, LANE - 1, 2, false },
	{ "across its end", 1, 2 * LANE - 1, 2, false },
	{ "behind it", 1, 2 * LANE, 1, false },
	{ "longer than the longest", 0, 0, SHELF_LONGEST + 1, false },
	{ "longer than all", 0, 5, UINT32_MAX, false },
	{ "far away", 0, UINT32_MAX, UINT32_MAX, false },
	{ "no lane", SHELF_NO_LANE, 0, 1, false },
	{ "a lane there is not", 2, 2 * LANE, 1, false },
};

static void
test_places(void)
{
	static struct way w;

	start(&w, 2, 0);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		ok(shelf_has(&w.shelf, places[i].lane, places[i].place,
		    places[i].len) == places[i].want, "%s", places[i].name);
	shelf_done(&w.shelf);
	ok(!shelf_has(&w.shelf, 0, 0, 1), "no shelf has nothing");
}

static void
test_lanes(void)
{
	static struct way w;

	start(&w, 2, 0);
	ok(shelf_take(&w.shelf) == 0 && shelf_take(&w.shelf) == 1,
	    "a lane each");
	ok(shelf_take(&w.shelf) == SHELF_NO_LANE, "and no more");
	shelf_give(&w.shelf, SHELF_NO_LANE);
	shelf_give(&w.shelf, 0);
	ok(shelf_take(&w.shelf) == 0, "one that was given back");
	ring_init(&w.ring, &w.shelf, SHELF_NO_LANE);
	ok(w.ring.shelf == NULL, "without a lane there is no ring");
	shelf_done(&w.shelf);
	start(&w, 500, 0);
	ok(w.shelf.n == SHELF_LANES_MAX, "not one for each of many");
	shelf_done(&w.shelf);
}

enum deed { READ, WRITE };
enum who { SOURCE, READER, OTHER };

/* Whether a source that keeps lane 1, a reader or another child can do it. */
static bool
can(const struct shelf *s, enum who who, enum deed deed, size_t place)
{
	pid_t pid;
	int status;

	shelf_lend(s, who != OTHER);
	pid = fork();
	if (pid == 0) {
		volatile char *at = s->at + place;

		if (who == READER)
			shelf_only_read(s);
		else if (who == SOURCE)
			shelf_leave(s, 1);
		signal(SIGSEGV, SIG_DFL);
		if (deed == WRITE)
			*at = 'x';
		_exit(*at == 'x' ? 0 : 1);
	}
	shelf_lend(s, false);
	(void)waitpid(pid, &status, 0);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void
test_walls(void)
{
	static struct way w;

	start(&w, 3, 1);
	memset(w.shelf.at, 'x', 3 * SHELF_LANE);
	ok(can(&w.shelf, SOURCE, READ, LANE) &&
	    can(&w.shelf, SOURCE, WRITE, 2 * LANE - 1), "its own lane");
	ok(!can(&w.shelf, SOURCE, READ, LANE - 1) &&
	    !can(&w.shelf, SOURCE, READ, 2 * LANE), "not those beside it");
	ok(can(&w.shelf, READER, READ, 0) &&
	    can(&w.shelf, READER, READ, 3 * LANE - 1), "a reader reads all");
	ok(!can(&w.shelf, READER, WRITE, 0) &&
	    !can(&w.shelf, READER, WRITE, LANE), "and writes nothing");
	ok(!can(&w.shelf, OTHER, READ, 0) &&
	    !can(&w.shelf, OTHER, READ, LANE), "another child has none of it");
	shelf_done(&w.shelf);
}

int
main(void)
{
	srandom(4);
	for (size_t i = 0; i < sizeof(habits) / sizeof(habits[0]); i++)
		test_ring(i, (uint32_t)i % 3);
	test_places();
	test_lanes();
	test_walls();
	return tap_done();
}
