#include "run/engine/private.h"

#include "base/log.h"
#include "run/child/state.h"

/* A transaction stays open over so much, so that one sync serves many
 * messages; a kill loses nothing but the work of reading them again. */
#define COMMIT_AFTER_MS 300
#define COMMIT_AFTER_ROWS 1000

int
batch_begin(struct engine *e, struct err *err)
{
	if (e->open)
		return 0;
	if (store_begin(e->store, err) == -1)
		return -1;
	e->open = true;
	e->opened_ms = clock_ticks_ms();
	e->rows = 0;
	return 0;
}

int
batch_commit(struct engine *e, struct err *err)
{
	if (!e->open)
		return 0;
	e->open = false;
	return store_commit(e->store, err);
}

void
batch_stall(struct engine *e, const struct err *err)
{
	struct err ignored;

	if (e->open)
		store_rollback(e->store);
	e->open = false;
	e->escalated = false;	/* what was flagged may be forgotten, too */
	progress_clear(&e->progress);
	for (size_t i = 0; i < e->n_links; i++)
		account_link_drop(&e->links[i]);
	reader_queue_done(&e->queue);
	dkim_queue_forget(&e->dkim);
	if (reader_queue_start(&e->queue, &ignored) == -1)
		e->stop = true;
	state_say(e->state, STATE_STORE, err->text);
	if (!e->stalled)
		log_line(LOG_LEVEL_ERROR, "%s; fetching stopped, tried again "
		    "every %d s", err->text, STALL_RETRY_MS / 1000);
	e->stalled = true;
	e->retry_ms = clock_ticks_ms() + STALL_RETRY_MS;
	e->code = err->code;
	if (e->options->once)
		e->stop = true;
}

void
batch_try(struct engine *e)
{
	struct err err;

	if (clock_ticks_ms() < e->retry_ms)
		return;
	e->retry_ms = clock_ticks_ms() + STALL_RETRY_MS;
	if (batch_begin(e, &err) == -1)
		return;
	for (size_t i = 0; i < e->n_links; i++) {
		struct source_state s = account_link_status(&e->links[i],
		    e->queue.sandbox);

		s.state = "full-disk";
		if (source_set(e->store, &s, &err) == -1) {
			store_rollback(e->store);
			e->open = false;
			return;
		}
	}
	if (batch_commit(e, &err) == -1)
		return;
	e->stalled = false;
	e->code = EX_OK;
	state_say(e->state, STATE_STORE, "");
	log_line(LOG_LEVEL_NOTICE, "the store can be written again");
	for (size_t i = 0; i < e->n_links; i++)
		e->links[i].next_ms = 0;
}

bool
batch_is_due(const struct engine *e)
{
	if (!e->open)
		return false;
	if (e->rows >= COMMIT_AFTER_ROWS ||
	    clock_ticks_ms() - e->opened_ms >= COMMIT_AFTER_MS)
		return true;
	for (size_t i = 0; i < e->n_links; i++)
		if (e->links[i].state == LINK_PASSING)
			return false;
	return !dkim_queue_busy(&e->dkim);
}
