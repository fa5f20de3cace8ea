#include "run/inside.h"

static bool
is_due(const struct engine *e, const struct feed *f)
{
	return f->state == FEED_WAITING && clock_ticks_ms() >= f->next_ms &&
	    !(e->options->once && f->attempted);
}

/* The one that waits longest. */
static struct feed *
most_due(struct engine *e)
{
	struct feed *best = NULL;

	for (size_t i = 0; i < e->n_feeds; i++) {
		struct feed *f = &e->feeds[i];

		if (is_due(e, f) && (best == NULL ||
		    f->next_ms < best->next_ms))
			best = f;
	}
	return best;
}

/* Room for one more connection: below the limit, or by ending that of the
 * account whose next pass is furthest away. */
static bool
make_connection_room(struct engine *e)
{
	struct feed *idle = NULL;
	int open = 0;

	for (size_t i = 0; i < e->n_feeds; i++) {
		struct feed *f = &e->feeds[i];

		open += f->child.pid > 0;
		if (f->child.pid > 0 && f->state == FEED_WAITING &&
		    !is_due(e, f) && (idle == NULL ||
		    f->next_ms > idle->next_ms))
			idle = f;
	}
	if (open < e->config->max_connections)
		return true;
	if (idle == NULL)
		return false;
	feed_drop(idle);
	return true;
}

void
turns_start(struct engine *e)
{
	struct feed *f;
	struct err err;

	while (!e->stalled && (f = most_due(e)) != NULL) {
		if (f->child.pid == 0 && !make_connection_room(e))
			return;
		if (feed_start(f, e->store, &e->desk.shelf, &err) == -1)
			batch_stall(e, &err);
	}
}
