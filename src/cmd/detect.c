#include "cmd/command.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "cmd/sheet.h"
#include "detect/table.h"
#include "detect/volume.h"

#define TABLE_BYTES (256u << 20)

static const char *const columns[] = { "series", "day", "kind", "level",
	"count", "usual", "limit", "reason" };

struct trial {
	struct sheet sheet;
	struct volume volume;
	struct day next;		/* the day that begins now */
};

/* As the daemon records it: `raised` by the contact that passes the limit,
 * and `flood` by a later one of the same day. */
static void
put_flag(struct trial *t, const struct table_row *row,
    const struct limits *l, enum level level)
{
	int64_t limit = level == LEVEL_FLOOD ? l->flood : l->raised;
	char day[DAY_TEXT], reason[800];

	day_text(row->day, day);
	volume_reason(l, level, limit + 1, day, "", reason, sizeof(reason));
	sheet_text(&t->sheet, row->series);
	sheet_text(&t->sheet, day);
	sheet_text(&t->sheet, "volume");
	sheet_text(&t->sheet, level_name(level));
	sheet_int(&t->sheet, limit + 1);
	sheet_number(&t->sheet, l->usual);
	sheet_int(&t->sheet, limit);
	sheet_text(&t->sheet, reason);
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
	enum level level;

	(void)err;
	if (row->first) {
		memset(&t->volume, 0, sizeof(t->volume));
		t->next = row->day;
	}
	skip_to(t, row->day);
	l = volume_limits(&t->volume, row->day);
	level = volume_level(&l, row->count);
	if (level >= LEVEL_RAISED)
		put_flag(t, row, &l, LEVEL_RAISED);
	if (level == LEVEL_FLOOD)
		put_flag(t, row, &l, LEVEL_FLOOD);
	volume_add_with(&t->volume, &l, row->day, row->count, row->known);
	t->next = day_add(row->day, 1);
	return 0;
}

int
cmd_detect(struct call *call, struct err *err)
{
	CLEANUP(buf_done) struct buf text = { .max = TABLE_BYTES };
	struct trial t = { .next = { 0 } };
	int got;

	if (file_read(call->args[0], &text, err) == -1)
		return -1;
	sheet_open(&t.sheet, call->format, columns, 8);
	got = table_rows(call->args[0], (char *)(uintptr_t)buf_str(&text),
	    put_row, &t, err);
	sheet_close(&t.sheet, got == -1 ? NULL : "nothing was flagged");
	return got;
}
