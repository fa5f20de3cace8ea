#include "cmd/command.h"

#include <stdio.h>
#include <string.h>

#include "cmd/sheet.h"
#include "store/escalations.h"

static const char *const columns[] = { "at", "day", "person", "kind",
	"level", "count", "usual", "limit", "reason" };

static int
put(const struct escalation *e, void *arg, struct err *err)
{
	struct sheet *s = arg;
	char at[MOMENT_TEXT], day[DAY_TEXT];

	(void)err;
	moment_text(e->at_ms, at);
	day_text(e->day, day);
	sheet_text(s, at);
	sheet_text(s, day);
	sheet_text(s, e->person);
	sheet_text(s, e->kind);
	sheet_text(s, e->level);
	sheet_int(s, e->count);
	sheet_number(s, e->usual);
	sheet_number(s, e->limit);
	sheet_text(s, e->reason);
	return 0;
}

/*
 * For a person: one paragraph each reads better than nine columns, and of a
 * day that was raised and then a flood only the flood.  The paragraph of a
 * day waits until it is known to be the last one.
 */
struct telling {
	char text[2000];
	struct day day;
	char who[200];		/* person and kind */
	int n;
};

static void
print_waiting(struct telling *t)
{
	fputs(t->text, stdout);
	t->text[0] = '\0';
}

static int
tell(const struct escalation *e, void *arg, struct err *err)
{
	struct telling *t = arg;
	char day[DAY_TEXT], who[200];

	(void)err;
	snprintf(who, sizeof(who), "%s  %s", e->person, e->kind);
	if (t->day.n != e->day.n || strcmp(who, t->who) != 0)
		print_waiting(t);
	day_text(e->day, day);
	snprintf(t->text, sizeof(t->text), "%s  %s  %s\n    %s\n", day, who,
	    e->level, e->reason);
	t->day = e->day;
	snprintf(t->who, sizeof(t->who), "%s", who);
	t->n++;
	return 0;
}

int
cmd_escalations(struct call *call, struct err *err)
{
	struct sheet s;
	struct telling t = { .text = "" };
	int got;

	if (call->format == FORMAT_TABLE) {
		got = escalation_list(call->store, call->filter.person, tell,
		    &t, err);
		print_waiting(&t);
		if (got == 0 && t.n == 0)
			printf("nothing was flagged so far\n");
		return got;
	}
	sheet_open(&s, call->format, columns, 9);
	got = escalation_list(call->store, call->filter.person, put, &s,
	    err);
	sheet_close(&s, "");
	return got;
}
