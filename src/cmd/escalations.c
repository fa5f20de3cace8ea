#include "cmd/command.h"

#include <stdio.h>

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

/* For a person: one paragraph each reads better than nine columns. */
static int
tell(const struct escalation *e, void *arg, struct err *err)
{
	int *n = arg;
	char day[DAY_TEXT];

	(void)err;
	day_text(e->day, day);
	printf("%s  %s  %s  %s\n    %s\n", day, e->person, e->kind, e->level,
	    e->reason);
	++*n;
	return 0;
}

int
cmd_escalations(struct call *call, struct err *err)
{
	struct sheet s;
	int n = 0, got;

	if (call->format == FORMAT_TABLE) {
		got = escalation_list(call->store, call->filter.person, tell,
		    &n, err);
		if (got == 0 && n == 0)
			printf("nothing was flagged so far\n");
		return got;
	}
	sheet_open(&s, call->format, columns, 9);
	got = escalation_list(call->store, call->filter.person, put, &s,
	    err);
	sheet_close(&s, "");
	return got;
}
