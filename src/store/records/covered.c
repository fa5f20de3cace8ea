#include "store/records/covered.h"

#include <stdio.h>
#include <string.h>

#include "store/core/batch.h"
#include "store/records/cursors.h"
#include "store/records/row.h"

/* A row with its texts. */
struct kept {
	struct covered row;
	char days[COVERED_DAYS][DAY_TEXT];
};

static bool
is_claimed(const struct source_state *s)
{
	return s->from_ms != MOMENT_NONE && s->until_ms != MOMENT_NONE &&
	    s->from_ms < s->until_ms;
}

/* The first day that starts at the moment or later; a day that a change of
 * zone left out starts when the next one does. */
static struct day
first_start(int64_t moment_ms)
{
	struct day d = day_of(moment_ms);

	if (day_start_ms(d) < moment_ms)
		return day_add(d, 1);
	while (day_start_ms(day_add(d, -1)) >= moment_ms)
		d = day_add(d, -1);
	return d;
}

static void
fill_days(const struct source_state *s, struct kept *k)
{
	struct day first = first_start(s->from_ms);
	struct day last = day_add(day_of(s->until_ms), -1);

	day_text(day_of(s->from_ms), k->days[COVERED_FIRST]);
	day_text(day_of(s->until_ms - 1), k->days[COVERED_LAST]);
	if (first.n > last.n)
		return;
	day_text(first, k->days[COVERED_FIRST_WHOLE]);
	day_text(last, k->days[COVERED_LAST_WHOLE]);
}

/* What the state claims; `why` is still to be said. */
static void
kept_of(const struct source_state *s, struct kept *out)
{
	*out = (struct kept){ .row = { 0, s->account, "", s->oldest_ms,
		s->from_ms, s->until_ms, { NULL }, s->recorded_ms } };
	if (is_claimed(s))
		fill_days(s, out);
	for (int i = 0; i < COVERED_DAYS; i++)
		out->row.days[i] = out->days[i];
}

static bool
same_days(const struct covered *a, const struct covered *b)
{
	for (int i = 0; i < COVERED_DAYS; i++)
		if (strcmp(a->days[i], b->days[i]) != 0)
			return false;
	return true;
}

/* NULL: nothing that is not said by the row before.  MOMENT_NONE is below
 * every moment: where nothing was claimed any `from` is new. */
static const char *
why_of(const struct covered *was, const struct covered *is)
{
	if (is->until_ms < was->until_ms || is->from_ms > was->from_ms)
		return was->until_ms == MOMENT_NONE ? "begun" : "set-back";
	if (is->from_ms < was->from_ms)
		return "widened";
	if (strcmp(was->days[COVERED_LAST], is->days[COVERED_LAST]) != 0 &&
	    is->until_ms > was->until_ms)
		return "day";
	if (!same_days(was, is))
		return is->until_ms > was->until_ms ? "day" : "zone";
	return is->oldest_ms != was->oldest_ms ? "oldest" : NULL;
}

/* 1: there is no row of that account. */
static int
why_now(struct store *s, const struct covered *is, const char **why,
    struct err *err)
{
	CLEANUP(query_done) struct query q;
	struct covered was;
	int rc;

	if (query_open(&q, s, SQL_COVERED_LAST, err) == -1)
		return -1;
	query_text(&q, ":account", is->account);
	rc = query_step(&q, err);
	if (rc == -1)
		return -1;
	if (rc == 0) {
		*why = is->until_ms == MOMENT_NONE ? "known" : "begun";
		return 0;
	}
	if (table_read(&q, TABLE_COVERAGE, &was, err) == -1)
		return -1;
	*why = why_of(&was, is);
	return 0;
}

static int
covered_insert(struct store *s, struct kept *k, const char *why,
    struct err *err)
{
	k->row.why = why;
	return row_insert(s, TABLE_COVERAGE, &k->row, &k->row.id, err);
}

static int
covered_add(struct store *s, struct kept *k, const char *why, struct err *err)
{
	if (covered_insert(s, k, why, err) == -1)
		return -1;
	/* In the middle of a pass cursors say nothing of a claim. */
	if (k->row.until_ms == MOMENT_NONE || strcmp(why, "oldest") == 0)
		return 0;
	return cursors_close(s, k->row.account, why, k->row.recorded_ms, err);
}

int
covered_follow(struct store *s, const struct source_state *state,
    struct err *err)
{
	const char *why;
	struct kept k;

	kept_of(state, &k);
	if (why_now(s, &k.row, &why, err) == -1)
		return -1;
	return why == NULL ? 0 : covered_add(s, &k, why, err);
}

int
covered_list(struct store *s, covered_each *each, void *arg,
    struct err *err)
{
	CLEANUP(query_done) struct query q;
	struct covered row;
	int rc;

	if (query_open(&q, s, SQL_COVERED_LIST, err) == -1)
		return -1;
	while ((rc = query_step(&q, err)) == QUERY_ROW)
		if (table_read(&q, TABLE_COVERAGE, &row, err) == -1 ||
		    each(&row, arg, err) == -1)
			return -1;
	return rc;
}

int
covered_found(struct store *s, const struct source_state *state,
    struct err *err)
{
	struct source_state was = *state;
	struct kept k;

	was.oldest_ms = was.from_ms;
	was.recorded_ms = clock_now_ms();
	kept_of(&was, &k);
	return covered_insert(s, &k, "found", err);
}
