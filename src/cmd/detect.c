#include "cmd/command.h"

#include <stdio.h>

#include "base/file.h"
#include "base/safe.h"
#include "cmd/output/output.h"
#include "cmd/output/terminal.h"
#include "detect/table.h"
#include "detect/walk.h"

struct detect_options {
	bool levels;
};

static const struct detect_options none = { false };

static const struct option_place places[] = {
	{ "--levels", offsetof(struct detect_options, levels) },
};

const struct option_set detect_options = OPTION_SET(none, places);

#define TABLE_BYTES (256u << 20)

static const char *const columns[] = { "series", "day", "kind", "level",
	"count", "usual", "limit", "reason" };

struct detect_trial {
	struct output output;		/* of csv and json */
	size_t told;			/* paragraphs */
	bool levels;			/* as the daemon records it */
	struct walk walk;
};

/* For a person a paragraph, as escalations has it. */
static void
series_tell(struct detect_trial *t, const struct table_row *row,
    enum level level, const char *reason)
{
	CLEANUP(buf_done) struct buf name = { .max = 1000, .truncate = true };
	char day[DAY_TEXT], kind[FLAG_KIND];

	safe_text(&name, span_str(row->series), SAFE_ONE_LINE);
	day_text(row->day, day);
	kind_text(FLAG_VOLUME, NULL, kind);
	printf("%s  %s  %s  %s\n", day, buf_str(&name), kind,
	    level_name(level));
	terminal_paragraph(reason, 4);
	t->told++;
}

static void
put_row_of(struct detect_trial *t, const struct table_row *row,
    enum level level, int64_t count, double usual, int64_t limit,
    const char *reason)
{
	char day[DAY_TEXT], kind[FLAG_KIND];

	if (t->output.format == FORMAT_TABLE) {
		series_tell(t, row, level, reason);
		return;
	}
	day_text(row->day, day);
	kind_text(FLAG_VOLUME, NULL, kind);
	output_text(&t->output, row->series);
	output_text(&t->output, day);
	output_text(&t->output, kind);
	output_text(&t->output, level_name(level));
	output_int(&t->output, count);
	output_number(&t->output, usual);
	output_int(&t->output, limit);
	output_text(&t->output, reason);
}

/* `raised` by the contact that passes the limit, and `flood` by a later one
 * of the same day: every day on its own, or with --levels as the daemon
 * records it, once until it has eased. */
static void
series_reach(struct detect_trial *t, const struct table_row *row,
    enum level level)
{
	struct measure m = walk_measure(&t->walk, level, 0);
	const struct limits *l = &t->walk.limits;
	char day[DAY_TEXT], reason[FLAG_REASON];
	struct passing p = { .level = level, .ordinal = m.day_limit + 1,
		.noun = "contact", .day = day, .clock = "", .one = "" };

	if (t->levels ? !walk_reach(&t->walk, level, &m) :
	    !measure_passes(&m))
		return;
	day_text(row->day, day);
	volume_reason(l, &p, reason, sizeof(reason));
	put_row_of(t, row, level, p.ordinal, l->usual, m.day_limit, reason);
}

static void
end_day(struct detect_trial *t, const struct table_row *row)
{
	char reason[FLAG_REASON];
	struct calm calm;

	if (!walk_end(&t->walk, row->known, &calm))
		return;
	spell_reason(&t->walk.spell, &calm, "contact", reason,
	    sizeof(reason));
	put_row_of(t, row, t->walk.spell.level, calm.sum, calm.usual.mean,
	    calm.limit, reason);
}

/* Days that the table leaves out are unknown; beyond the baseline's reach
 * more of them would say the same. */
static void
skip_to(struct detect_trial *t, struct day day)
{
	struct day next = day_add(t->walk.day, 1);

	if (day.n - next.n > 2 * BASELINE_DAYS)
		next = day_add(day, -2 * BASELINE_DAYS);
	for (; next.n < day.n; next.n++)
		walk_past(&t->walk, next, false);
}

static int
series_row(const struct table_row *row, void *arg, struct err *err)
{
	struct detect_trial *t = arg;

	(void)err;
	if (row->first)
		t->walk = (struct walk){ .count = 0 };
	else
		skip_to(t, row->day);
	walk_day(&t->walk, row->day);
	t->walk.count = row->count;
	series_reach(t, row, LEVEL_RAISED);
	series_reach(t, row, LEVEL_FLOOD);
	end_day(t, row);
	return 0;
}

int
cmd_detect(struct call *call, struct err *err)
{
	CLEANUP(buf_done) struct buf text = { .max = TABLE_BYTES };
	const struct detect_options *o = call->options;
	struct detect_trial t = { .levels = o->levels };
	int got;

	if (file_read(call->args[0], &text, err) == -1)
		return -1;
	output_open(&t.output, call->format, columns, 8);
	got = table_rows(call->args[0], (char *)(uintptr_t)buf_str(&text),
	    series_row, &t, err);
	output_close(&t.output, got == -1 || t.told > 0 ? NULL :
	    "nothing was flagged");
	return got;
}
