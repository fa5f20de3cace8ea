#include "run/engine/private.h"

static bool
is_link_due(const struct engine *e, const struct account_link *l)
{
	return l->state == LINK_WAITING && clock_ticks_ms() >= l->next_ms &&
	    !(e->options->once && l->attempted);
}

/* The one that waits longest; of those that have a connection, or of all. */
static struct account_link *
most_due(struct engine *e, bool connected)
{
	struct account_link *best = NULL;

	for (size_t i = 0; i < e->n_links; i++) {
		struct account_link *l = &e->links[i];

		if (is_link_due(e, l) && (!connected || l->child.pid > 0) &&
		    (best == NULL || l->next_ms < best->next_ms))
			best = l;
	}
	return best;
}

/* Room for one more connection: below the limit, or by ending that of the
 * account whose next pass is furthest away. */
static bool
make_connection_room(struct engine *e)
{
	struct account_link *idle = NULL;
	int open = 0;

	for (size_t i = 0; i < e->n_links; i++) {
		struct account_link *l = &e->links[i];

		open += l->child.pid > 0;
		if (l->child.pid > 0 && l->state == LINK_WAITING &&
		    !is_link_due(e, l) && (idle == NULL ||
		    l->next_ms > idle->next_ms))
			idle = l;
	}
	if (open < e->config->max_connections)
		return true;
	if (idle == NULL)
		return false;
	account_link_drop(idle);
	return true;
}

void
connections_start(struct engine *e)
{
	struct account_link *l;
	struct err err;

	while (!e->stalled && (l = most_due(e, false)) != NULL) {
		/* Those that are due and connected give way to nobody, and so
		 * wait for nobody: or all would wait for each other. */
		if (l->child.pid == 0 && !make_connection_room(e) &&
		    (l = most_due(e, true)) == NULL)
			return;
		if (account_link_start(l, e->store, &e->queue.shelf, &err) ==
		    -1)
			batch_stall(e, &err);
	}
}
