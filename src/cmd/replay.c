#include "cmd/replay/replay.h"

#include <stdio.h>

struct replay_options {
	const char *person;
};

static const struct replay_options none = { NULL };

static const struct option_place places[] = {
	{ "--person", offsetof(struct replay_options, person) },
};

const struct option_set replay_options = OPTION_SET(none, places);

static const char *const columns[] = { "what", "id", "at", "person",
	"field", "recorded", "now" };

int
cmd_replay(struct call *call, struct err *err)
{
	const struct replay_options *o = call->options;
	struct replay r = { .call = call, .person = o->person };
	int got = store_snapshot(call->store, err);

	if (got == -1)
		return -1;
	output_open(&r.output, call->format, columns, 7);
	got = replay_attribution(&r, err);
	if (got == 0)
		got = replay_flags(&r, err);
	output_close(&r.output, got == -1 ? NULL : "nothing would change");
	store_rollback(call->store);
	if (got == 0 && call->format == FORMAT_TABLE)
		printf("read again: %zu; differences in attribution: %zu; "
		    "flags that would be new: %zu, that would not be made: "
		    "%zu\nnothing was changed\n", r.read, r.changed,
		    r.new_flags, r.old_flags);
	return got;
}
