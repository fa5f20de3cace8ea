#include "cmd/replay.h"

#include <stdio.h>

#include "base/day.h"

static const char *const columns[] = { "what", "id", "at", "person",
	"field", "recorded", "now" };

void
replay_put(struct replay *r, const char *what, int64_t id, int64_t at_ms,
    const char *person, const char *field, const char *recorded,
    const char *now)
{
	char at[MOMENT_TEXT];

	moment_text(at_ms, at);
	sheet_text(&r->sheet, what);
	if (id == 0)
		sheet_null(&r->sheet);
	else
		sheet_int(&r->sheet, id);
	sheet_text(&r->sheet, at);
	sheet_text(&r->sheet, person);
	sheet_text(&r->sheet, field);
	sheet_text(&r->sheet, recorded);
	sheet_text(&r->sheet, now);
}

static void
tell_sum(const struct replay *r)
{
	printf("read again: %zu; differences in attribution: %zu; flags that "
	    "would be new: %zu, that would not be made: %zu\n"
	    "nothing was changed\n", r->read, r->changed, r->new_flags,
	    r->old_flags);
}

int
cmd_replay(struct call *call, struct err *err)
{
	struct replay r = { .call = call };
	int got = store_snapshot(call->store, err);

	if (got == -1)
		return -1;
	sheet_open(&r.sheet, call->format, columns, 7);
	got = replay_attribution(&r, err);
	if (got == 0)
		got = replay_flags(&r, err);
	sheet_close(&r.sheet, got == -1 ? NULL : "nothing would change");
	store_rollback(call->store);
	if (got == 0 && call->format == FORMAT_TABLE)
		tell_sum(&r);
	return got;
}
