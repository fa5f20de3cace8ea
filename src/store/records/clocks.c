#include "store/records/clocks.h"

#include <stdlib.h>
#include <string.h>

#include "store/core/private.h"

/* Whether what is read now is what the row leads to. */
static bool
follows(const struct clock_row *last, const struct timekeeping *now)
{
	int64_t step = (now->now_ms - last->recorded_ms) -
	    (now->uptime_ms - last->uptime_ms);

	return strcmp(last->boot, now->boot) == 0 &&
	    strcmp(last->synced, now->synced) == 0 &&
	    now->uptime_ms >= last->uptime_ms && llabs(step) < CLOCK_STEP_MS;
}

/* 1: the newest row says it already. */
static int
stands_so(struct store *s, const struct timekeeping *now, struct err *err)
{
	CLEANUP(query_done) struct query q;
	struct clock_row last;
	int rc;

	if (query_open(&q, s, SQL_CLOCK_LAST, err) == -1)
		return -1;
	rc = query_step(&q, err);
	if (rc != QUERY_ROW)
		return rc;
	if (table_read(&q, TABLE_CLOCK, &last, err) == -1)
		return -1;
	return follows(&last, now);
}

int
clock_follow(struct store *s, const struct timekeeping *now,
    struct clock_row *out, struct err *err)
{
	int same = stands_so(s, now, err);

	*out = (struct clock_row){ 0, now->boot, now->synced, now->uptime_ms,
		now->now_ms };
	return same == -1 ? -1 : same == 0;
}

void
store_keep_clock(struct store *s)
{
	s->clocked = true;
}

int
clock_due(struct store *s, struct timekeeping *now, struct clock_row *out,
    struct err *err)
{
	if (!s->clocked || s->clock_told)
		return 0;
	/* Also for the row that this makes. */
	s->clock_told = true;
	timekeeping_read(now);
	return clock_follow(s, now, out, err);
}
