/*
 * Whose pass is next when there are more accounts than connections.
 */
#include "run/engine/private.h"

#include "tests/unit/run_rig.h"

#define NOW_MS 1000000

/* How a link stands before: waiting or passing, connected or not, and in how
 * many seconds its next pass is due. */
struct stands {
	char is;		/* w waits, W waits connected, P passes */
	int due_s;
};

static const struct {
	const char *what;
	int most;		/* connections */
	bool once;
	struct stands before[ACCOUNTS_MAX];	/* `is` 0: there is none */
	const char *after;
} rows[] = {
	{ "one that is due", 2, false, { { 'w', 0 } }, "P" },
	{ "one that is not", 2, false, { { 'w', 1 } }, "w" },
	{ "one that is connected", 1, false, { { 'W', -1 } }, "P" },
	{ "those that wait longest", 2, false, { { 'w', -1 }, { 'w', -3 },
	    { 'w', -2 } }, "wPP" },
	{ "in their order, when they wait as long", 2, false, { { 'w', 0 },
	    { 'w', 0 }, { 'w', 0 } }, "PPw" },
	{ "an idle connection is given up", 1, false, { { 'w', 0 },
	    { 'W', 5 } }, "Pw" },
	{ "the one that is not needed for longest", 2, false, { { 'w', 0 },
	    { 'W', 5 }, { 'W', 9 } }, "PWw" },
	{ "one that passes is not disturbed", 1, false, { { 'w', -9 },
	    { 'P', 0 } }, "wP" },
	{ "nor one that is due itself", 1, false, { { 'w', -9 },
	    { 'W', -1 } }, "wP" },
	{ "all are due, and some connected", 2, false, { { 'w', -4 },
	    { 'w', -3 }, { 'W', -2 }, { 'W', -1 } }, "wwPP" },
	{ "all are due, one passes", 2, false, { { 'w', -4 }, { 'P', 0 },
	    { 'W', -2 }, { 'w', -1 } }, "wPPw" },
	{ "of a single pass each has one", 2, true, { { 'w', 0 },
	    { 'w', 1 } }, "Pw" },
};

static void
set_up(struct engine *e, size_t row, struct account *accounts)
{
	static char names[ACCOUNTS_MAX][2] = { "a", "b", "c", "d" };
	struct err err;

	for (size_t i = 0; i < ACCOUNTS_MAX && rows[row].before[i].is != 0;
	    i++) {
		struct account_link *l = &e->links[i];

		accounts[i] = (struct account){ .name = names[i] };
		account_link_init(l, &accounts[i], (uint32_t)i);
		if (rows[row].before[i].is != 'w' &&
		    account_link_start(l, e->store, &e->queue.shelf,
		    &err) == -1)
			printf("Bail out! %s\n", err.text);
		if (rows[row].before[i].is != 'P')
			l->state = LINK_WAITING;
		l->next_ms = NOW_MS + rows[row].before[i].due_s * 1000;
		e->n_links++;
	}
}

static void
stands(const struct engine *e, char *out)
{
	for (size_t i = 0; i < e->n_links; i++)
		out[i] = e->links[i].state == LINK_PASSING ? 'P' :
		    e->links[i].child.pid > 0 ? 'W' : 'w';
	out[e->n_links] = '\0';
}

static void
test_row(size_t row, struct store *s)
{
	struct account accounts[ACCOUNTS_MAX];
	struct account_link links[ACCOUNTS_MAX];
	struct config config = { .max_connections = rows[row].most };
	const struct engine_options options = { .once = rows[row].once };
	struct engine e = { .config = &config, .store = s,
		.options = &options, .links = links };
	char after[ACCOUNTS_MAX + 1];

	stage_clear();
	stage.ticks_ms = NOW_MS;
	set_up(&e, row, accounts);
	connections_start(&e);
	stands(&e, after);
	is_str(after, rows[row].after, rows[row].what);
	for (size_t i = 0; i < e.n_links; i++)
		account_link_done(&links[i]);
}

int
main(void)
{
	struct rig rig;
	struct err err;

	if (zone_use("UTC", &err) == -1)
		return 99;
	signal(SIGPIPE, SIG_IGN);
	rig_make(&rig);
	for (size_t i = 0; i < ROWS(rows); i++)
		test_row(i, rig.s);
	stage_clear();
	rig_done(&rig);
	return tap_done();
}
