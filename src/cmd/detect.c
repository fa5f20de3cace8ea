#include "cmd/command.h"

#include <stdio.h>

#include "base/file.h"
#include "base/safe.h"
#include "cmd/output/output.h"
#include "cmd/output/terminal.h"
#include "detect/level.h"
#include "detect/table.h"

#define TABLE_BYTES (256u << 20)

static const char *const columns[] = { "series", "day", "kind", "level",
	"count", "usual", "limit", "reason" };

struct trial {
	struct output output;		/* of csv and json */
	size_t told;			/* paragraphs */
	bool levels;			/* as the daemon records it */
	struct volume volume;
	struct spell spell;
	struct day next;		/* the day that begins now */
};

/* For a person a paragraph, as escalations has it. */
static void
tell(struct trial *t, const struct table_row *row, enum level level,
    const char *reason)
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
put_row_of(struct trial *t, const struct table_row *row, enum level level,
    int64_t count, double usual, int64_t limit, const char *reason)
{
	char day[DAY_TEXT], kind[FLAG_KIND];

	if (t->output.format == FORMAT_TABLE) {
		tell(t, row, level, reason);
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
reach(struct trial *t, const struct table_row *row, const struct limits *l,
    enum level level)
{
	int64_t limit = level == LEVEL_FLOOD ? l->flood : l->raised;
	char day[DAY_TEXT], reason[FLAG_REASON];
	struct passing p = { .level = level, .ordinal = limit + 1,
		.noun = "contact", .day = day, .clock = "", .one = "" };

	if (row->count <= limit || (t->levels &&
	    !spell_reach(&t->spell, level, row->count > l->day, l, row->day)))
		return;
	day_text(row->day, day);
	volume_reason(l, &p, reason, sizeof(reason));
	put_row_of(t, row, level, limit + 1, l->usual, limit, reason);
}

static void
end_day(struct trial *t, const struct table_row *row, const struct limits *l)
{
	char reason[FLAG_REASON];
	struct calm calm;

	volume_add_with(&t->volume, l, row->day, row->count, row->known);
	if (!spell_close(&t->spell, l, row->day, row->count, row->known,
	    &calm))
		return;
	volume_forget_rise(&t->volume);
	spell_reason(&t->spell, &calm, "contact", reason, sizeof(reason));
	put_row_of(t, row, t->spell.level, calm.sum, calm.usual.mean,
	    calm.limit, reason);
}

/* Days that the table leaves out are unknown; beyond the baseline's reach
 * more of them would say the same. */
static void
skip_to(struct trial *t, struct day day)
{
	if (day.n - t->next.n > 2 * BASELINE_DAYS)
		t->next = day_add(day, -2 * BASELINE_DAYS);
	for (; t->next.n < day.n; t->next.n++)
		volume_add(&t->volume, t->next, 0, false);
}

static int
put_row(const struct table_row *row, void *arg, struct err *err)
{
	struct trial *t = arg;
	struct limits l;

	(void)err;
	if (row->first) {
		t->volume = (struct volume){ .past = { .n = 0 } };
		t->spell = (struct spell){ .level = LEVEL_USUAL };
		t->next = row->day;
	}
	skip_to(t, row->day);
	l = volume_limits(&t->volume, row->day);
	reach(t, row, &l, LEVEL_RAISED);
	reach(t, row, &l, LEVEL_FLOOD);
	end_day(t, row, &l);
	t->next = day_add(row->day, 1);
	return 0;
}

int
cmd_detect(struct call *call, struct err *err)
{
	CLEANUP(buf_done) struct buf text = { .max = TABLE_BYTES };
	struct trial t = { .levels = call->levels };
	int got;

	if (file_read(call->args[0], &text, err) == -1)
		return -1;
	output_open(&t.output, call->format, columns, 8);
	got = table_rows(call->args[0], (char *)(uintptr_t)buf_str(&text),
	    put_row, &t, err);
	output_close(&t.output, got == -1 || t.told > 0 ? NULL :
	    "nothing was flagged");
	return got;
}
