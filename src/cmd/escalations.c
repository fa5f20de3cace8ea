#include "cmd/command.h"

#include <stdio.h>
#include <string.h>

#include "base/safe.h"
#include "cmd/output/absence.h"
#include "cmd/output/before_after.h"
#include "cmd/output/output.h"
#include "cmd/output/terminal.h"
#include "store/records/escalations.h"

struct escalations_options {
	struct filter filter;	/* its person alone */
};

static const struct escalations_options none = { FILTER_ALL };

static const struct option_place places[] = {
	{ "--person", offsetof(struct escalations_options, filter.person) },
};

const struct option_set escalations_options = OPTION_SET(none, places);

static const char *const columns[] = { "at", "day", "person", "kind",
	"level", "count", "usual", "limit", "reason" };

static int
escalation_put(const struct escalation *e, void *arg, struct err *err)
{
	struct output *s = arg;
	char at[MOMENT_TEXT], day[DAY_TEXT];

	(void)err;
	moment_text(e->at_ms, at);
	day_text(e->day, day);
	output_text(s, at);
	output_text(s, day);
	output_text(s, e->person);
	output_text(s, e->kind);
	output_text(s, e->level);
	output_int(s, e->count);
	output_number(s, e->usual);
	output_number(s, e->limit);
	output_text(s, e->reason);
	return 0;
}

/*
 * For a person: one paragraph each reads better than nine columns, and of a
 * day that was raised and then a flood only the flood.  The paragraph of a
 * day waits until it is known to be the last one.  Milestones stand between
 * them, in order of time.
 */
struct telling {
	const struct cells *cells;
	const struct before_afters *milestones;
	size_t next;		/* of the milestones */
	struct buf head, reason;	/* what waits; empty: nothing */
	struct day day;
	char who[200];		/* person and kind */
	int n;
};

static void
print_waiting(struct telling *t)
{
	if (t->head.len == 0)
		return;
	printf("%s\n", buf_str(&t->head));
	terminal_paragraph(buf_str(&t->reason), 4);
	buf_reset(&t->head);
	buf_reset(&t->reason);
}

/* Those that count from no later than this moment. */
static void
print_milestones(struct telling *t, int64_t until_ms)
{
	const struct before_afters *all = t->milestones;

	for (; t->next < all->n; t->next++) {
		const struct before_after *b = &all->at[t->next];
		char day[DAY_TEXT];

		if (b->from == BEFORE_NEVER)
			continue;
		if (b->from_ms > until_ms)
			return;
		print_waiting(t);
		day_text(b->day, day);
		printf("%s  milestone  ", day);
		before_after_put(t->cells, b);
	}
}

static int
escalations_tell(const struct escalation *e, void *arg, struct err *err)
{
	struct telling *t = arg;
	char day[DAY_TEXT], who[200];

	(void)err;
	snprintf(who, sizeof(who), "%s  %s", e->person, e->kind);
	if (t->day.n != e->day.n || strcmp(who, t->who) != 0)
		print_waiting(t);
	print_milestones(t, e->at_ms);
	buf_reset(&t->head);
	buf_reset(&t->reason);
	day_text(e->day, day);
	buf_addf(&t->head, "%s  ", day);
	safe_text(&t->head, span_str(who), SAFE_ONE_LINE);
	buf_addf(&t->head, "  %s", e->level);
	safe_text(&t->reason, span_str(e->reason), SAFE_ONE_LINE);
	t->day = e->day;
	snprintf(t->who, sizeof(t->who), "%s", who);
	t->n++;
	return 0;
}

static int
tell_nothing(struct store *st, const struct filter *f,
    const struct cells *c, struct err *err)
{
	if (cells_coverage(c, 0, cells_days(c)) == COVERAGE_NONE)
		return absence_print(st, f, "contacts", err);
	printf("nothing was flagged so far\n");
	return 0;
}

static int
tell_all(struct store *st, const struct filter *f, struct err *err)
{
	CLEANUP(cells_done) struct cells c = { 0 };
	CLEANUP(before_afters_done) struct before_afters milestones = { 0 };
	struct telling t = { &c, &milestones, .head = { .max = 1000,
		.truncate = true }, .reason = { .max = 8000,
		.truncate = true } };
	int got;

	if (cells_load(st, f, false, &c, err) == -1 ||
	    before_after_read(st, f, &c, &milestones, err) == -1)
		return -1;
	got = escalation_list(st, f->person, escalations_tell, &t, err);
	print_waiting(&t);
	if (got == 0 && t.n == 0 && t.next == 0) {
		got = tell_nothing(st, f, &c, err);
		if (milestones.n > 0)
			putchar('\n');
	}
	print_milestones(&t, INT64_MAX);
	buf_done(&t.head);
	buf_done(&t.reason);
	return got;
}

int
cmd_escalations(struct call *call, struct err *err)
{
	const struct escalations_options *o = call->options;
	const struct filter *f = &o->filter;
	struct output s;
	int got;

	if (call->format == FORMAT_TABLE)
		return tell_all(call->store, f, err);
	output_open(&s, call->format, columns, 9);
	got = escalation_list(call->store, f->person, escalation_put, &s, err);
	output_close(&s, NULL);
	return got;
}
