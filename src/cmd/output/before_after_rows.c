#include "cmd/output/before_after.h"

#include <stdio.h>

#include "cmd/output/count_options.h"
#include "cmd/output/output.h"

static const char *const columns[] = { "id", "type", "person", "channel",
	"counted_from", "basis", "in_before", "in_after", "in_on_day",
	"first_after", "out_before", "out_after", "days_before", "days_after",
	"coverage_before", "coverage_after" };

/* A person gets rates instead, and short dates. */
static const char *const table_columns[] = { "id", "milestone", "person",
	"channel", "counted from", "before", "a day", "coverage", "after",
	"a day", "coverage", "first after" };

#define COLUMNS (sizeof(columns) / sizeof(columns[0]))
#define TABLE_COLUMNS (sizeof(table_columns) / sizeof(table_columns[0]))

static const char *const bases[] = {
	[BEFORE_KNOWN] = "moment",
	[BEFORE_KNOWN_DAY] = "day",
	[BEFORE_MADE] = "made",
	[BEFORE_NEVER] = "unknown",
};

/* One count over all channels, or one of each. */
struct counting {
	const struct call *call;
	const struct count_options *options;	/* its */
	const struct cells *cells;
	struct before_afters of[CHANNEL_COUNT];
};

static void
rows_done(struct counting *n)
{
	for (int i = 0; i < CHANNEL_COUNT; i++)
		before_afters_done(&n->of[i]);
}

static int
rows_count(const struct incident *i, void *arg, struct err *err)
{
	struct counting *n = arg;

	(void)err;
	before_afters_count(&n->of[n->options->split ? i->channel : 0], i);
	return 0;
}

static void
row_moment(struct output *s, int64_t ms, bool exact)
{
	char text[MOMENT_TEXT];

	if (ms == MOMENT_NONE) {
		output_null(s);
		return;
	}
	moment_text(ms, text);
	/* "2026-04-09T10:30:00+01:00" for a person: to the minute */
	if (s->format == FORMAT_TABLE) {
		text[10] = ' ';
		text[16] = '\0';
	}
	if (!exact)
		text[10] = '\0';	/* the day alone */
	output_text(s, text);
}

static void
row_from(struct output *s, const struct before_after *b)
{
	char day[DAY_TEXT], text[DAY_TEXT + 20];

	if (b->from == BEFORE_NEVER && s->format == FORMAT_TABLE) {
		output_text(s, "no date is known");
		return;
	}
	if (b->from == BEFORE_KNOWN || b->from == BEFORE_NEVER) {
		row_moment(s, b->from_ms, true);
		return;
	}
	day_text(b->day, day);
	snprintf(text, sizeof(text), "%s%s", day, b->from == BEFORE_MADE &&
	    s->format == FORMAT_TABLE ? " (made)" : "");
	output_text(s, text);
}

/* Over no day at all there is no number, not even zero. */
static void
put_count(struct output *s, const struct cells *c, const struct side *side,
    int64_t n)
{
	if (side->to > side->from)
		output_counted(s, n, cells_coverage(c, side->from, side->to));
	else
		output_null(s);
}

static void
row_coverage(struct output *s, const struct cells *c, const struct side *side)
{
	if (side->to > side->from)
		output_text(s, coverage_name(cells_coverage(c, side->from,
		    side->to)));
	else
		output_null(s);
}

static void
put_rated(struct output *s, const struct cells *c, const struct side *side,
    int64_t n)
{
	put_count(s, c, side, n);
	if (side->to > side->from && (n > 0 || cells_coverage(c, side->from,
	    side->to) != COVERAGE_NONE))
		output_number(s, (double)n / (side->to - side->from));
	else
		output_null(s);
	row_coverage(s, c, side);
}

static void
put_table(struct output *s, const struct cells *c, const struct before_after *b,
    const struct side *before, const struct side *after)
{
	put_rated(s, c, before, b->before);
	put_rated(s, c, after, b->after);
	row_moment(s, b->next_ms, b->next_exact);
}

static void
row_cells(struct output *s, const struct cells *c, const struct before_after *b,
    const struct side *before, const struct side *after)
{
	output_text(s, bases[b->from]);
	put_count(s, c, before, b->before);
	put_count(s, c, after, b->after);
	put_count(s, c, after, b->on_day);
	row_moment(s, b->next_ms, b->next_exact);
	put_count(s, c, before, b->out_before);
	put_count(s, c, after, b->out_after);
	output_int(s, before->to - before->from);
	output_int(s, after->to - after->from);
	row_coverage(s, c, before);
	row_coverage(s, c, after);
}

static void
row_put(struct output *s, const struct counting *n,
    const struct before_after *b, const char *channel)
{
	struct side before = { 0 }, after = { 0 };
	bool table = s->format == FORMAT_TABLE;
	/* Whose contacts are counted: the milestone's, or who was asked for. */
	const char *person = n->options->filter.person != NULL ?
	    n->options->filter.person : b->person;

	if (b->from != BEFORE_NEVER)
		before_after_sides(n->cells, b, &before, &after);
	output_int(s, b->number);
	output_text(s, table ? b->type : b->word);
	output_text(s, table && person[0] == '\0' ? "all" : person);
	output_text(s, channel);
	row_from(s, b);
	(table ? put_table : row_cells)(s, n->cells, b, &before, &after);
}

static void
put_rows(const struct counting *n)
{
	const struct count_options *o = n->options;
	bool table = n->call->format == FORMAT_TABLE;
	int only = o->filter.channel;
	struct output s;

	output_open(&s, n->call->format, table ? table_columns : columns,
	    table ? TABLE_COLUMNS : COLUMNS);
	for (size_t i = 0; i < n->of[0].n; i++)
		for (int c = 0; c < CHANNEL_COUNT; c++) {
			if (!o->split && c == 0)
				row_put(&s, n, &n->of[0].at[i], only < 0 ?
				    "all" : channel_name((enum channel)only));
			if (o->split && n->cells->channels[c] &&
			    (only < 0 || only == c))
				row_put(&s, n, &n->of[c].at[i],
				    channel_name((enum channel)c));
		}
	output_close(&s, "no milestones; `floodmark milestone add` records "
	    "one");
}

int
before_after_rows(const struct call *call, const struct cells *c,
    struct err *err)
{
	CLEANUP(rows_done) struct counting n = { call, call->options,
		c, { { 0 } } };
	struct filter f = n.options->filter;

	f.from = c->first;
	f.to = c->last;
	for (int i = 0; i < (n.options->split ? CHANNEL_COUNT : 1); i++)
		if (before_afters_read(call->store, f.person, &n.of[i], err) !=
		    0)
			return -1;
	if (n.of[0].n > 0 &&
	    incident_list(call->store, &f, rows_count, &n, err) == -1)
		return -1;
	put_rows(&n);
	return 0;
}
